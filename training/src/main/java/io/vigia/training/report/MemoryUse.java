package io.vigia.training.report;

import java.util.OptionalLong;

/**
 * The memory that a model takes beyond that of a process without it.
 *
 * @param heapBytes most of the heap that lived; empty where unknown
 * @param nativeBytes peak of the memory outside of the heap that was touched; empty where unknown
 * @param note why something is unknown; empty where nothing is
 */
public record MemoryUse(OptionalLong heapBytes, OptionalLong nativeBytes, String note) {

  static MemoryUse unknown(String note) {
    return new MemoryUse(OptionalLong.empty(), OptionalLong.empty(), note);
  }

  /** Heap and native memory together; empty where either is unknown. */
  public OptionalLong peakBytes() {
    return heapBytes.isPresent() && nativeBytes.isPresent()
        ? OptionalLong.of(heapBytes.getAsLong() + nativeBytes.getAsLong())
        : OptionalLong.empty();
  }
}
