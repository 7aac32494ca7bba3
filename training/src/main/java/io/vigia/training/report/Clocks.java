package io.vigia.training.report;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * The clocks that time is measured by.
 *
 * @param nanos nanoseconds of a clock that only ever advances
 * @param cpuNanos CPU time of this process so far in nanoseconds, all threads; below 0 where the
 *     platform does not tell
 */
public record Clocks(LongSupplier nanos, LongSupplier cpuNanos) {

  /** Those of this machine and process. */
  public static Clocks ofThisProcess() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? new Clocks(System::nanoTime, system::getProcessCpuTime)
        : new Clocks(System::nanoTime, () -> -1);
  }
}
