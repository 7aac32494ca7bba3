package io.vigia.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.AlertSpec.Budget;
import io.vigia.engine.spec.AlertSpec.Suppress;
import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.engine.spec.EventSpec.Validity;
import io.vigia.engine.spec.FeatureSpec.Aggregate;
import io.vigia.engine.spec.FeatureSpec.Aggregate.Function;
import io.vigia.engine.spec.FeatureSpec.Calendar;
import io.vigia.engine.spec.ModelSpec.NetworkSpec;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.schemas.Severity;
import io.vigia.schemas.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorSpecReaderTest {

  private static DetectorSpec read(String yaml) {
    return DetectorSpecReader.read(Detectors.files(yaml));
  }

  @Test
  void readsEverySection() {
    DetectorSpec spec = read(Detectors.cardFraud());

    assertThat(spec.name()).isEqualTo("card-fraud");
    assertThat(spec.event())
        .isEqualTo(
            new EventSpec(
                Transaction.SCHEMA$,
                "transactions",
                "transaction_id",
                "tx_time",
                Duration.ofSeconds(5),
                new Validity(
                    micros("2000-01-01T00:00:00Z"),
                    micros("2100-01-01T00:00:00Z"),
                    Duration.ofHours(2)),
                List.of(
                    new KeySpec("customer", List.of("customer_id")),
                    new KeySpec("terminal", List.of("terminal_id")),
                    new KeySpec("place", List.of("terminal_id", "floor(tx_amount / 64.0)")))));
    assertThat(spec.labels())
        .contains(new LabelSpec("card-labels", "tx_fraud", Duration.ofDays(7)));
    assertThat(spec.features())
        .containsExactly(
            new FeatureSpec.Field("amount", "tx_amount", 1),
            new FeatureSpec.Learned(
                new LearnedSpec(
                    "usual_amount",
                    List.of("customer", "terminal_id"),
                    Optional.empty(),
                    "amount",
                    LearnedSpec.Statistic.MEDIAN,
                    50)),
            new Calendar("is_weekend", Calendar.Kind.WEEKEND, 0, 0),
            new Calendar("is_night", Calendar.Kind.HOURS, 0, 6),
            aggregate("customer_count_1d", "customer", Function.COUNT, null, 1),
            aggregate("customer_mean_amount_1d", "customer", Function.MEAN, "tx_amount", 1),
            aggregate("customer_mean_amount_30d", "customer", Function.MEAN, "tx_amount", 30),
            new FeatureSpec.Ratio(
                "amount_to_customer_mean_30d", "amount", "customer_mean_amount_30d"),
            new FeatureSpec.Expr(
                "customer_mean_trend", "customer_mean_amount_1d / customer_mean_amount_30d"),
            new Aggregate(
                "terminal_risk_7d",
                "terminal",
                Function.MEAN,
                Optional.of(Aggregate.LABEL),
                1,
                Optional.of(Duration.ofDays(7)),
                Duration.ofDays(7),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                Optional.empty(),
                Optional.empty()),
            new Aggregate(
                "large_same_hour",
                "terminal",
                Function.COUNT,
                Optional.empty(),
                1,
                Optional.of(Duration.ofDays(30)),
                Duration.ZERO,
                Optional.of("amount > 100.0"),
                Optional.of(Duration.ofDays(1)),
                Optional.of(Duration.ofHours(1)),
                1,
                Optional.empty(),
                Optional.empty()),
            new Aggregate(
                "amount_3_ago",
                "customer",
                Function.LAG,
                Optional.of("amount"),
                1,
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                3,
                Optional.empty(),
                Optional.empty()),
            new Aggregate(
                "recent_mean",
                "customer",
                Function.EWMA,
                Optional.of("amount"),
                1,
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                Optional.of(Duration.ofHours(1)),
                Optional.empty()),
            new FeatureSpec.Difference("amount_step", "amount", "amount_3_ago"),
            new FeatureSpec.Log1p("log_amount", "amount"),
            new FeatureSpec.Hypot("size_of_change", List.of("amount", "amount_step")));
    assertThat(spec.model())
        .contains(
            new ModelSpec(
                "model.onnx",
                Optional.of(new PcaSpec(OptionalDouble.of(0.99), OptionalInt.empty(), true)),
                new NetworkSpec(NetworkSpec.Kind.CLASSIFIER, List.of(32, 16)),
                TrainingSpec.DEFAULT));
    assertThat(spec.alerts())
        .isEqualTo(
            new AlertSpec(
                Optional.of(new Budget(50, Duration.ofHours(12))),
                OptionalDouble.empty(),
                Optional.of(new Suppress("customer", Duration.ofHours(24)))));
    assertThat(spec.rules())
        .containsExactly(
            new RuleSpec("amount-over-220", "amount > 220", Severity.HIGH),
            new RuleSpec("doubtful", "score > 0.3 && is_night == 1", Severity.MEDIUM));
  }

  private static Aggregate aggregate(
      String name, String key, Function function, String of, int days) {
    return new Aggregate(
        name,
        key,
        function,
        Optional.ofNullable(of),
        1,
        Optional.of(Duration.ofDays(days)),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1,
        Optional.empty(),
        Optional.empty());
  }

  private static long micros(String time) {
    return Instant.parse(time).toEpochMilli() * 1000;
  }

  @Test
  void fillsInDefaults() {
    DetectorSpec spec = read(Detectors.SENSOR + "model: {}\n");

    assertThat(spec.event().outOfOrderness()).isEqualTo(Duration.ofSeconds(10));
    assertThat(spec.event().valid())
        .isEqualTo(new Validity(0, micros("2200-01-01T00:00:00Z"), Duration.ofHours(1)));
    assertThat(spec.labels()).isEmpty();
    assertThat(spec.model())
        .contains(
            new ModelSpec(
                "model.onnx",
                Optional.of(new PcaSpec(OptionalDouble.of(0.995), OptionalInt.empty(), false)),
                new NetworkSpec(
                    NetworkSpec.Kind.AUTOENCODER,
                    List.of(),
                    NetworkSpec.Activation.TANH,
                    Optional.empty()),
                TrainingSpec.DEFAULT));
    assertThat(spec.alerts())
        .isEqualTo(
            new AlertSpec(
                Optional.of(new Budget(100, Duration.ofDays(1))),
                OptionalDouble.empty(),
                Optional.empty()));
    assertThat(spec.tables()).isEmpty();
    assertThat(spec.rules()).isEmpty();
  }

  @Test
  void takesADetectorOfRulesAlone() {
    DetectorSpec spec =
        read(Detectors.SENSOR + "rules:\n- {name: hot, when: value > 90 && mode == \"BUSY\"}\n");
    assertThat(spec.model()).isEmpty();
    assertThat(spec.alerts())
        .isEqualTo(new AlertSpec(Optional.empty(), OptionalDouble.empty(), Optional.empty()));
  }

  @Test
  void readsTheOtherFormsOfThings() {
    DetectorSpec spec =
        read(
            """
            detector: sensor
            event:
              schema: reading.avsc
              topic: readings
              id: reading_id
              time: at
              valid: {from: 2020-06-01T12:00:00+02:00}
              keys: {sensor: sensor, mode: mode}
            labels: {topic: truth, field: broken, delay: 0s}
            features:
            - {name: embedding, field: embedding, size: 3}
            - {name: value, field: value}
            - {name: online, field: online}
            - {name: distinct_sensors, key: mode, aggregate: distinct, of: sensor, window: 40ms}
            - {name: pause, key: sensor, aggregate: since}
            - {name: hour, calendar: hour_of_day}
            - {name: quiet, expr: 'mode == "IDLE" && !online'}
            model: {pca: {components: 2}, network: {hidden: []}}
            alerts: {threshold: 0.9}
            """);
    assertThat(spec.event().valid().fromMicros()).isEqualTo(micros("2020-06-01T10:00:00Z"));
    assertThat(spec.features().get(0))
        .isEqualTo(new FeatureSpec.Field("embedding", "embedding", 3));
    RowLayout layout = RowLayout.of(spec);
    assertThat(layout.slot("value"))
        .as("a feature that is its field, by the field's name, shares its slot")
        .isEqualTo(layout.firstFeature() + 3);
    assertThat(spec.features().get(5))
        .isEqualTo(new Calendar("hour", Calendar.Kind.HOUR_OF_DAY, 0, 0));
    assertThat(spec.model().orElseThrow().pca())
        .contains(new PcaSpec(OptionalDouble.empty(), OptionalInt.of(2), false));
    assertThat(spec.model().orElseThrow().network())
        .isEqualTo(new NetworkSpec(NetworkSpec.Kind.CLASSIFIER, List.of()));
    assertThat(spec.alerts().threshold()).hasValue(0.9);
    assertThat(spec.alerts().budget()).isEmpty();
    assertThat(read(Detectors.SENSOR + "model: {pca: none}").model().orElseThrow().pca()).isEmpty();
  }

  @Test
  void placesHelpersBehindTheInputsOfTheModel() {
    DetectorSpec spec =
        read(
            Detectors.SENSOR.replace(
                "{name: value_now, field: value}",
                """
                {name: half, expr: "value / 2", input: false}
                  - {name: image, field: embedding, size: 2, input: false}
                  - {name: value_now, field: value, input: true}
                  - {name: double_half, expr: "half * 2"}"""));
    RowLayout layout = RowLayout.of(spec);
    assertThat(spec.helpers()).containsExactlyInAnyOrder("half", "image");
    assertThat(spec.inputs())
        .extracting(FeatureSpec::name)
        .containsExactly("value_now", "double_half");
    assertThat(layout.featureNames()).containsExactly("value_now", "double_half");
    assertThat(layout.featureCount()).isEqualTo(2);
    assertThat(layout.computedNames())
        .containsExactly("value_now", "double_half", "half", "image_0", "image_1");
    assertThat(layout.slot("value_now")).isEqualTo(layout.firstFeature());
    assertThat(layout.slot("half")).isEqualTo(layout.firstFeature() + 2);
    assertThat(layout.width()).isEqualTo(layout.firstFeature() + 5);
  }

  @Test
  void takesAggregatesOfEachNumberOfAnArray() {
    DetectorSpec spec =
        read(
            Detectors.SENSOR.replace(
                "{name: value_now, field: value}",
                """
                {name: embedding, field: embedding, size: 3}
                  - {name: mean, key: sensor, aggregate: mean, of: embedding, window: 10s}
                  - {name: before, key: sensor, aggregate: lag, of: mean, n: 2, input: false}
                  - {name: second, expr: "embedding_1 - before_1"}"""));
    RowLayout layout = RowLayout.of(spec);
    assertThat(spec.features()).extracting(FeatureSpec::width).containsExactly(3, 3, 3, 1);
    assertThat(layout.computedNames())
        .containsExactly(
            "embedding_0",
            "embedding_1",
            "embedding_2",
            "mean_0",
            "mean_1",
            "mean_2",
            "second",
            "before_0",
            "before_1",
            "before_2");
    assertThat(layout.slot("mean")).isEqualTo(layout.slot("mean_0"));
    assertThat(layout.slot("mean_2")).isEqualTo(layout.slot("mean") + 2);
  }

  @Test
  void readsAFolder(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("detector.yaml"), Detectors.cardFraud());
    assertThat(DetectorSpecReader.read(folder)).isEqualTo(read(Detectors.cardFraud()));

    Files.delete(folder.resolve("detector.yaml"));
    assertThatThrownBy(() -> DetectorSpecReader.read(folder))
        .isInstanceOf(SpecException.class)
        .hasMessage(folder + ": no detector.yaml in it; found []");
  }

  @Test
  void reportsAllMistakesInTheOrderOfTheFile() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    detector: Sensor One
                    event:
                      schema: reading.avsc
                      id: reading_id
                      time: value
                      keys: {sensor: sensr}
                    features:
                      - {name: now, field: valeu}
                      - {name: twice, expr: "nwo * 2"}
                    rules:
                      - {name: hot, when: "now > 3", severity: hgih}
                    """))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            """
            d/detector.yaml:1: 'detector' is 'Sensor One'; expected a name of lower-case letters, digits and hyphens, such as card-fraud
            d/detector.yaml:3: event: 'topic' is missing; expected the name of a Kafka topic: letters, digits, '.', '_' and '-'
            d/detector.yaml:5: event: 'time' names the field 'value', which is a double without a logical type; expected a long of logical type timestamp-millis or timestamp-micros
            d/detector.yaml:6: event.keys: 'sensor' is 'sensr', which is no field of the event; did you mean 'sensor'?
            d/detector.yaml:8: feature 'now': 'field' is 'valeu', which is no field of the event; did you mean 'value'?
            d/detector.yaml:9: feature 'twice': 'expr': expression "nwo * 2": unknown name 'nwo' at column 1; did you mean 'now'?
            d/detector.yaml:11: rule 'hot': 'severity' is 'hgih'; expected one of low, medium, high, critical\
            """);
  }
}
