package io.vigia.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine a benchmark ran on, so that a figure is never read without it.
 *
 * @param processor model name of the processor, or its architecture where the system hides it
 * @param cores processors that the virtual machine may use
 * @param memoryBytes physical memory; 0 where the system hides it
 * @param java version of the virtual machine
 * @param system operating system and version
 */
public record Machine(String processor, int cores, long memoryBytes, String java, String system) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Path MEMORY_INFO = Path.of("/proc/meminfo");

  /** The machine at hand. */
  public static Machine here() {
    return new Machine(
        valueIn(CPU_INFO, "model name").orElse(System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        valueIn(MEMORY_INFO, "MemTotal").map(Machine::kibibytes).orElse(0L),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"));
  }

  /**
   * Peak resident set of this process since its start (VmHWM), native memory included, in bytes; 0
   * where the system hides it.
   */
  public static long peakResidentBytes() {
    return valueIn(Path.of("/proc/self/status"), "VmHWM").map(Machine::kibibytes).orElse(0L);
  }

  private static long kibibytes(String text) {
    return Long.parseLong(text.replace(" kB", "").strip()) << 10;
  }

  /** Value of the first {@code name : value} line of a file of /proc. */
  static Optional<String> valueIn(Path file, String name) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
