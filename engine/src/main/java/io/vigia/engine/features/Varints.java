package io.vigia.engine.features;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Zigzag variable-length integers: numbers near zero take one byte, the widest ten. */
final class Varints {
  private Varints() {}

  static void write(long value, DataOutput out) throws IOException {
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /** A count from 0 to a most. */
  static int readUpTo(int most, DataInput in) throws IOException {
    long count = read(in);
    if (count < 0 || count > most) {
      throw new IOException(
          "a count of " + count + ", of at most " + most + ": the state is damaged");
    }
    return (int) count;
  }

  static long read(DataInput in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte part = in.readByte();
      value |= (part & 0x7FL) << shift;
      if (part >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new IOException("an integer of more than ten bytes: the state is damaged");
  }
}
