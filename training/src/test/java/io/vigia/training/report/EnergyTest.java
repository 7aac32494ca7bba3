package io.vigia.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyTest {
  @TempDir private Path powercap;

  @Test
  void the_packages_add_up() throws IOException {
    zone("intel-rapl:0", "package-0", 1_000_000, 262_143_328_850L);
    zone("intel-rapl:1", "package-1", 5_000_000, 262_143_328_850L);
    RaplEnergy energy = RaplEnergy.find(powercap).orElseThrow();
    double before = energy.joules();

    counter("intel-rapl:0", 3_500_000);
    counter("intel-rapl:1", 5_250_000);

    assertThat(energy.joules() - before).isCloseTo(2.75, within(1e-9));
    assertThat(energy.estimated()).isFalse();
    assertThat(energy.source()).isEqualTo("RAPL counters of 2 processor package(s)");
  }

  @Test
  void a_counter_that_starts_over_goes_on() throws IOException {
    zone("intel-rapl:0", "package-0", 9_000_000, 10_000_000);
    RaplEnergy energy = RaplEnergy.find(powercap).orElseThrow();
    double before = energy.joules();

    counter("intel-rapl:0", 500_000);
    assertThat(energy.joules() - before).isCloseTo(1.5, within(1e-9));
    counter("intel-rapl:0", 400_000);

    assertThat(energy.joules() - before).isCloseTo(11.4, within(1e-9));
  }

  @Test
  void parts_of_a_package_and_other_views_of_it_do_not_count() throws IOException {
    zone("intel-rapl:0", "package-0", 0, 10_000_000);
    zone("intel-rapl:0:0", "core", 0, 10_000_000);
    zone("intel-rapl:1", "psys", 0, 10_000_000);
    zone("intel-rapl-mmio:0", "package-0", 0, 10_000_000);
    Files.createDirectory(powercap.resolve("intel-rapl"));
    RaplEnergy energy = RaplEnergy.find(powercap).orElseThrow();

    counter("intel-rapl:0", 2_000_000);
    counter("intel-rapl:0:0", 1_000_000);
    counter("intel-rapl:1", 4_000_000);
    counter("intel-rapl-mmio:0", 2_000_000);

    assertThat(energy.joules()).isCloseTo(2, within(1e-9));
  }

  @Test
  void without_counters_there_is_no_measuring() throws IOException {
    assertThat(RaplEnergy.find(powercap.resolve("missing"))).isEmpty();
    assertThat(RaplEnergy.find(powercap)).isEmpty();
    // As where they may not be read: a file that cannot be opened.
    Files.delete(zone("intel-rapl:0", "package-0", 0, 10_000_000).resolve("energy_uj"));
    assertThat(RaplEnergy.find(powercap)).isEmpty();
  }

  @Test
  void a_counter_that_vanishes_is_unknown_not_0() throws IOException {
    Path zone = zone("intel-rapl:0", "package-0", 0, 10_000_000);
    RaplEnergy energy = RaplEnergy.find(powercap).orElseThrow();
    Files.delete(zone.resolve("energy_uj"));

    assertThat(energy.joules()).isNaN();
  }

  @Test
  void the_estimate_is_time_by_watts() {
    CpuTimeEnergy estimate = new CpuTimeEnergy(() -> 2_500_000_000L, 4);

    assertThat(estimate.joules()).isEqualTo(10);
    assertThat(estimate.estimated()).isTrue();
    assertThat(estimate.source()).isEqualTo("CPU time × 4.00 watts a core");
    assertThatThrownBy(() -> new CpuTimeEnergy(() -> 0, 0))
        .hasMessage("watts per core: found 0.0, expected a number above 0, such as 6.75");
  }

  private Path zone(String folder, String name, long micros, long range) throws IOException {
    Path zone = Files.createDirectory(powercap.resolve(folder));
    Files.writeString(zone.resolve("name"), name + "\n");
    Files.writeString(zone.resolve("max_energy_range_uj"), range + "\n");
    counter(folder, micros);
    return zone;
  }

  private void counter(String folder, long micros) throws IOException {
    Files.writeString(powercap.resolve(folder).resolve("energy_uj"), micros + "\n");
  }
}
