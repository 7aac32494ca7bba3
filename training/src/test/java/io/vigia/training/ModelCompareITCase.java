package io.vigia.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two trained detectors of different features on the same file. */
@Timeout(120)
class ModelCompareITCase {
  // The amount alone, without what the card usually pays, by which frauds stand out.
  private static final String POORER =
      Training.SPEC.replaceAll("(?m)^ .*(amount_to_mean|customer_mean_1d),.*\\R", "");

  @TempDir private static Path folder;
  private static Path data;
  private static Path full;
  private static Path poorer;

  @BeforeAll
  static void train() throws IOException {
    data = Training.payments(folder.resolve("payments.csv"), 3_000, 0.08);
    full = train("full", Training.SPEC);
    poorer = train("poorer", POORER);
  }

  private static Path train(String name, String spec) throws IOException {
    Path out = folder.resolve("models/" + name);
    Training.Run run =
        Training.run(
            Training.detector(folder.resolve(name), spec),
            "--data",
            data,
            "--from",
            "2018-04-02",
            "--out",
            out);
    assertThat(run.exit()).as(run.err()).isZero();
    return out;
  }

  @Test
  void the_figures_are_those_of_each_detector_alone() throws IOException {
    JsonNode found = json(poorer, full);

    FeatureTable events = features(full);
    assertThat(found.get("events").intValue()).isEqualTo(events.rows());
    double[] a = scores(poorer);
    double[] b = scores(full);
    side(found.get("a"), poorer, a, events.labels());
    side(found.get("b"), full, b, events.labels());
    assertThat(found.get("rank_agreement").doubleValue())
        .isCloseTo(Metrics.rankAgreement(a, b), within(1e-9));
    double thresholdA = open(poorer).threshold();
    double thresholdB = open(full).threshold();
    long both =
        IntStream.range(0, a.length).filter(i -> a[i] >= thresholdA && b[i] >= thresholdB).count();
    assertThat(found.get("alerts_in_both").longValue()).isEqualTo(both);
    int[] either =
        IntStream.range(0, a.length)
            .filter(i -> a[i] >= thresholdA || b[i] >= thresholdB)
            .toArray();
    assertThat(found.get("alert_overlap").doubleValue())
        .isCloseTo((double) both / either.length, within(1e-12));
    assertThat(found.get("rank_agreement_of_alerts").doubleValue())
        .isCloseTo(
            Metrics.rankAgreement(
                IntStream.of(either).mapToDouble(i -> a[i]).toArray(),
                IntStream.of(either).mapToDouble(i -> b[i]).toArray()),
            within(1e-9));
    int most =
        IntStream.range(0, a.length)
            .reduce((i, j) -> Math.abs(a[j] - b[j]) > Math.abs(a[i] - b[i]) ? j : i)
            .orElseThrow();
    assertThat(found.get("differ_most")).hasSize(5);
    JsonNode first = found.get("differ_most").get(0);
    assertThat(first.get("event_id").textValue()).isEqualTo(events.eventIds()[most]);
    assertThat(first.get("a").doubleValue()).isEqualTo(a[most]);
    assertThat(first.get("b").doubleValue()).isEqualTo(b[most]);
  }

  @Test
  void more_features_win_and_the_verdict_says_so() throws IOException {
    JsonNode found = json(poorer, full);

    double difference = found.get("average_precision_difference").doubleValue();
    assertThat(difference).isPositive();
    assertThat(found.get("interval_95").get(0).doubleValue()).isPositive().isLessThan(difference);
    assertThat(found.get("interval_95").get(1).doubleValue()).isGreaterThan(difference);
    assertThat(found.get("verdict").textValue())
        .startsWith("B is better: average precision of B is +0.")
        .endsWith(" times the time a record in batches of 256.");
    assertThat(json(full, poorer).get("verdict").textValue()).startsWith("A is better: ");
  }

  @Test
  void a_detector_is_no_better_than_itself() throws IOException {
    JsonNode found = json(full, full);

    assertThat(found.get("rank_agreement").doubleValue()).isCloseTo(1, within(1e-12));
    assertThat(found.get("alert_overlap").doubleValue()).isEqualTo(1);
    assertThat(found.get("verdict").textValue())
        .startsWith(
            "neither is better beyond chance: average precision of B is +0.0000 to that of A (95 %"
                + " interval +0.0000 to +0.0000), at 1.00 times the bytes");
  }

  @Test
  void for_people_there_is_a_table() {
    Training.Run run = compare(poorer, full);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("average precision", "us a record, batch 256", "rank agreement 0.")
        .contains("events that differ most:", "B is better: ")
        .contains("warning: A was trained on some of these events, which flatters it")
        .contains("warning: B was trained on some of these events, which flatters it");
  }

  @Test
  void on_events_of_another_file_there_is_no_warning() throws IOException {
    Path later = Training.payments(folder.resolve("later.csv"), 2_000, 0.08);

    Training.Run run = Training.command("model", "compare", poorer, full, "--data", later);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).doesNotContain("warning");
  }

  @Test
  void without_truth_there_is_nothing_to_compare_by() throws IOException {
    Path normal = folder.resolve("normal.csv");
    List<String> lines = new ArrayList<>();
    Files.readAllLines(data).forEach(line -> lines.add(line.replaceAll(",1$", ",0")));
    Files.write(normal, lines);

    Training.Run run = Training.command("model", "compare", poorer, full, "--data", normal);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .contains("vigia: among the 3000 events that both detectors see are 3000 labelled, 0 of");
  }

  private static JsonNode json(Path a, Path b) throws IOException {
    Training.Run run = compare(a, b, "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  private static Training.Run compare(Path a, Path b, String... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("model", "compare", a, b, "--data", data, "--from", "2018-04-02"));
    arguments.addAll(List.of(more));
    return Training.command(arguments.toArray());
  }

  private static void side(JsonNode side, Path folder, double[] scores, double[] labels)
      throws IOException {
    Metrics metrics = Metrics.of(scores, labels);
    assertThat(side.get("folder").textValue()).isEqualTo(folder.toString());
    assertThat(side.get("average_precision").doubleValue()).isEqualTo(metrics.averagePrecision());
    assertThat(side.get("auc_roc").doubleValue()).isEqualTo(metrics.aucRoc());
    assertThat(side.get("bytes").longValue()).isEqualTo(Files.size(folder.resolve("model.onnx")));
    assertThat(side.get("trained_on_these").booleanValue()).isTrue();
    assertThat(side.get("us_per_record").get("64").doubleValue()).isPositive();
  }

  private static Detector open(Path folder) {
    return Detector.open(DetectorFiles.read(folder), Precision.INT8);
  }

  private static FeatureTable features(Path folder) {
    return OfflineJob.features(
        new OfflineRequest(
            DetectorFiles.read(folder),
            List.of(data),
            FileOptions.defaults(),
            // 2018-04-02T00:00:00Z
            OptionalLong.of(1_522_627_200_000_000L),
            OptionalLong.empty(),
            Precision.INT8,
            1));
  }

  /** One row at a time, from a run of its own. */
  private static double[] scores(Path folder) {
    FeatureTable table = features(folder);
    double[] scores = new double[table.rows()];
    try (Scorer scorer = open(folder).newScorer(1)) {
      for (int i = 0; i < scores.length; i++) {
        scorer.put(0, table.values(), i * table.width());
        scorer.run(1);
        scores[i] = scorer.score(0);
      }
    }
    return scores;
  }
}
