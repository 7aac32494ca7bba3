package io.vigia.engine.model;

import java.util.Locale;

/** Which of a detector's two graphs answers. */
public enum Precision {
  /** The quantised graph, whatever it costs here. */
  INT8,
  /** The graph in 32-bit floating point. */
  FP32,
  /** The quantised graph where {@link AdmissionGate} admits it on this machine, else fp32. */
  AUTO;

  /**
   * Reads an option's value.
   *
   * @throws IllegalArgumentException when it is none of {@code int8}, {@code fp32}, {@code auto}
   */
  public static Precision parse(String text) {
    for (Precision precision : values()) {
      if (precision.toString().equals(text)) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "precision '" + text + "' is unknown; expected int8, fp32 or auto");
  }

  /** As in options and files: {@code int8}, {@code fp32}, {@code auto}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
