package io.vigia.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.outlier.Bonds;
import io.vigia.training.report.LabelledRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Detectors of every kind beside the classifier, from a table to a folder that opens. */
class NetworkKindsTest {
  private static final int ROWS = 5_000;

  @TempDir private Path folder;

  private static String spec(String labels, String model) {
    String features =
        IntStream.range(0, Bonds.WIDTH)
            .mapToObj(i -> "  - {name: f" + i + ", field: f" + i + "}\n")
            .collect(Collectors.joining());
    return """
        detector: bonds
        event:
          schema: reading.avsc
          topic: readings
          id: id
          time: at
          keys: {sensor: sensor}
        """
        + labels
        + "features:\n"
        + features
        + "model: "
        + model
        + "\nalerts: {budget: 500/day}\n";
  }

  private static String schema() {
    String fields =
        IntStream.range(0, Bonds.WIDTH)
            .mapToObj(i -> ", {\"name\": \"f" + i + "\", \"type\": \"double\"}")
            .collect(Collectors.joining());
    return "{\"type\": \"record\", \"name\": \"Reading\", \"fields\": ["
        + "{\"name\": \"id\", \"type\": \"string\"}, {\"name\": \"sensor\", \"type\": \"string\"},"
        + "{\"name\": \"at\", \"type\": {\"type\": \"long\", \"logicalType\":"
        + " \"timestamp-micros\"}}"
        + fields
        + "]}";
  }

  private Detector train(String spec, FeatureTable table) throws IOException {
    return train(spec, schema(), table);
  }

  private Detector train(String spec, String schema, FeatureTable table) throws IOException {
    Path described = Training.detector(folder.resolve("described"), spec);
    Files.writeString(described.resolve("reading.avsc"), schema);
    DetectorFiles files = DetectorFiles.read(described);
    Path out = folder.resolve("out");
    new DetectorTrainer(files, DetectorSpecReader.read(files), 3, line -> {})
        .train(table, List.of(new ModelCard.DataFile("table.csv", "0".repeat(64))), out);
    return Detector.open(DetectorFiles.read(out), Precision.FP32);
  }

  private static double auc(Detector detector, FeatureTable table) {
    return Metrics.of(scores(detector, table), table.labels()).aucRoc();
  }

  private static double[] scores(Detector detector, FeatureTable table) {
    try (Scorer scorer = detector.newScorer(256)) {
      return new LabelledRows(table.names(), table.values(), table.labels()).score(scorer);
    }
  }

  private static FeatureTable unlabelled(FeatureTable table) {
    double[] unknown = new double[table.rows()];
    Arrays.fill(unknown, Double.NaN);
    return Tables.labelled(table.width(), table.values(), unknown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{pca: {components: 3}, network: {kind: pca}}",
        "{pca: {components: 6}, network: {kind: autoencoder}}",
        "{network: {kind: random-cut-forest, trees: 100}}"
      })
  void finds_broken_bonds_without_a_label(String model) throws IOException {
    Detector detector = train(spec("", model), unlabelled(Bonds.linear(ROWS, 1)));

    // Cuts along the axes see values that are rare, and bonds between inputs much less.
    double least = model.contains("forest") ? 0.7 : 0.95;
    assertThat(auc(detector, Bonds.linear(2_000, 2))).isGreaterThan(least);
    ModelCard card = detector.card().orElseThrow();
    assertThat(model).contains("kind: " + card.network().kind());
    assertThat(card.trainingData().positives()).isZero();
    assertThat(detector.threshold()).isStrictlyBetween(0.0, 1.0);
    assertThat(detector.reference().orElseThrow().sample().labels()).isNotEmpty();
  }

  @Test
  void the_mean_of_surprises_is_what_the_inputs_are_on_average() throws IOException {
    String spec = spec("", "{network: {kind: mean}}");
    for (int i = 0; i < Bonds.WIDTH; i++) {
      String field = "{name: f" + i + ", field: f" + i + "}";
      String surprise =
          "{name: f" + i + ", key: sensor, aggregate: surprise, of: v" + i + ", clip: 4}";
      spec = spec.replace(field, surprise);
    }
    FeatureTable table = unlabelled(Bonds.linear(ROWS, 1));
    Detector detector =
        train(spec, schema().replace("\"f", "\"v").replace("\"vields\"", "\"fields\""), table);

    double[] scores = scores(detector, table);
    for (int row = 0; row < 100; row++) {
      double sum = 0;
      for (int i = 0; i < Bonds.WIDTH; i++) {
        sum += Math.max(0, Math.min(4, table.values()[row * Bonds.WIDTH + i])) / 4;
      }
      assertThat(scores[row]).isCloseTo(sum / Bonds.WIDTH, within(1e-6));
    }
    assertThat(detector.card().orElseThrow().network().kind()).isEqualTo("mean");
    assertThat(detector.threshold()).isStrictlyBetween(0.0, 1.0);
  }

  /** Four hundred events suffice, all of which are learned from. */
  @Test
  void alerts_beyond_a_multiple_of_the_largest_error_in_training() throws IOException {
    String spec =
        spec("", "{pca: {components: 3}, network: {kind: pca}, training: {clip: 100}}")
            .replace("budget: 500/day", "times_maximum: 1.5");
    FeatureTable usual = unbroken(Bonds.linear(ROWS, 1), 400);

    Detector detector = train(spec, usual);

    assertThat(detector.threshold()).isCloseTo(0.9, within(1e-9));
    assertThat(detector.card().orElseThrow().threshold().chosenBy())
        .startsWith("1.5 times the largest error, ")
        .endsWith(" of the 400 events that were learned from");
    assertThat(alerts(detector, usual)).isEmpty();
    FeatureTable later = Bonds.linear(2_000, 2);
    int[] found = alerts(detector, later);
    double broken = Arrays.stream(later.labels()).sum();
    assertThat((double) found.length).isGreaterThan(broken / 2);
    assertThat(Arrays.stream(found).filter(row -> later.labels()[row] < 0.5).count())
        .isLessThan(found.length / 20);
  }

  /** The rows that nothing is wrong with, as many as are asked for, their truth not known. */
  private static FeatureTable unbroken(FeatureTable table, int rows) {
    double[] values =
        IntStream.range(0, table.rows())
            .filter(row -> table.labels()[row] < 0.5)
            .limit(rows)
            .flatMap(row -> IntStream.range(row * table.width(), (row + 1) * table.width()))
            .mapToDouble(i -> table.values()[i])
            .toArray();
    return unlabelled(Tables.of(table.width(), values));
  }

  private static int[] alerts(Detector detector, FeatureTable table) {
    double[] scores = scores(detector, table);
    return IntStream.range(0, scores.length)
        .filter(row -> scores[row] >= detector.threshold())
        .toArray();
  }

  @Test
  void a_convolutional_network_learns_from_labels() throws IOException {
    String labels = "labels: {topic: truth, field: broken, delay: 0s}\n";
    String model =
        "{network: {kind: mobilenet1d, input: [1, 8], blocks: [16, 32]}, training: {epochs: 8}}";

    Detector detector = train(spec(labels, model), Bonds.linear(ROWS, 1));

    assertThat(auc(detector, Bonds.linear(2_000, 2))).isGreaterThan(0.75);
    ModelCard card = detector.card().orElseThrow();
    assertThat(card.network().kind()).isEqualTo("mobilenet1d");
    assertThat(card.pca()).isNull();
    assertThat(card.metrics().get("int8").values().get("auc_roc"))
        .isCloseTo(card.metrics().get("fp32").values().get("auc_roc"), within(0.05));
  }
}
