package io.vigia.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a run took of this process, broker and cluster included, as they share it.
 *
 * @param cpuSeconds time of all processors together
 * @param allocatedBytes what was allocated on the heap: the growth between collections, as Java's
 *     flight recorder saw it ({@code jdk.GCHeapSummary})
 * @param peakHeapBytes sum of the heap pools' peaks: what was occupied, garbage included
 */
public record Usage(double cpuSeconds, long allocatedBytes, long peakHeapBytes) {
  private static final String HEAP_SUMMARY = "jdk.GCHeapSummary";

  /** A measurement under way. */
  public static final class Meter implements AutoCloseable {
    private final Recording recording = new Recording();
    private final long cpuNanos;

    private Meter() {
      recording.enable(HEAP_SUMMARY);
      recording.start();
      System.gc();
      ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
      cpuNanos = cpuNanos();
    }

    /** What was taken since the start; collects garbage, so ask behind the clock. */
    public Usage stop() throws IOException {
      double cpuSeconds = (cpuNanos() - cpuNanos) / 1e9;
      long peak =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getType() == MemoryType.HEAP)
              .mapToLong(pool -> pool.getPeakUsage().getUsed())
              .sum();
      System.gc();
      recording.stop();
      return new Usage(cpuSeconds, allocatedBytes(), peak);
    }

    private long allocatedBytes() throws IOException {
      Path file = Files.createTempFile("vigia-heap-", ".jfr");
      try {
        recording.dump(file);
        long allocated = 0;
        long after = -1;
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        // Another recording of the process may have asked for more.
        events.removeIf(event -> !event.getEventType().getName().equals(HEAP_SUMMARY));
        events.sort(Comparator.comparing(RecordedEvent::getStartTime));
        for (RecordedEvent event : events) {
          long used = event.getLong("heapUsed");
          if (event.getString("when").equals("After GC")) {
            after = used;
          } else if (after >= 0) {
            allocated += used - after;
          }
        }
        return allocated;
      } finally {
        Files.delete(file);
      }
    }

    private static long cpuNanos() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    @Override
    public void close() {
      recording.close();
    }
  }

  /** Starts to measure; collects garbage first. */
  public static Meter start() {
    return new Meter();
  }
}
