package io.vigia.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.schemas.Alert;
import io.vigia.schemas.ModelRef;
import io.vigia.schemas.Reason;
import io.vigia.schemas.Severity;
import io.vigia.schemas.Source;
import io.vigia.schemas.Tier;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertLineTest {
  private static final Instant TIME = Instant.parse("2018-05-17T14:03:22.5Z");

  @Test
  void saysWhoHowMuchAndWhy() {
    Alert alert =
        alert(0.9712, Severity.HIGH, List.of("amount-over-220"))
            .setReasons(
                List.of(
                    new Reason("amount", 312.4, 48.0, 3.1),
                    new Reason("terminal_risk_7d", 0.4321, 0.0, 1.2),
                    new Reason("customer_mean_amount_30d", Double.NaN, 52.5, 0.3),
                    new Reason("is_night", 1.0, 0.0, 0.1)))
            .build();

    assertThat(AlertLine.of(alert, "card 4711     312.40"))
        .isEqualTo(
            "2018-05-17 14:03:22  card 4711     312.40  score 0.971  high      rule amount-over-220;"
                + " amount 312.40, usually 48; terminal risk 7d 0.43, usually 0;"
                + " customer mean amount 30d missing, usually 52.50");
  }

  @Test
  void whereOnlyRulesDecideThereIsNoScore() {
    assertThat(
            AlertLine.of(
                alert(null, Severity.LOW, List.of("a", "b")).build(), "card 1        312.40"))
        .isEqualTo(
            "2018-05-17 14:03:22  card 1        312.40  score -      low       rule a; rule b");
  }

  private static Alert.Builder alert(Double score, Severity severity, List<String> rules) {
    return Alert.newBuilder()
        .setId("0".repeat(32))
        .setDetector("card-fraud")
        .setEventId("1")
        .setEventTime(TIME)
        .setDetectionTime(TIME)
        .setKeys(Map.of("customer", "4711"))
        .setScore(score)
        .setThreshold(score == null ? null : 0.5)
        .setSeverity(severity)
        .setRules(rules)
        .setReasons(List.of())
        .setModel(score == null ? null : new ModelRef("card-fraud", "1", "0".repeat(64)))
        .setTier(score == null ? Tier.RULES : Tier.INT8)
        .setLate(false)
        .setSource(new Source("transactions", 0, 0L))
        .setEvent(ByteBuffer.allocate(0));
  }
}
