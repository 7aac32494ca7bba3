package io.vigia.training.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The energy counters of Intel and AMD processors (Running Average Power Limit), as Linux shows
 * them in {@code /sys/class/powercap}: microjoules of each processor package since some moment. All
 * that the package does counts, whichever process asked for it.
 *
 * <p>A counter starts over when it reaches its range, after minutes at full power; it has to be
 * asked for at least once within that time.
 */
public final class RaplEnergy implements EnergyMeter {
  /** Where Linux shows the counters. */
  public static final Path POWERCAP = Path.of("/sys/class/powercap");

  private final List<Counter> packages;

  private RaplEnergy(List<Counter> packages) {
    this.packages = packages;
  }

  /** A package's counter and what it has counted, starts over included. */
  private static final class Counter {
    private final Path file;
    private final long range;
    private long last;
    private long total;

    Counter(Path folder) throws IOException {
      file = folder.resolve("energy_uj");
      range = number(folder.resolve("max_energy_range_uj"));
      last = number(file);
    }

    long micros() throws IOException {
      long now = number(file);
      total += now >= last ? now - last : range - last + now;
      last = now;
      return total;
    }

    private static long number(Path file) throws IOException {
      return Long.parseLong(Files.readString(file).strip());
    }
  }

  /**
   * The counters of this machine's packages; empty where there are none or they may not be read.
   * (Linux lets only root read them since it is known that they give away secrets: CVE-2020-8694.)
   *
   * @param powercap {@link #POWERCAP}
   */
  public static Optional<RaplEnergy> find(Path powercap) {
    if (!Files.isDirectory(powercap)) {
      return Optional.empty();
    }
    List<Counter> packages = new ArrayList<>();
    try (Stream<Path> entries = Files.list(powercap)) {
      for (Path zone : (Iterable<Path>) entries.sorted()::iterator) {
        // Not intel-rapl:0:0, a part of a package, nor intel-rapl-mmio:0, the same package again.
        if (zone.getFileName().toString().matches("[a-z]+-rapl:\\d+")
            && Files.readString(zone.resolve("name")).startsWith("package")) {
          packages.add(new Counter(zone));
        }
      }
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
    return packages.isEmpty() ? Optional.empty() : Optional.of(new RaplEnergy(packages));
  }

  @Override
  public double joules() {
    long micros = 0;
    try {
      for (Counter counter : packages) {
        micros += counter.micros();
      }
    } catch (IOException | NumberFormatException e) {
      return Double.NaN;
    }
    return micros * 1e-6;
  }

  @Override
  public boolean estimated() {
    return false;
  }

  @Override
  public String source() {
    return "RAPL counters of " + packages.size() + " processor package(s)";
  }
}
