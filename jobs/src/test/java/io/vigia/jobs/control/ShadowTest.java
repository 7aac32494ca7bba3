package io.vigia.jobs.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.control.Comparison;
import io.vigia.engine.control.Comparison.Count;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.ControlState.Challenge;
import io.vigia.engine.control.KnownModel;
import io.vigia.engine.row.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShadowTest {
  private static final long HOUR = 3_600_000_000L;
  private static final ControlState ALONE =
      ControlState.initial("base", Optional.of(new KnownModel("own", "1", 0.5)), List.of());
  private static final ControlState TRIED =
      ALONE.withChallenger(Optional.of(new Challenge("next", 0.7, 3)));

  private final List<Shadow.Report> reports = new ArrayList<>();
  private final Shadow shadow = new Shadow(HOUR, reports::add);

  private static Row label(long id, double truth) {
    Row row = new Row();
    row.kind = Row.Kind.LABEL;
    row.id = id;
    row.label = truth;
    return row;
  }

  private Comparison reported() {
    shadow.report();
    Comparison sum = new Comparison();
    reports.forEach(report -> sum.addAll(report.counts()));
    return sum;
  }

  @Test
  void comparesEachAtItsOwnThreshold() {
    shadow.follow(TRIED);
    shadow.compared(1, 1, 0, 0.6, 0.6);
    shadow.compared(2, 1, 0, 0.4, 0.7);
    shadow.compared(3, 1, 0, 0.5, 0.9);
    Comparison found = reported();
    assertThat(found.of(Count.ALERTS_ACTIVE_ONLY)).isEqualTo(1);
    assertThat(found.of(Count.ALERTS_CHALLENGER_ONLY)).isEqualTo(1);
    assertThat(found.of(Count.ALERTS_BOTH)).isEqualTo(1);
    assertThat(reports.get(0).trial()).isEqualTo(Trial.of(reports.get(0).trial().tags()));
  }

  @Test
  void nothingIsReportedTwiceOrOutsideOfATrial() {
    shadow.compared(1, 1, 0, 0.6, 0.6);
    assertThat(reported().isEmpty()).isTrue();
    shadow.follow(TRIED);
    shadow.compared(1, 1, 0, 0.6, 0.6);
    shadow.report();
    shadow.report();
    assertThat(reported().of(Count.COMPARED)).isEqualTo(1);
    shadow.follow(ALONE);
    shadow.compared(2, 1, 0, 0.6, 0.6);
    assertThat(reported().of(Count.COMPARED)).isEqualTo(1);
    assertThat(shadow.kept()).isEmpty();
  }

  @Test
  void candidatesWaitForTheirLabelAndOthersAreSampled() {
    shadow.follow(TRIED);
    for (int id = 0; id < 64; id++) {
      shadow.compared(id, 1, 0, 0.1, 0.1);
    }
    shadow.compared(100, 1, 0, 0.9, 0.1);
    shadow.label(label(100, 0));
    shadow.label(label(100, 0));
    for (int id = 0; id < 64; id++) {
      shadow.label(label(id, 1));
    }
    Comparison found = reported();
    assertThat(found.of(Count.CHALLENGER_RIGHT)).isEqualTo(1);
    assertThat(found.of(Count.SAMPLED)).isEqualTo(1);
    assertThat(found.of(Count.SAMPLED_MISSES)).isEqualTo(1);
  }

  @Test
  void whatWaitedLongEnoughOrIsTooMuchIsGivenUp() {
    shadow.follow(TRIED);
    shadow.compared(1, 1, 0, 0.9, 0.1);
    shadow.compared(2, 1, HOUR, 0.9, 0.1);
    shadow.compared(3, 1, HOUR + 1, 0.9, 0.1);
    shadow.label(label(1, 1));
    shadow.label(label(2, 1));
    assertThat(reported().of(Count.ACTIVE_RIGHT)).isEqualTo(1);

    Pairs pairs = new Pairs(HOUR);
    for (int id = 0; id < Pairs.MOST_CANDIDATES + 10; id++) {
      pairs.add(id, 1, 0, true, false);
    }
    assertThat(pairs.size()).isEqualTo(Pairs.MOST_CANDIDATES);
  }

  @Test
  void aRestartKeepsWhatWaitsForLabelsOfItsKeys() {
    shadow.follow(TRIED);
    shadow.compared(1, 10, 0, 0.9, 0.1);
    shadow.compared(2, 20, 0, 0.9, 0.1);
    Shadow.Kept kept = Shadow.Kept.of(shadow.kept().orElseThrow().toBytes());

    Shadow half = new Shadow(HOUR, reports::add);
    half.follow(TRIED);
    half.restore(kept, key -> key == 10);
    half.label(label(1, 1));
    half.label(label(2, 1));
    half.report();
    assertThat(reported().of(Count.ACTIVE_RIGHT)).isEqualTo(1);

    Shadow other = new Shadow(HOUR, reports::add);
    other.follow(ALONE.withChallenger(Optional.of(new Challenge("next", 0.7, 4))));
    other.restore(kept, key -> true);
    assertThat(other.kept().orElseThrow().pairs()).hasSize(4);
    assertThat(kept.tags()).isEqualTo(Map.copyOf(Trial.of(TRIED).orElseThrow().tags()));
  }
}
