package io.vigia.training.report;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Estimates energy: CPU time × watts per core. For machines whose counters cannot be read, as most
 * virtual ones. It tells models apart by the time they take, not by what their instructions draw.
 */
public final class CpuTimeEnergy implements EnergyMeter {
  /**
   * Watts of a busy core unless told otherwise: an Intel Xeon Platinum 8380 has a thermal design
   * power of 270 W and 40 cores (Intel's product specifications), 6.75 W a core.
   */
  public static final double WATTS_PER_CORE = 6.75;

  private final LongSupplier cpuNanos;
  private final double wattsPerCore;

  /**
   * An estimate.
   *
   * @param cpuNanos CPU time in nanoseconds, below 0 where it is not known
   * @param wattsPerCore watts that a busy core takes, above 0
   */
  public CpuTimeEnergy(LongSupplier cpuNanos, double wattsPerCore) {
    if (!(wattsPerCore > 0) || Double.isInfinite(wattsPerCore)) {
      throw new IllegalArgumentException(
          "watts per core: found "
              + wattsPerCore
              + ", expected a number above 0, such as "
              + WATTS_PER_CORE);
    }
    this.cpuNanos = cpuNanos;
    this.wattsPerCore = wattsPerCore;
  }

  @Override
  public double joules() {
    long nanos = cpuNanos.getAsLong();
    return nanos < 0 ? Double.NaN : nanos * 1e-9 * wattsPerCore;
  }

  @Override
  public boolean estimated() {
    return true;
  }

  @Override
  public String source() {
    return String.format(Locale.ROOT, "CPU time × %.2f watts a core", wattsPerCore);
  }
}
