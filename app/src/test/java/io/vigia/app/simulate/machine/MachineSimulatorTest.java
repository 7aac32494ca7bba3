package io.vigia.app.simulate.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MachineSimulatorTest {
  private static final LocalDate START = LocalDate.of(2024, 1, 1);
  private static final int CURRENT = 2;
  private static final int PRESSURE = 3;
  private static final int VOLTAGE = 6;
  private static final int FLOW = 7;

  private record Reading(
      String id,
      String machine,
      long time,
      List<Double> values,
      MachineFault fault,
      int sensor,
      long episode) {}

  private static MachineParameters parameters(int machines, double faults) {
    return new MachineParameters(machines, Duration.ofMinutes(1), faults, START);
  }

  private static List<Reading> readings(MachineParameters parameters, long seed, int days) {
    MachineSimulator simulator = new MachineSimulator(parameters, seed);
    List<Reading> all = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      MachineReadings readings = simulator.next();
      for (int i = 0; i < readings.size(); i++) {
        int at = i;
        all.add(
            new Reading(
                readings.id(i),
                readings.machine(i),
                readings.timeMillis(i),
                IntStream.range(0, 8).mapToObj(s -> readings.value(at, s)).toList(),
                readings.fault(i),
                readings.faulty(i),
                readings.episode(i)));
      }
    }
    return all;
  }

  private static double correlation(List<Reading> readings, int a, int b) {
    double meanA = values(readings, a).average().orElseThrow();
    double meanB = values(readings, b).average().orElseThrow();
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (Reading each : readings) {
      double da = each.values().get(a) - meanA;
      double db = each.values().get(b) - meanB;
      ab += da * db;
      aa += da * da;
      bb += db * db;
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static DoubleStream values(List<Reading> readings, int sensor) {
    return readings.stream().mapToDouble(each -> each.values().get(sensor));
  }

  @Test
  void theSameSeedGivesTheSameReadingsAndAnotherSeedGivesOthers() {
    List<Reading> readings = readings(parameters(3, 5), 7, 4);
    assertThat(readings(parameters(3, 5), 7, 4)).isEqualTo(readings);
    assertThat(readings(parameters(3, 5), 8, 4)).isNotEqualTo(readings);
    assertThat(readings(parameters(3, 5), 7, 5).subList(0, readings.size())).isEqualTo(readings);
    assertThat(readings).hasSize(4 * 3 * 1440);
    assertThat(readings).extracting(Reading::id).doesNotHaveDuplicates();
    assertThat(readings).isSortedAccordingTo(java.util.Comparator.comparingLong(Reading::time));
  }

  @Test
  void sensorsBelongTogether() {
    List<Reading> one = readings(parameters(1, 0), 3, 5);
    assertThat(correlation(one, FLOW, PRESSURE)).isGreaterThan(0.95);
    assertThat(correlation(one, FLOW, CURRENT)).isGreaterThan(0.9);
    assertThat(correlation(one, FLOW, VOLTAGE)).isLessThan(-0.6);
    assertThat(one).allMatch(each -> each.fault() == null && each.sensor() == -1);
  }

  @Test
  void everyKindIsPlantedAndLabelled() {
    List<Reading> readings = readings(parameters(6, 6), 5, 40);
    Map<MachineFault, Map<Long, List<Reading>>> found = new EnumMap<>(MachineFault.class);
    for (Reading reading : readings) {
      assertThat(reading.fault() == null).isEqualTo(reading.episode() < 0);
      if (reading.fault() != null) {
        found
            .computeIfAbsent(reading.fault(), kind -> new TreeMap<>())
            .computeIfAbsent(reading.episode(), key -> new ArrayList<>())
            .add(reading);
      }
    }
    assertThat(found.keySet()).isEqualTo(EnumSet.allOf(MachineFault.class));
    assertThat(found.get(MachineFault.STUCK).values())
        .allSatisfy(
            stuck -> {
              int sensor = stuck.get(0).sensor();
              assertThat(stuck.size()).isLessThanOrEqualTo(120);
              assertThat(values(stuck, sensor).distinct().count()).isEqualTo(1);
              assertThat(values(stuck, (sensor + 1) % 8).distinct().count())
                  .isGreaterThan(stuck.size() / 10);
            });
    assertThat(found.get(MachineFault.DRIFT).values())
        .allSatisfy(drift -> assertThat(drift.size()).isLessThanOrEqualTo(240));
  }

  @Test
  void aBrokenSensorStillMeasuresWhatItUsuallyDoes() {
    List<Reading> readings = readings(parameters(20, 20), 11, 30);
    List<Reading> broken =
        readings.stream()
            .filter(each -> each.fault() == MachineFault.BROKEN_CORRELATION)
            .filter(each -> each.sensor() == FLOW)
            .toList();
    List<Reading> usual = readings.stream().filter(each -> each.fault() == null).toList();
    assertThat(broken).hasSizeGreaterThan(200);
    assertThat(values(broken, FLOW).max().orElseThrow())
        .isLessThanOrEqualTo(values(usual, FLOW).max().orElseThrow());
    assertThat(values(broken, FLOW).min().orElseThrow())
        .isGreaterThanOrEqualTo(values(usual, FLOW).min().orElseThrow());
    assertThat(correlation(broken, FLOW, PRESSURE)).isLessThan(0.7);
    assertThat(correlation(usual, FLOW, PRESSURE)).isGreaterThan(0.85);
  }

  @Test
  void anImpossibleNumberIsRefusedByTheNameOfItsOption() {
    assertThatThrownBy(() -> parameters(0, 1)).hasMessage("--machines is 0; expected 1 to 100000");
    assertThatThrownBy(() -> parameters(1, -1))
        .hasMessage("--faults-per-week is -1; expected 0 to 100");
  }
}
