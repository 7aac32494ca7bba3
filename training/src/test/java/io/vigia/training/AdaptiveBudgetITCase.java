package io.vigia.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten sensors share a budget of five alerts a day. From the end of training on, the noise of the
 * first grows by half, and that of the last falls by a third.
 */
@Timeout(240)
class AdaptiveBudgetITCase {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant TRAINED = START.plus(Duration.ofDays(20));
  private static final Instant WATCHED = START.plus(Duration.ofDays(40));
  private static final int SENSORS = 10;
  private static final int DAYS = 80;
  private static final int READINGS_A_DAY = 96;

  private static final String SPEC =
      """
      detector: readings
      event:
        schema: SensorReading
        topic: sensor-readings
        id: event_id
        time: reading_time
        keys: {sensor: sensor_id}
      features:
        - {name: reading, field: value}
        - {name: change, key: sensor, aggregate: delta, of: value}
      model:
        pca: {components: 1}
        network: {kind: pca}
      alerts:
        budget: 5/day
      """;

  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void readings() throws IOException {
    SplittableRandom random = new SplittableRandom(12);
    StringBuilder csv = new StringBuilder("event_id,sensor_id,reading_time,value\n");
    for (int i = 0; i < DAYS * READINGS_A_DAY; i++) {
      double day = (double) i / READINGS_A_DAY;
      double way = Math.max(0, Math.min(1, (day - 20) / 20));
      for (int sensor = 0; sensor < SENSORS; sensor++) {
        double noise = sensor == 0 ? 1 + 0.5 * way : sensor == SENSORS - 1 ? 1 - way / 3 : 1;
        csv.append(i * SENSORS + sensor)
            .append(",s")
            .append(sensor)
            .append(',')
            .append(START.plusSeconds(i * 900L))
            .append(',')
            .append(20 + noise * random.nextGaussian())
            .append('\n');
      }
    }
    data = Files.writeString(folder.resolve("readings.csv"), csv);
  }

  /** Alerts of each sensor from day 40 on. */
  private int[] alerts(String name, String spec) throws IOException {
    Path out = folder.resolve("models/" + name);
    Training.Run run =
        Training.run(
            Training.detector(folder.resolve(name), spec),
            "--data",
            data,
            "--to",
            TRAINED.toString(),
            "--out",
            out);
    assertThat(run.exit()).as(run.err()).isZero();
    Path scores = folder.resolve(name + ".csv");
    OfflineJob.score(
        new OfflineRequest(
            DetectorFiles.read(out),
            List.of(data),
            new FileOptions(Map.of(), Duration.ofMillis(1), Instant.EPOCH, Optional.empty()),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Precision.INT8,
            2),
        scores);
    int[] alerts = new int[SENSORS];
    for (String line : Files.readAllLines(scores)) {
      String[] cells = line.split(",");
      if (cells[3].equals("1") && !Instant.parse(cells[1]).isBefore(WATCHED)) {
        alerts[Integer.parseInt(cells[0]) % SENSORS]++;
      }
    }
    return alerts;
  }

  @Test
  void eachSensorKeepsToItsPartOfTheBudgetWhateverBecameOfItsNoise() throws IOException {
    int[] fixed = alerts("fixed", SPEC);
    int[] adapting =
        alerts(
            "adapting", SPEC.replace("5/day\n", "5/day\n  adapt: {key: sensor, half_life: 7d}\n"));
    // Twenty alerts in forty days are the part of each.
    assertThat(fixed[0]).isGreaterThan(100).isGreaterThan(IntStream.of(fixed).sum() / 2);
    assertThat(adapting[0]).isBetween(10, 40);
    assertThat(IntStream.of(adapting).max().orElseThrow()).isLessThanOrEqualTo(40);
    assertThat(IntStream.of(adapting).sum()).isBetween(60, 300);
  }
}
