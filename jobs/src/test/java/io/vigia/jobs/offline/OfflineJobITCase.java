package io.vigia.jobs.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.testing.ModelFolder;
import io.vigia.jobs.testing.TestDetector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OfflineJobITCase {
  private static final Instant ORIGIN = Instant.parse("2018-04-01T00:00:00Z");
  private static final int ROWS = 3000;
  private static final int SECONDS_APART = 600;

  @TempDir Path folder;

  /**
   * Payments ten minutes apart; each hundredth row comes an hour late; one of twenty is a fraud.
   */
  private Path data() throws Exception {
    StringBuilder csv =
        new StringBuilder(
            "transaction_id,tx_time_seconds,customer_id,terminal_id,tx_amount,tx_fraud\n");
    Random random = new Random(11);
    for (int i = 0; i < ROWS; i++) {
      long seconds = (long) i * SECONDS_APART - (i % 100 == 99 ? 3600 : 0);
      csv.append(i)
          .append(',')
          .append(seconds)
          .append(',')
          .append(random.nextInt(30))
          .append(',')
          .append(random.nextInt(20))
          .append(',')
          .append(random.nextInt(15) == 0 ? 250 + random.nextInt(100) : random.nextInt(200))
          .append(',')
          .append(random.nextInt(20) == 0 ? 1 : 0)
          .append('\n');
    }
    return Files.writeString(folder.resolve("payments.csv"), csv);
  }

  private static OfflineRequest request(
      Path data, int parallelism, OptionalLong from, OptionalLong to) {
    return new OfflineRequest(
        TestDetector.files(),
        List.of(data),
        new FileOptions(
            Map.of("tx_time_seconds", "tx_time"), Duration.ofSeconds(1), ORIGIN, Optional.empty()),
        from,
        to,
        Precision.INT8,
        parallelism);
  }

  private static OfflineRequest request(Path data, int parallelism) {
    return request(data, parallelism, OptionalLong.empty(), OptionalLong.empty());
  }

  private static OfflineRequest with(DetectorFiles detector, OfflineRequest like) {
    return new OfflineRequest(
        detector,
        like.data(),
        like.options(),
        like.fromMicros(),
        like.toMicros(),
        like.precision(),
        like.parallelism());
  }

  @Test
  @Timeout(180)
  void theScoresAreTheSameAtAnyParallelism() throws Exception {
    Path data = data();
    Path one = folder.resolve("one.csv");
    ScoreSummary summary = OfflineJob.score(request(data, 1), one);
    assertThat(summary.events()).isEqualTo(ROWS);
    assertThat(summary.late()).isEqualTo(ROWS / 100);
    assertThat(summary.deadLetters()).isZero();
    assertThat(summary.alerts()).isBetween(100L, 250L);
    List<String> lines = Files.readAllLines(one);
    assertThat(lines).hasSize(ROWS + 1);
    assertThat(lines.get(0)).isEqualTo("event_id,event_time,score,alert,tier,late");
    assertThat(lines.get(1)).matches("0,2018-04-01T00:00:00Z,[01]\\.0,[01],rules,0");
    assertThat(lines.get(100)).startsWith("99,2018-04-01T15:30:00Z,").endsWith(",1");

    for (int parallelism : new int[] {2, 4}) {
      Path more = folder.resolve(parallelism + ".csv");
      OfflineJob.score(request(data, parallelism), more);
      assertThat(more).hasSameBinaryContentAs(one);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("no partial output is left").hasSize(4);
    }
  }

  @Test
  @Timeout(120)
  void featuresAreTheSameAtAnyParallelismAndComeWithTheTruth() throws Exception {
    Path data = data();
    FeatureTable one = OfflineJob.features(request(data, 1));
    FeatureTable two = OfflineJob.features(request(data, 2));
    assertThat(one.rows()).isEqualTo(ROWS);
    assertThat(one.names())
        .containsExactly(
            "amount",
            "customer_count_1d",
            "customer_mean_1d",
            "terminal_count_1d",
            "terminal_risk_7d");
    assertThat(two.values()).isEqualTo(one.values());
    assertThat(two.eventIds()).isEqualTo(one.eventIds());
    assertThat(two.labels()).isEqualTo(one.labels()).contains(1.0).contains(0.0);
    int risk = one.names().indexOf("terminal_risk_7d");
    boolean known = false;
    for (int row = 0; row < one.rows(); row++) {
      known |= one.value(row, risk) > 0;
    }
    assertThat(known).as("labels reach the label features").isTrue();
  }

  @Test
  @Timeout(120)
  void whatCannotBeUsedIsCountedAndTheRestIsNotLate() throws Exception {
    List<String> lines = new ArrayList<>(Files.readAllLines(data()));
    lines.add(50, "9000001,2500000000,1,1,10,0");
    lines.add(70, "9000002,not-a-time,1,1,10,0");
    lines.add(90, "9000003,1000,1,1,NaN,0");
    lines.add(95, "9000004,1000,1");
    Path file = Files.write(folder.resolve("bad.csv"), lines);
    ScoreSummary summary = OfflineJob.score(request(file, 2), folder.resolve("bad-scores.csv"));
    assertThat(summary.deadLetters()).isEqualTo(4);
    assertThat(summary.events()).isEqualTo(ROWS);
    assertThat(summary.late()).isEqualTo(ROWS / 100);
  }

  @Test
  @Timeout(120)
  void theShippedDetectorScoresEveryEvent() throws Exception {
    Path shipped = Path.of("..", "models", "card-fraud");
    assertThat(shipped.resolve("model.onnx")).as("the shipped detector").exists();
    Path data = data();
    Path one = folder.resolve("shipped-1.csv");
    for (int parallelism : new int[] {1, 2}) {
      OfflineRequest like = request(data, parallelism);
      ScoreSummary summary =
          OfflineJob.score(
              with(DetectorFiles.read(shipped), like),
              folder.resolve("shipped-" + parallelism + ".csv"));
      assertThat(summary.events()).isEqualTo(ROWS);
    }
    assertThat(folder.resolve("shipped-2.csv")).hasSameBinaryContentAs(one);
    for (String line : Files.readAllLines(one).subList(1, ROWS + 1)) {
      String[] columns = line.split(",");
      assertThat(Double.parseDouble(columns[2])).isBetween(0.0, 1.0);
      assertThat(columns[4]).isEqualTo("int8");
    }
  }

  /** By pairs of customer and terminal, at most five of a terminal, and by terminals. */
  @Test
  @Timeout(180)
  void smoothedScoresAreTheSameAtAnyParallelism() throws Exception {
    String yaml =
        ModelFolder.YAML
            .replace(
                "terminal: terminal_id}",
                "terminal: terminal_id, pair: [terminal_id, customer_id]}")
            .replace(
                "  file: model.onnx\n",
                """
                  file: model.onnx
                  smooth:
                    - {key: pair, events: 6, max: 5, expire: 5d}
                    - {key: terminal, events: 3, share: 0.5}
                """);
    DetectorFiles smoothing = ModelFolder.write(folder.resolve("smoothing"), "1", 0.01f, yaml);
    DetectorFiles plain = ModelFolder.write(folder.resolve("plain"), "1", 0.01f);
    Path data = data();
    Path one = folder.resolve("smoothed-1.csv");
    for (int parallelism : new int[] {1, 2, 3}) {
      OfflineJob.score(
          with(smoothing, request(data, parallelism)),
          folder.resolve("smoothed-" + parallelism + ".csv"));
    }
    assertThat(folder.resolve("smoothed-2.csv")).hasSameBinaryContentAs(one);
    assertThat(folder.resolve("smoothed-3.csv")).hasSameBinaryContentAs(one);
    Path raw = folder.resolve("raw.csv");
    OfflineJob.score(with(plain, request(data, 1)), raw);
    assertThat(spread(one)).isLessThan(0.8 * spread(raw));
  }

  /** Each customer has a part of a budget of thirty alerts a day. */
  @Test
  @Timeout(180)
  void thresholdsThatAdaptAreTheSameAtAnyParallelism() throws Exception {
    String yaml =
        ModelFolder.YAML.replace(
            "alerts:\n", "alerts:\n  budget: 30/day\n  adapt: {key: customer, half_life: 5d}\n");
    DetectorFiles adapting = ModelFolder.write(folder.resolve("adapting"), "1", 0.01f, yaml);
    DetectorFiles plain = ModelFolder.write(folder.resolve("plain"), "1", 0.01f);
    Path data = data();
    Path one = folder.resolve("adapted-1.csv");
    for (int parallelism : new int[] {1, 2, 3}) {
      OfflineJob.score(
          with(adapting, request(data, parallelism)),
          folder.resolve("adapted-" + parallelism + ".csv"));
    }
    assertThat(folder.resolve("adapted-2.csv")).hasSameBinaryContentAs(one);
    assertThat(folder.resolve("adapted-3.csv")).hasSameBinaryContentAs(one);
    Path fixed = folder.resolve("fixed.csv");
    OfflineJob.score(with(plain, request(data, 1)), fixed);
    assertThat(column(one, 3)).as("alerts differ").isNotEqualTo(column(fixed, 3));
    assertThat(column(one, 2)).as("scores do not").isEqualTo(column(fixed, 2));
    assertThat(column(one, 3)).filteredOn("1"::equals).hasSizeBetween(250, 900);
  }

  private static List<String> column(Path scores, int column) throws Exception {
    return Files.readAllLines(scores).stream()
        .skip(1)
        .map(line -> line.split(",")[column])
        .toList();
  }

  /** Largest less smallest score. */
  private static double spread(Path scores) throws Exception {
    java.util.DoubleSummaryStatistics summary =
        Files.readAllLines(scores).stream()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.split(",")[2]))
            .summaryStatistics();
    return summary.getMax() - summary.getMin();
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () ->
                OfflineJob.score(
                    request(folder.resolve("nowhere.csv"), 1), folder.resolve("scores.csv")))
        .hasMessageContaining("nowhere.csv");
    assertThat(folder.resolve("scores.csv")).doesNotExist();
  }

  @Test
  @Timeout(120)
  void earlierRowsWarmTheStateAndLaterOnesAreNotSeen() throws Exception {
    Path data = data();
    long day = 24L * 3600 * 1_000_000;
    long start = ORIGIN.getEpochSecond() * 1_000_000;
    FeatureTable all = OfflineJob.features(request(data, 1));
    FeatureTable some =
        OfflineJob.features(
            request(data, 1, OptionalLong.of(start + 5 * day), OptionalLong.of(start + 7 * day)));
    assertThat(some.rows()).isBetween(280, 290);
    assertThat(java.util.Arrays.stream(some.times()))
        .allMatch(time -> time >= start + 5 * day && time < start + 7 * day);
    int first = List.of(all.eventIds()).indexOf(some.eventIds()[0]);
    for (int column = 0; column < some.width(); column++) {
      assertThat(some.value(0, column)).isEqualTo(all.value(first, column));
    }
  }
}
