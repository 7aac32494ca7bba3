package io.vigia.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.control.Comparison.Count;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ShadowVerdictTest {
  private static void discordant(Comparison comparison, int activeRight, int challengerRight) {
    for (int i = 0; i < activeRight; i++) {
      // By turns a fraud that only the active model saw, and a false alarm of the challenger.
      comparison.labelled(i % 2 == 0, i % 2 != 0, i % 2 == 0);
    }
    for (int i = 0; i < challengerRight; i++) {
      comparison.labelled(i % 2 != 0, i % 2 == 0, i % 2 == 0);
    }
  }

  private static ShadowVerdict after(int activeRight, int challengerRight) {
    Comparison comparison = new Comparison();
    discordant(comparison, activeRight, challengerRight);
    return ShadowVerdict.of(comparison);
  }

  @Test
  void aLeadOfTheMarginDecides() {
    // ln(99) / ln(1.5) = 11.33
    assertThat(ShadowVerdict.margin()).isEqualTo(12);
    assertThat(after(11, 0)).isEqualTo(ShadowVerdict.OPEN);
    assertThat(after(12, 0)).isEqualTo(ShadowVerdict.LOST);
    assertThat(after(111, 100)).isEqualTo(ShadowVerdict.OPEN);
    assertThat(after(112, 100)).isEqualTo(ShadowVerdict.LOST);
    assertThat(after(100, 112)).isEqualTo(ShadowVerdict.WON);
  }

  @Test
  void eventsOnWhichBothAgreeSayNothing() {
    Comparison comparison = new Comparison();
    for (int i = 0; i < 1000; i++) {
      comparison.labelled(true, true, false);
      comparison.labelled(false, false, true);
    }
    assertThat(ShadowVerdict.of(comparison)).isEqualTo(ShadowVerdict.OPEN);
    assertThat(comparison.of(Count.CHALLENGER_FALSE_ALARMS)).isEqualTo(1000);
    assertThat(comparison.of(Count.SAMPLED_MISSES)).isEqualTo(1000);
  }

  @Test
  void aChallengerThatFailsLoses() {
    Comparison comparison = new Comparison();
    for (int i = 0; i < 949; i++) {
      comparison.scored(0.5, false, 0.5, false);
    }
    comparison.failed(50);
    assertThat(ShadowVerdict.of(comparison)).isEqualTo(ShadowVerdict.OPEN);
    comparison.failed(1);
    assertThat(ShadowVerdict.of(comparison)).isEqualTo(ShadowVerdict.LOST);
    assertThat(ShadowVerdict.why(comparison))
        .isEqualTo("the challenger failed on 51 of 1000 events");
  }

  /** The errors that the test promises, by simulation of models that are worse and better. */
  @Test
  void theErrorsAreThoseOfTheTest() {
    SplittableRandom random = new SplittableRandom(7);
    int runs = 4_000;
    int wrong = 0;
    for (int run = 0; run < runs; run++) {
      int lead = 0;
      while (Math.abs(lead) < ShadowVerdict.margin()) {
        lead += random.nextDouble() < ShadowVerdict.SHARE ? 1 : -1;
      }
      wrong += lead < 0 ? 1 : 0;
    }
    assertThat(wrong).isBetween(1, (int) (ShadowVerdict.ERROR * runs));
  }

  @Test
  void countsOfSubtasksAddUp() {
    Comparison a = new Comparison();
    a.scored(0.75, true, 0.5, false);
    a.shed(3);
    Comparison b = new Comparison();
    b.scored(0.25, false, 0.75, true);
    discordant(b, 2, 1);
    Comparison sum = new Comparison();
    for (Comparison each : new Comparison[] {a, b}) {
      Map<String, Double> values = new TreeMap<>();
      each.put("", values);
      sum.addAll(values);
    }
    assertThat(sum.of(Count.COMPARED)).isEqualTo(2);
    assertThat(sum.of(Count.SHED)).isEqualTo(3);
    assertThat(sum.of(Count.ALERTS_ACTIVE_ONLY)).isEqualTo(1);
    assertThat(sum.of(Count.ALERTS_CHALLENGER_ONLY)).isEqualTo(1);
    assertThat(sum.of(Count.DIFFERENCE)).isEqualTo(0.75);
    assertThat(sum.of(Count.ACTIVE_RIGHT)).isEqualTo(2);
    assertThat(sum.of(Count.CHALLENGER_RIGHT)).isEqualTo(1);
    assertThat(ShadowVerdict.why(sum))
        .isEqualTo(
            "of the labelled events on which one of the two alerts, the challenger was right on 1"
                + " and the active model on 2; a lead of 12 decides");
  }
}
