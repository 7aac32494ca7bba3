package io.vigia.app.simulate.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SensorSimulatorTest {
  private static final LocalDate START = LocalDate.of(2024, 1, 1);
  private static final long MINUTE = 60_000;

  private record Reading(
      String id, String sensor, long time, double value, SensorFault fault, long episode) {}

  private static SensorParameters parameters(int sensors, double faults, double noise) {
    return new SensorParameters(sensors, Duration.ofMinutes(5), faults, noise, 0, START);
  }

  private static List<Reading> readings(SensorParameters parameters, long seed, int days) {
    SensorSimulator simulator = new SensorSimulator(parameters, seed);
    List<Reading> all = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      Readings readings = simulator.next();
      for (int i = 0; i < readings.size(); i++) {
        all.add(
            new Reading(
                readings.id(i),
                readings.sensor(i),
                readings.timeMillis(i),
                readings.value(i),
                readings.fault(i),
                readings.episode(i)));
      }
    }
    return all;
  }

  private static List<Reading> of(List<Reading> readings, String sensor) {
    return readings.stream().filter(each -> each.sensor().equals(sensor)).toList();
  }

  private static double correlation(double[] a, double[] b) {
    double ma = IntStream.range(0, a.length).mapToDouble(i -> a[i]).average().orElseThrow();
    double mb = IntStream.range(0, b.length).mapToDouble(i -> b[i]).average().orElseThrow();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - ma) * (b[i] - mb);
      aa += (a[i] - ma) * (a[i] - ma);
      bb += (b[i] - mb) * (b[i] - mb);
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static double lagged(List<Reading> readings, int lag) {
    double[] values = readings.stream().mapToDouble(Reading::value).toArray();
    return correlation(
        java.util.Arrays.copyOf(values, values.length - lag),
        java.util.Arrays.copyOfRange(values, lag, values.length));
  }

  @Test
  void theSameSeedGivesTheSameReadingsAndAnotherSeedGivesOthers() {
    SensorParameters parameters = SensorParameters.defaults();
    List<Reading> readings = readings(parameters, 7, 8);
    assertThat(readings(parameters, 7, 8)).isEqualTo(readings);
    assertThat(readings(parameters, 8, 8)).isNotEqualTo(readings);
    assertThat(readings(parameters, 7, 9).subList(0, readings.size())).isEqualTo(readings);
  }

  @Test
  void readingsComeByTimeAtTheirInterval() {
    List<Reading> readings = readings(parameters(8, 0, 0.1), 1, 3);
    assertThat(readings).hasSize(3 * 8 * 288);
    assertThat(readings).extracting(Reading::id).doesNotHaveDuplicates();
    long before = 0;
    for (Reading reading : readings) {
      assertThat(reading.time()).isGreaterThanOrEqualTo(before);
      before = reading.time();
    }
    List<Reading> one = of(readings, "sensor-3");
    for (int i = 1; i < one.size(); i++) {
      assertThat(one.get(i).time() - one.get(i - 1).time()).isEqualTo(5 * MINUTE);
    }
  }

  @Test
  void aDayIsLikeTheDayBeforeWhereSensorsHaveSeasons() {
    List<Reading> readings = readings(parameters(8, 0, 0.1), 5, 5);
    // By turns weather, people, a cycle, nothing.
    assertThat(lagged(of(readings, "sensor-1"), 288)).isGreaterThan(0.8);
    assertThat(lagged(of(readings, "sensor-2"), 288)).isGreaterThan(0.8);
    assertThat(lagged(of(readings, "sensor-1"), 144)).isLessThan(0);
  }

  @Test
  void peopleAreFewerOnWeekends() {
    List<Reading> two = of(readings(parameters(2, 0, 0), 11, 7), "sensor-2");
    // 2024-01-01 is a Monday.
    double weekday = swing(two.subList(0, 288));
    double sunday = swing(two.subList(6 * 288, 7 * 288));
    assertThat(sunday / weekday).isBetween(0.2, 0.85);
  }

  private static double swing(List<Reading> day) {
    var values = day.stream().mapToDouble(Reading::value).summaryStatistics();
    return values.getMax() - values.getMin();
  }

  @Test
  void everyKindIsPlantedAndLabelled() {
    // The last day's are not over: of them only the beginning is seen.
    List<Reading> readings = readings(parameters(40, 3, 0.1), 13, 40);
    Map<SensorFault, Map<Long, List<Reading>>> found = new EnumMap<>(SensorFault.class);
    for (Reading reading : readings) {
      assertThat(reading.fault() == null).isEqualTo(reading.episode() < 0);
      if (reading.fault() != null) {
        found
            .computeIfAbsent(reading.fault(), kind -> new TreeMap<>())
            .computeIfAbsent(reading.episode(), key -> new ArrayList<>())
            .add(reading);
      }
    }
    assertThat(found.keySet()).isEqualTo(EnumSet.allOf(SensorFault.class));
    // 3 a week and sensor, less those that would follow another within a day.
    long episodes = found.values().stream().mapToLong(Map::size).sum();
    assertThat(episodes / (40 * 40 / 7.0)).isBetween(1.5, 3.0);
    assertThat(found.get(SensorFault.FLAT_LINE).values())
        .allSatisfy(
            flat -> assertThat(flat).extracting(Reading::value).containsOnly(flat.get(0).value()))
        .allSatisfy(flat -> assertThat(flat.size()).isLessThanOrEqualTo(96));
    assertThat(found.get(SensorFault.SPIKE).values())
        .allSatisfy(spike -> assertThat(spike.size()).isBetween(1, 3));
    assertThat(found.get(SensorFault.LEVEL_CHANGE).values())
        .allSatisfy(change -> assertThat(change.size()).isLessThanOrEqualTo(288));
    assertThat(found.get(SensorFault.FREQUENCY_CHANGE).values())
        .allSatisfy(
            change ->
                assertThat(Integer.parseInt(change.get(0).sensor().substring(7)) % 4).isEqualTo(3));
    for (List<Reading> beats : found.get(SensorFault.MISSING_BEATS).values()) {
      assertThat(beats).hasSize(1);
      List<Reading> sensor = of(readings, beats.get(0).sensor());
      int at = sensor.indexOf(beats.get(0));
      assertThat(at == 0 || sensor.get(at).time() - sensor.get(at - 1).time() >= 60 * MINUTE)
          .as(beats.toString())
          .isTrue();
    }
  }

  @Test
  void aSpikeIsFarFromItsNeighbours() {
    List<Reading> all = readings(parameters(40, 3, 0.1), 17, 30);
    int looked = 0;
    for (int number = 1; number <= 40; number++) {
      List<Reading> sensor = of(all, "sensor-" + number);
      double usual =
          IntStream.range(1, sensor.size())
              .filter(i -> sensor.get(i).fault() == null && sensor.get(i - 1).fault() == null)
              .mapToDouble(i -> Math.abs(sensor.get(i).value() - sensor.get(i - 1).value()))
              .average()
              .orElseThrow();
      for (int i = 1; i < sensor.size(); i++) {
        if (sensor.get(i).fault() == SensorFault.SPIKE && sensor.get(i - 1).fault() == null) {
          looked++;
          assertThat(Math.abs(sensor.get(i).value() - sensor.get(i - 1).value()))
              .isGreaterThan(4 * usual);
        }
      }
    }
    assertThat(looked).isGreaterThan(20);
  }

  @Test
  void someReadingsAreLostAndSomeHaveNoValue() {
    List<Reading> readings =
        readings(new SensorParameters(10, Duration.ofMinutes(5), 0, 0.1, 0.1, START), 3, 5);
    assertThat(readings.size() / (5 * 10 * 288.0)).isCloseTo(0.95, within(0.01));
    double none =
        readings.stream().filter(each -> Double.isNaN(each.value())).count()
            / (double) readings.size();
    assertThat(none).isCloseTo(0.05 / 0.95, within(0.01));
  }

  @Test
  void anImpossibleNumberIsRefusedByTheNameOfItsOption() {
    assertThatThrownBy(() -> new SensorParameters(1, Duration.ofSeconds(7), 1, 0.1, 0, START))
        .hasMessage(
            "--interval is 7000 ms; expected a time that a day is a multiple of, such as 10s or"
                + " 5m");
    assertThatThrownBy(() -> parameters(0, 1, 0.1))
        .hasMessage("--sensors is 0; expected 1 to 1000000");
  }
}
