package io.vigia.training.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux says of this process's memory. */
final class ProcessMemory {
  static final long UNKNOWN = -1;

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";

  private ProcessMemory() {}

  /**
   * The most memory that was resident, in bytes; {@link #UNKNOWN} where the system does not say.
   */
  static long peakResident() throws IOException {
    return Files.isReadable(STATUS) ? peakResident(Files.readAllLines(STATUS)) : UNKNOWN;
  }

  /** From the lines of the file: {@code VmHWM: 34567 kB}, a kB being 1,024 bytes there. */
  static long peakResident(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(PEAK))
        .map(line -> line.substring(PEAK.length()).replace("kB", "").strip())
        .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
        .findFirst()
        .orElse(UNKNOWN);
  }
}
