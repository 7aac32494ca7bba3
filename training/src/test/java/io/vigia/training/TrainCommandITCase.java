package io.vigia.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.engine.decide.BudgetThreshold;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.AlertSpec;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.training.data.TimeSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from a file of payments to a detector folder, the features by Flink. */
@Timeout(120)
class TrainCommandITCase {
  private static final int ROWS = 3_000;
  private static final String FROM = "2018-04-02";
  // Five minutes a row: 2018-04-11T10:00. What comes behind is not seen.
  private static final String TO = "2018-04-11T00:00:00Z";

  @TempDir private Path folder;
  private Path detector;
  private Path data;

  @BeforeEach
  void setUp() throws IOException {
    detector = Training.detector(folder.resolve("small"), Training.SPEC);
    data = Training.payments(folder.resolve("payments.csv"), ROWS, 0.08);
  }

  @Test
  void makes_a_folder_that_opens_in_both_precisions() throws IOException {
    Path out = folder.resolve("models/small");

    Training.Run run = train(out, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(files(out).keySet())
        .containsExactly(
            "detector.yaml", "model-card.json", "model-fp32.onnx", "model.onnx", "reference.avro");
    assertThat(out.resolve("detector.yaml"))
        .hasSameBinaryContentAs(detector.resolve("detector.yaml"));
    DetectorFiles made = DetectorFiles.read(out);
    Detector int8 = Detector.open(made, Precision.INT8);
    Detector fp32 = Detector.open(made, Precision.FP32);
    assertThat(int8.threshold()).isBetween(0.0, 1.0).isEqualTo(fp32.threshold());
    ModelCard card = int8.card().orElseThrow();
    assertThat(card.threshold().value()).isEqualTo(int8.threshold());
    assertThat(card.threshold().chosenBy())
        .startsWith("the budget of 20 alerts in PT24H, on int8 scores of 2018-04-09T");
    assertThat(card.features())
        .containsExactly(
            "amount",
            "customer_count_1d",
            "customer_mean_1d",
            "amount_to_mean",
            "terminal_risk_7d");
    // Nine days of 288 payments, that of --to not among them.
    assertThat(card.trainingData().events()).isEqualTo(9 * 288);
    assertThat(card.trainingData().from()).isEqualTo("2018-04-02T00:00:00Z");
    assertThat(card.trainingData().files().get(0).name()).isEqualTo("payments.csv");
    assertThat(card.tools()).containsKeys("vigia", "djl", "pytorch", "onnxruntime", "java");
    Map<String, ModelCard.Evaluation> metrics = card.metrics();
    assertThat(metrics.get("fp32").values().get("average_precision")).isGreaterThan(0.6);
    assertThat(metrics.get("int8").values().get("average_precision")).isGreaterThan(0.6);
    assertThat(metrics.get("int8").events()).isBetween(300L, 320L);

    List<String> lines = run.out().lines().toList();
    JsonNode last = new ObjectMapper().readTree(lines.get(lines.size() - 1));
    assertThat(last)
        .isEqualTo(new ObjectMapper().readTree(out.resolve("model-card.json").toFile()));
    assertThat(run.err())
        .contains("computing the features of [" + data + "]")
        .contains("2,280 events, ")
        .contains("5 inputs reduced to ")
        .contains("epoch 1 of 30: average precision on later events 0.");
  }

  @Test
  void several_workers_make_a_folder_too() throws IOException {
    Path out = folder.resolve("models/shared");

    Training.Run run = train(out, "--workers", "2");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("teacher by 2 workers: ")
        .contains("epoch 1 of 30 on 2 workers: average precision on later events 0.")
        .containsPattern("2 workers: \\d+\\.\\d s, [0-9,]+ bytes to them and [0-9,]+ back");
    Detector made = Detector.open(DetectorFiles.read(out), Precision.INT8);
    assertThat(made.card().orElseThrow().metrics().get("int8").values().get("average_precision"))
        .isGreaterThan(0.6);
  }

  @Test
  void measures_what_it_made_when_asked_to() throws IOException {
    Path report = folder.resolve("report");

    Training.Run run = train(folder.resolve("models/small"), "--report", report);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(files(report).keySet()).containsExactly("report.html", "report.json");
    JsonNode made = new ObjectMapper().readTree(report.resolve("report.json").toFile());
    assertThat(made.get("command").textValue())
        .startsWith("vigia train " + detector + " --data " + data)
        .endsWith("--report " + report);
    List<String> names = made.get("rows").findValuesAsText("name");
    assertThat(names).startsWith("teacher", "student-plain").endsWith("student-pruned-int8");
    JsonNode int8 = made.get("rows").get(names.size() - 1);
    Path graph = folder.resolve("models/small/model.onnx");
    assertThat(int8.get("bytes").longValue()).isEqualTo(Files.size(graph));
    assertThat(int8.get("us_per_record").get("256").doubleValue()).isPositive();
    assertThat(int8.get("joules_per_million").doubleValue()).isPositive();
    // ONNX Runtime's libraries alone are some megabytes.
    assertThat(int8.get("memory_note").isNull()).as(int8.toString()).isTrue();
    assertThat(int8.get("native_bytes").longValue()).isGreaterThan(5_000_000);
    assertThat(int8.get("training_seconds").doubleValue()).isPositive();
    JsonNode card =
        new ObjectMapper().readTree(folder.resolve("models/small/model-card.json").toFile());
    assertThat(int8.get("average_precision"))
        .isEqualTo(card.at("/metrics/int8/values/average_precision"));
    assertThat(run.err()).contains("report: " + report.resolve("report.html"));
  }

  /** Trained on scores that training smooths, held against the scores that the job smooths. */
  @Test
  void the_threshold_is_chosen_on_scores_as_the_job_smooths_them() throws IOException {
    String spec =
        Training.SPEC
            .replace(
                "terminal: terminal_id}",
                "terminal: terminal_id, pair: [terminal_id, customer_id]}")
            .replace("network: {kind: classifier, hidden: [16, 8]}", "network: {kind: pca}")
            .replace("pca: {variance: 0.999}", "pca: {components: 2}")
            .replace(
                "  file: model.onnx\n",
                """
                  file: model.onnx
                  smooth:
                    - {key: pair, events: 3, expire: 7d, max: 20}
                    - {key: terminal, events: 6, share: 0.5}
                """)
            .replace("  suppress: {key: customer, for: 24h}\n", "");
    Path described = Training.detector(folder.resolve("smooth"), spec);
    Path out = folder.resolve("models/smooth");
    Training.Run run = Training.run(described, "--data", data, "--out", out);
    assertThat(run.exit()).as(run.err()).isZero();

    Path scores = folder.resolve("scores.csv");
    OfflineJob.score(
        new OfflineRequest(
            DetectorFiles.read(out),
            List.of(data),
            new FileOptions(
                Map.of(),
                java.time.Duration.ofMillis(1),
                java.time.Instant.EPOCH,
                Optional.empty()),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Precision.INT8,
            2),
        scores);
    List<String[]> later =
        Files.readAllLines(scores).stream()
            .skip(1 + TimeSplit.firstValidation(ROWS))
            .map(line -> line.split(","))
            .toList();
    long[] times =
        later.stream()
            .mapToLong(cells -> java.time.Instant.parse(cells[1]).toEpochMilli() * 1_000)
            .toArray();
    BudgetThreshold.Choice choice =
        new BudgetThreshold(
                later.stream().mapToDouble(cells -> Double.parseDouble(cells[2])).toArray(), times)
            .choose(
                new AlertSpec.Budget(20, java.time.Duration.ofDays(1)),
                times[0],
                times[times.length - 1] + 1);
    Detector made = Detector.open(DetectorFiles.read(out), Precision.INT8);
    ModelCard card = made.card().orElseThrow();
    assertThat(made.threshold()).isCloseTo(choice.threshold(), within(1e-6));
    assertThat(later.stream().filter(cells -> cells[3].equals("1")).count())
        .isEqualTo(choice.alerts())
        .isPositive();
    assertThat(card.threshold().chosenBy()).contains("on smoothed int8 scores of ");
    assertThat(card.scores().usual()).isBetween(0.0, made.threshold());
  }

  @Test
  void a_budget_that_adapts_to_a_key_has_a_floor_below_the_threshold() throws IOException {
    String spec =
        Training.SPEC
            .replace("network: {kind: classifier, hidden: [16, 8]}", "network: {kind: pca}")
            .replace("pca: {variance: 0.999}", "pca: {components: 2}")
            .replace("budget: 20/day", "budget: 2/day\n  adapt: {key: terminal, half_life: 3d}")
            .replace("  suppress: {key: customer, for: 24h}\n", "");
    Path described = Training.detector(folder.resolve("adapting"), spec);
    Path out = folder.resolve("models/adapting");
    Training.Run run = Training.run(described, "--data", data, "--out", out);
    assertThat(run.exit()).as(run.err()).isZero();
    ModelCard card = Detector.open(DetectorFiles.read(out), Precision.INT8).card().orElseThrow();
    ModelCard.Tail tail = card.scores().tail();
    assertThat(tail.floor()).isBetween(card.scores().usual(), card.threshold().value());
    assertThat(tail.multiple()).isBetween(15.0, 20.0);
    assertThat(tail.keys()).isEqualTo(25);

    String greedy = spec.replace("budget: 2/day", "budget: 250/day");
    Path more = folder.resolve("models/greedy");
    Training.Run second =
        Training.run(
            Training.detector(folder.resolve("greedy"), greedy), "--data", data, "--out", more);
    assertThat(second.exit()).as(second.err()).isZero();
    assertThat(second.err())
        .contains(
            "too few different scores below the threshold to adapt it to 'terminal': the same one"
                + " holds for all; train on more events, or on a smaller budget");
    assertThat(ModelCard.read(files(more).get("model-card.json"), "card").scores().tail()).isNull();
  }

  @Test
  void the_same_seed_gives_the_same_folder_and_another_does_not() throws IOException {
    Path first = folder.resolve("first");
    Path again = folder.resolve("again");
    Path other = folder.resolve("other");

    assertThat(trainBriefly(first, 4).exit()).isZero();
    assertThat(trainBriefly(again, 4).exit()).isZero();
    assertThat(trainBriefly(other, 5).exit()).isZero();

    Map<String, byte[]> expected = files(first);
    Map<String, byte[]> repeated = files(again);
    assertThat(repeated.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, bytes) -> assertThat(repeated.get(name)).as(name).isEqualTo(bytes));
    assertThat(files(other).get("model.onnx")).isNotEqualTo(expected.get("model.onnx"));
  }

