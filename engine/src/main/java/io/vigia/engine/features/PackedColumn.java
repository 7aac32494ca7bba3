package io.vigia.engine.features;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing column of integers that all have one width, 1, 2, 4 or 8 bytes: the smallest that holds
 * every value so far. One array a column and nothing a value is what keeps the state of a key
 * small.
 */
abstract class PackedColumn {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] EMPTY = {};
  private static final int FIRST_CAPACITY = 4;

  private byte[] data = EMPTY;
  private int size;
  private int width = 1;

  PackedColumn() {}

  PackedColumn(PackedColumn from) {
    data = Arrays.copyOf(from.data, from.size * from.width);
    size = from.size;
    width = from.width;
  }

  final int size() {
    return size;
  }

  /** Bytes of a value. */
  final int width() {
    return width;
  }

  /** Bytes on the heap: the array with its header, and this object. */
  final int heapBytes() {
    return 16 + data.length + 32;
  }

  /** The smallest width that holds a value. */
  static int widthOf(long value) {
    if (value == (byte) value) {
      return 1;
    }
    if (value == (short) value) {
      return 2;
    }
    return value == (int) value ? 4 : 8;
  }

  final long raw(int index) {
    return switch (width) {
      case 1 -> data[index];
      case 2 -> (short) SHORTS.get(data, index << 1);
      case 4 -> (int) INTS.get(data, index << 2);
      default -> (long) LONGS.get(data, index << 3);
    };
  }

  /** Reads a stretch: the width is looked at once, not for each value. */
  final void unpack(int from, int to, long[] into) {
    switch (width) {
      case 1 -> {
        for (int i = from; i < to; i++) {
          into[i - from] = data[i];
        }
      }
      case 2 -> {
        for (int i = from; i < to; i++) {
          into[i - from] = (short) SHORTS.get(data, i << 1);
        }
      }
      case 4 -> {
        for (int i = from; i < to; i++) {
          into[i - from] = (int) INTS.get(data, i << 2);
        }
      }
      default -> {
        for (int i = from; i < to; i++) {
          into[i - from] = (long) LONGS.get(data, i << 3);
        }
      }
    }
  }

  /** Index of the first of the ascending values that is above a value; the size without one. */
  final int firstAbove(long value) {
    return width == Integer.BYTES && value == (int) value
        ? firstIntAbove((int) value)
        : firstRawAbove(value);
  }

  // Both without a branch on the comparison, which would be mispredicted half of the times.

  private int firstIntAbove(int value) {
    byte[] ints = data;
    int low = 0;
    int left = size;
    while (left > 0) {
      int half = left >>> 1;
      boolean isBelow = (int) INTS.get(ints, (low + half) << 2) <= value;
      low = isBelow ? low + half + 1 : low;
      left = isBelow ? left - half - 1 : half;
    }
    return low;
  }

  private int firstRawAbove(long value) {
    int low = 0;
    int left = size;
    while (left > 0) {
      int half = left >>> 1;
      boolean isBelow = raw(low + half) <= value;
      low = isBelow ? low + half + 1 : low;
      left = isBelow ? left - half - 1 : half;
    }
    return low;
  }

  /** The last byte, to have the column's memory fetched. */
  final int peek() {
    return size == 0 ? 0 : data[size * width - 1];
  }

  /** Writes a value that the width holds. */
  final void setRaw(int index, long value) {
    switch (width) {
      case 1 -> data[index] = (byte) value;
      case 2 -> SHORTS.set(data, index << 1, (short) value);
      case 4 -> INTS.set(data, index << 2, (int) value);
      default -> LONGS.set(data, index << 3, value);
    }
  }

  /** Makes room for a value before an index; its content is undefined until set. */
  final void insertGap(int index) {
    int needed = (size + 1) * width;
    if (needed > data.length) {
      // A quarter more: a key that has gathered its window's worth stops growing, and slack is
      // waste.
      int capacity = Math.max(FIRST_CAPACITY, size + 1 + (size >> 2));
      data = Arrays.copyOf(data, capacity * width);
    }
    System.arraycopy(data, index * width, data, (index + 1) * width, (size - index) * width);
    size++;
  }

  final void removeFirst(int count) {
    System.arraycopy(data, count * width, data, 0, (size - count) * width);
    size -= count;
    if (data.length > 2 * size * width + FIRST_CAPACITY * width) {
      data = Arrays.copyOf(data, (size + (size >> 2)) * width);
    }
  }

  /** Changes the width, which must hold every value there is. */
  final void setWidth(int newWidth) {
    if (newWidth == width) {
      return;
    }
    long[] values = new long[size];
    for (int i = 0; i < size; i++) {
      values[i] = raw(i);
    }
    data = new byte[(size + (size >> 2) + 1) * newWidth];
    width = newWidth;
    for (int i = 0; i < size; i++) {
      setRaw(i, values[i]);
    }
  }
}
