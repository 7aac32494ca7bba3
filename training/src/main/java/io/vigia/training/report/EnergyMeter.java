package io.vigia.training.report;

/** Counts the energy that the machine, or this process, takes. */
public interface EnergyMeter {

  /** Joules since some moment; NaN where it cannot be told. Asked for at both ends of a stretch. */
  double joules();

  /** Whether this is an estimate instead of a measurement. */
  boolean estimated();

  /** Where the figure comes from, in words. */
  String source();
}
