package io.vigia.benchmarks.report;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;

/**
 * Memory of a run, broker and cluster included, as they share the process.
 *
 * @param heapBytes sum of the heap pools' peaks since {@link #reset}: what was occupied, garbage
 *     included
 * @param residentBytes peak resident set of the whole process since its start (VmHWM), native
 *     memory included; 0 where the system hides it
 */
public record PeakMemory(long heapBytes, long residentBytes) {

  /** Starts a run: collects garbage and forgets the peaks so far. */
  public static void reset() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** The peaks since {@link #reset}. */
  public static PeakMemory read() {
    long heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    long resident =
        Machine.valueIn(Path.of("/proc/self/status"), "VmHWM")
            .map(text -> Long.parseLong(text.replace(" kB", "").strip()) << 10)
            .orElse(0L);
    return new PeakMemory(heap, resident);
  }
}
