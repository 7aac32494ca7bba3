package io.vigia.engine.features;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What a feature has learned of a key, in a bounded number of numbers, instead of keeping its
 * events. It learns events in the order of their times: a late one is not asked about, since the
 * answer would tell what came after it.
 */
interface Memory {

  Memory copy();

  int heapBytes();

  /** Reads something of it; see {@link KeyState#peek}. */
  int peek();

  void write(DataOutput out) throws IOException;

  /** Makes the memory of a feature, empty or as it was written. */
  interface Kind {
    Memory create();

    Memory read(DataInput in) throws IOException;
  }
}