  @Test
  void columns_and_times_are_mapped_as_told() throws IOException {
    Path seconds = folder.resolve("seconds.csv");
    List<String> lines = Files.readAllLines(data);
    StringBuilder mapped =
        new StringBuilder("transaction_id,second,customer_id,terminal_id,paid,tx_fraud\n");
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      cells[1] = Long.toString((Long.parseLong(cells[1]) - 1_522_540_800_000L) / 1000);
      mapped.append(String.join(",", cells)).append('\n');
    }
    Files.writeString(seconds, mapped);
    Path plain = folder.resolve("plain");
    Path told = folder.resolve("told");

    assertThat(trainBriefly(plain, 1).exit()).isZero();
    Training.Run run =
        Training.run(
            detector,
            "--data",
            seconds,
            "--out",
            told,
            "--to",
            "2018-04-04",
            "--map",
            "second=tx_time",
            "--map",
            "paid=tx_amount",
            "--time-unit",
            "1s",
            "--time-origin",
            "2018-04-01");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(told.resolve("model.onnx")).hasSameBinaryContentAs(plain.resolve("model.onnx"));
    assertThat(told.resolve("reference.avro"))
        .hasSameBinaryContentAs(plain.resolve("reference.avro"));
    assertThat(run.out()).contains(told + ": small 2018-04-03.1").contains("int8, validation, ");
  }

  @Test
  void too_few_rows_fail_and_leave_nothing() throws IOException {
    Path out = folder.resolve("out");

    Training.Run run =
        Training.run(
            detector, "--data", data, "--out", out, "--from", FROM, "--to", "2018-04-02T12:00:00Z");

    assertThat(run.err())
        .contains(
            "vigia: only 144 labelled events between --from and --to; training needs at least 200");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(out).doesNotExist();
  }

  @Test
  void events_without_frauds_fail_and_leave_a_former_detector() throws IOException {
    Path honest = Training.payments(folder.resolve("honest.csv"), 1_000, 0);
    Path out = Training.detector(folder.resolve("out"), "former: 1\n");

    Training.Run run = Training.run(detector, "--data", honest, "--out", out);

    assertThat(run.err())
        .contains(
            "vigia: among the events to learn from are 0 frauds or anomalies of 880; expected both"
                + " kinds: train on a longer time");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(files(out).keySet()).containsExactly("detector.yaml");
  }

  private Training.Run trainBriefly(Path out, int seed) {
    return Training.run(
        detector, "--data", data, "--to", "2018-04-04", "--seed", seed, "--out", out);
  }

  private Training.Run train(Path out, Object... more) {
    Object[] arguments = {detector, "--data", data, "--from", FROM, "--to", TO, "--out", out};
    return Training.run(Stream.concat(Stream.of(arguments), Stream.of(more)).toArray());
  }

  private static Map<String, byte[]> files(Path folder) throws IOException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path file : (Iterable<Path>) entries::iterator) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }
}
