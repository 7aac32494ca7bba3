package io.vigia.benchmarks.sensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.FeatureSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmarks of sensors on data of the same layout that is made up here. */
class SensorDataTest {
  private static final String SKAB =
      "datetime;Accelerometer1RMS;Accelerometer2RMS;Current;Pressure;Temperature;Thermocouple;"
          + "Voltage;Volume Flow RateRMS;anomaly;changepoint\n";
  private static final String ROOM =
      "\"date\",\"Temperature\",\"Humidity\",\"Light\",\"CO2\",\"HumidityRatio\",\"Occupancy\"\n";

  @TempDir private Path folder;

  @Test
  void other_folders_are_refused_with_what_was_expected() throws IOException {
    assertThatThrownBy(() -> new SkabBenchmark(folder, line -> {}).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            folder
                + ": no folder 'valve1' in it; expected the data of SKAB (repository waico/SKAB),"
                + " with the folders [valve1, valve2, other] of .csv files");
    Path file = Files.createDirectory(folder.resolve("valve1")).resolve("0.csv");
    Files.writeString(file, "a;b\n");
    assertThatThrownBy(() -> new SkabBenchmark(folder, line -> {}).run())
        .hasMessageStartingWith(file + ": the first line is 'a;b', expected 'datetime;");
    Files.writeString(file, SKAB + "2020-03-09 10:00:00;1;1;1;1;1;1;1;1;0;0\n");
    assertThatThrownBy(() -> new SkabBenchmark(folder, line -> {}).run())
        .hasMessage(file + ": 1 readings, expected more than the 400 to learn from");
    assertThatThrownBy(() -> new OccupancyBenchmark(folder, line -> {}).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder + ": no file 'datatraining.txt' in it; expected");
  }

  @Test
  @Timeout(300)
  void a_sensor_that_leaves_the_others_is_found() throws IOException {
    for (String name : List.of("valve1", "valve2", "other")) {
      pump(Files.createDirectory(folder.resolve(name)).resolve("1.csv"), name.length());
    }
    List<Map<String, Object>> rows = new SkabBenchmark(folder, line -> {}).run().rows();
    assertThat(rows)
        .extracting(row -> row.get("name"))
        .containsExactly(
            "vigia", "t2-and-q", "mahalanobis", "random-cut-forest", "flag-everything");
    assertThat(rows).allSatisfy(row -> assertThat(row.get("unit")).isEqualTo("F1"));
    assertThat((double) rows.get(0).get("value")).isGreaterThan(0.9);
    // 50 of 100 rows that are scored.
    assertThat((double) rows.get(4).get("value")).isCloseTo(2 / 3.0, within(1e-9));
  }

  /** Sensors that follow one cause; the first of them does not in the last rows. */
  private static void pump(Path file, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder csv = new StringBuilder(SKAB);
    for (int i = 0; i < 500; i++) {
      double cause = random.nextGaussian();
      boolean strange = i >= 450;
      csv.append(String.format("2020-03-09 10:%02d:%02d", i / 60, i % 60));
      for (int sensor = 0; sensor < SkabFile.SENSORS; sensor++) {
        double off = strange && sensor == 0 ? 8 : 0;
        csv.append(';').append((sensor + 1) * cause + off + 0.1 * random.nextGaussian());
      }
      csv.append(strange ? ";1.0;0.0\n" : ";0.0;0.0\n");
    }
    Files.writeString(file, csv);
  }

  @Test
  @Timeout(300)
  void light_tells_who_is_there() throws IOException {
    for (String name : List.of("datatraining", "datatest", "datatest2")) {
      room(folder.resolve(name + ".txt"), name.length());
    }
    List<Map<String, Object>> rows = new OccupancyBenchmark(folder, line -> {}).run().rows();
    assertThat(rows.get(0).get("name")).isEqualTo("vigia, datatest");
    assertThat(rows.get(1).get("name")).isEqualTo("vigia, datatest2");
    assertThat(rows.subList(0, 8))
        .allSatisfy(row -> assertThat((double) row.get("value")).isGreaterThan(0.9));
    assertThat((double) rows.get(8).get("value")).isLessThan(0.7);
  }

  private static void room(Path file, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder csv = new StringBuilder(ROOM);
    for (int i = 0; i < 600; i++) {
      boolean occupied = i / 50 % 2 == 1;
      double light = occupied ? 400 + 20 * random.nextGaussian() : Math.abs(random.nextGaussian());
      csv.append(
          String.format(
              java.util.Locale.ROOT,
              "\"%d\",\"2015-02-02 %02d:%02d:00\",21.5,25.1,%.2f,%.1f,0.0047,%d%n",
              i,
              i / 60,
              i % 60,
              light,
              500 + random.nextDouble(300),
              occupied ? 1 : 0));
    }
    Files.writeString(file, csv);
  }

  @Test
  void the_limit_is_where_most_answers_are_right() {
    double[] numbers = {1, 2, 3, 4, 5};
    boolean[] truth = {false, false, true, false, true};
    double limit = OccupancyBenchmark.limit(numbers, truth);
    assertThat(limit).isEqualTo(4.5);
    assertThat(OccupancyBenchmark.limit(numbers, new boolean[5])).isGreaterThan(5);
    assertThat(OccupancyBenchmark.limit(new double[] {2, 2, 1}, new boolean[] {true, true, false}))
        .isEqualTo(1.5);
  }

  @Test
  void counts_make_the_measures() {
    Tally tally = new Tally(6, 2, 4, 8);
    assertThat(tally.f1()).isCloseTo(12 / 18.0, within(1e-12));
    assertThat(tally.precision()).isEqualTo(0.75);
    assertThat(tally.recall()).isEqualTo(0.6);
    assertThat(tally.accuracy()).isEqualTo(0.7);
    assertThat(Tally.NONE.f1()).isZero();
  }

  @Test
  void every_detector_of_skab_can_be_read() {
    for (SkabDetector detector : SkabDetector.ALL) {
      DetectorSpec pca = DetectorSpecReader.read(detector.pca(0.8, 1.2));
      assertThat(pca.alerts().timesMaximum()).hasValue(1.2);
      assertThat(pca.inputs()).extracting(FeatureSpec::width).containsOnly(SkabFile.SENSORS);
      assertThat(DetectorSpecReader.read(detector.forest()).inputs()).isEqualTo(pca.inputs());
    }
  }
}
