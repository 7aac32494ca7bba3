package io.vigia.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeatureHashTest {
  private static String hash(String yaml) {
    return FeatureHash.of(DetectorSpecReader.read(Detectors.files(yaml)));
  }

  @Test
  void staysWhenOnlyOtherThingsChange() {
    String yaml = Detectors.cardFraud();
    assertThat(hash(yaml)).hasSize(64);
    assertThat(
            hash(
                yaml.replace("topic: transactions", "topic: payments")
                    .replace("amount > 220", "amount > 200")
                    .replace("50/12h", "100/day")
                    .replace("detector: card-fraud ", "detector: other")))
        .isEqualTo(hash(yaml));
  }

  @Test
  void changesWithTheFeatures() {
    String yaml = Detectors.cardFraud();
    assertThat(hash(yaml.replace("window: 30d, season", "window: 31d, season")))
        .isNotEqualTo(hash(yaml));
    assertThat(hash(yaml.replace("n: 3", "n: 4"))).isNotEqualTo(hash(yaml));
    assertThat(hash(yaml.replace("amount > 100.0", "amount > 101.0"))).isNotEqualTo(hash(yaml));
    assertThat(hash(yaml.replace("hours 0-6", "hours 0-5"))).isNotEqualTo(hash(yaml));
    assertThat(hash(yaml.replace("terminal: terminal_id", "terminal: customer_id")))
        .isNotEqualTo(hash(yaml));
  }

  @Test
  void changesWithWhatTheModelSees() {
    String yaml = Detectors.cardFraud();
    assertThat(hash(yaml.replace("n: 3", "n: 3, input: false"))).isNotEqualTo(hash(yaml));
    assertThat(hash(yaml.replace("n: 3", "n: 3, input: true"))).isEqualTo(hash(yaml));
  }

  @Test
  void isThatOfAReadableText() {
    assertThat(
            FeatureHash.canonicalText(
                DetectorSpecReader.read(
                    Detectors.files(
                        Detectors.SENSOR
                            + "  - {name: pause, key: sensor, aggregate: since, window: 1h}\n"))))
        .startsWith("vigia-features-1\nschema {\"name\":\"Reading\"")
        .endsWith(
            """
            id reading_id
            time at {"type":"long","logicalType":"timestamp-micros"}
            key sensor [sensor]
            feature value_now field value 1
            feature pause aggregate sensor since window=3600000 delay=0 n=1
            """);
  }
}
