package io.vigia.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.decide.BudgetThreshold;
import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Reference;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.offline.FeatureTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a table of features to a folder, without a job. */
class DetectorTrainerTest {
  private static final List<String> NAMES =
      List.of(
          "amount", "customer_count_1d", "customer_mean_1d", "amount_to_mean", "terminal_risk_7d");
  private static final int ROWS = 4_000;
  private static final double NONE = Double.NaN;

  @TempDir private Path folder;

  private final FeatureTable table = table();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pca: {variance: 0.99}",
        "pca: {components: 3}",
        "pca: {components: 3, whiten: true}",
        "pca: none"
      })
  void a_detector_opens_and_ranks_whatever_its_reduction(String pca) throws IOException {
    Detector detector = train(Training.SPEC.replace("pca: {variance: 0.999}", pca));

    ModelCard card = detector.card().orElseThrow();
    if (pca.contains("none")) {
      assertThat(card.pca()).isNull();
    } else {
      assertThat(card.pca().whiten()).isEqualTo(pca.contains("whiten"));
      assertThat(card.pca().components()).isBetween(3, 4);
    }
    double fp32 = card.metrics().get("fp32").values().get("average_precision");
    double int8 = card.metrics().get("int8").values().get("average_precision");
    assertThat(fp32).isGreaterThan(0.5);
    assertThat(int8).isCloseTo(fp32, within(0.05));
    assertThat(card.costs().get("int8").parameters())
        .isEqualTo(card.costs().get("fp32").parameters());
  }

  @Test
  void a_classifier_needs_no_hidden_layer() throws IOException {
    Detector detector = train(Training.SPEC.replace("hidden: [16, 8]", "hidden: []"));

    assertThat(detector.card().orElseThrow().network().hidden()).isEmpty();
    assertThat(detector.card().orElseThrow().metrics().get("int8").values().get("auc_roc"))
        .isGreaterThan(0.8);
  }

  @Test
  void the_card_counts_what_was_learned_from() throws IOException {
    Detector detector = train(Training.SPEC);

    ModelCard card = detector.card().orElseThrow();
    assertThat(card.trainingData().events()).isEqualTo(ROWS);
    assertThat(card.trainingData().positives()).isEqualTo(positives(0, ROWS));
    assertThat(card.metrics().get("int8").events()).isEqualTo(480);
    assertThat(card.metrics().get("int8").positives()).isEqualTo(positives(3_520, ROWS));
    assertThat(card.metrics().get("int8").data())
        .isEqualTo(
            "validation, 1970-01-01T00:58:40Z to 1970-01-01T01:06:39Z, not learned from but used"
                + " to choose the epoch");
    assertThat(card.version()).isEqualTo("1970-01-01.3");
    assertThat(card.network().kind()).isEqualTo("classifier");
    assertThat(card.network().calibration()).isEqualTo("platt");
  }

  @Test
  void pruning_takes_half_of_the_multiplications_unless_it_is_switched_off() throws IOException {
    ModelCard pruned = train(Training.SPEC).card().orElseThrow();
    ModelCard whole = train(training("pruning: none")).card().orElseThrow();

    assertThat(whole.network().hidden()).containsExactly(16, 8);
    assertThat(pruned.network().hidden()).hasSize(2).isNotEqualTo(List.of(16, 8));
    assertThat(pruned.costs().get("int8").multiplyAdds())
        .isLessThanOrEqualTo((whole.costs().get("int8").multiplyAdds() + 1) / 2);
    assertThat(pruned.costs().get("fp32").bytes()).isLessThan(whole.costs().get("fp32").bytes());
  }

  @Test
  void isotonic_calibration_is_in_the_graph_when_asked_for() throws IOException {
    Detector platt = train(Training.SPEC);
    Detector isotonic = train(training("calibration: isotonic"));

    assertThat(isotonic.card().orElseThrow().network().calibration()).isEqualTo("isotonic");
    double[] smooth = scores(platt);
    double[] pieces = scores(isotonic);
    assertThat(pieces).isNotEqualTo(smooth);
    // The same network behind another calibration: the order stays.
    assertThat(Metrics.rankAgreement(smooth, pieces)).isGreaterThan(0.98);
  }

  private static String training(String keys) {
    return Training.SPEC.replace("alerts:\n", "  training: {" + keys + "}\nalerts:\n");
  }

  private double[] scores(Detector detector) {
    double[] scores = new double[480];
    try (Scorer scorer = detector.newScorer(480)) {
      for (int i = 0; i < 480; i++) {
        scorer.put(i, table.values(), (3_520 + i) * NAMES.size());
      }
      scorer.run(480);
      for (int i = 0; i < 480; i++) {
        scores[i] = scorer.score(i);
      }
    }
    return scores;
  }

  @Test
  void the_threshold_keeps_the_budget_on_the_validation_events() throws IOException {
    // Eight minutes validate: 2,000 a day are some 11 then, without suppression.
    String spec =
        Training.SPEC
            .replace("20/day", "2000/day")
            .replace("  suppress: {key: customer, for: 24h}\n", "");
    Detector detector = train(spec);

    double[] scores = new double[480];
    long[] times = new long[480];
    long[] keys = new long[480];
    try (Scorer scorer = detector.newScorer(480)) {
      for (int i = 0; i < 480; i++) {
        scorer.put(i, table.values(), (3_520 + i) * NAMES.size());
        times[i] = table.times()[3_520 + i];
      }
      scorer.run(480);
      for (int i = 0; i < 480; i++) {
        scores[i] = scorer.score(i);
      }
    }
    BudgetThreshold.Choice choice =
        new BudgetThreshold(scores, times, keys, Optional.empty())
            .choose(detector.spec().alerts().budget().orElseThrow(), times[0], times[479] + 1);
    assertThat(detector.threshold()).isEqualTo(choice.threshold());
    long alerts = Arrays.stream(scores).filter(s -> s >= choice.threshold()).count();
    assertThat(alerts).isBetween(1L, 11L);
  }

  @Test
  void a_fixed_threshold_needs_none_in_the_card() throws IOException {
    Detector detector = train(Training.SPEC.replace("budget: 20/day", "threshold: 0.7"));

    assertThat(detector.card().orElseThrow().threshold()).isNull();
    assertThat(detector.threshold()).isEqualTo(0.7);
  }

  @Test
  void reference_data_describe_the_training_rows_and_sample_the_validation() throws IOException {
    Detector detector = train(Training.SPEC);

    Reference reference = detector.reference().orElseThrow();
    assertThat(reference.features().stream().map(Reference.Feature::name)).isEqualTo(NAMES);
    // Every tenth terminal risk of the 3,520 is missing; no customer pays more or less often.
    assertThat(reference.features().get(4).missing()).isEqualTo(352);
    assertThat(reference.features().get(1).std()).isZero();
    float[] labels = reference.sample().labels();
    assertThat(labels).hasSize(480);
    long positive = 0;
    for (float label : labels) {
      positive += (long) label;
    }
    assertThat(positive).isEqualTo(positives(3_520, ROWS));
    assertThat(reference.golden().int8()).hasSize(32).doesNotContain(NONE);
    assertThat(reference.golden().fp32()).isNotEqualTo(reference.golden().int8());
  }

  private Detector train(String spec) throws IOException {
    DetectorFiles files = DetectorFiles.read(Training.detector(folder.resolve("small"), spec));
    Path out = folder.resolve("out");
    new DetectorTrainer(files, DetectorSpecReader.read(files), 3, line -> {})
        .train(table, List.of(new ModelCard.DataFile("table.csv", "0".repeat(64))), out);
    DetectorFiles made = DetectorFiles.read(out);
    Detector.open(made, Precision.FP32);
    return Detector.open(made, Precision.INT8);
  }

  private long positives(int from, int to) {
    long count = 0;
    for (int row = from; row < to; row++) {
      count += (long) table.labels()[row];
    }
    return count;
  }

  /** Frauds are large payments at risky terminals. */
  private static FeatureTable table() {
    SplittableRandom random = new SplittableRandom(6);
    int width = NAMES.size();
    double[] values = new double[ROWS * width];
    double[] labels = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      int at = row * width;
      double risk = random.nextDouble();
      values[at] = 100 * random.nextDouble();
      values[at + 1] = 4;
      values[at + 2] = 40 + 20 * random.nextDouble();
      values[at + 3] = values[at] / values[at + 2];
      values[at + 4] = row % 10 == 3 ? NONE : risk;
      labels[row] = values[at + 3] > 1.2 && risk > 0.6 ? 1 : 0;
    }
    FeatureTable unnamed = Tables.labelled(width, values, labels);
    return new FeatureTable(
        NAMES, unnamed.eventIds(), unnamed.times(), values, labels, unnamed.suppressKeys());
  }
}
