package io.vigia.engine.row;

import io.vigia.schemas.DeadLetterReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads Avro's binary encoding (Avro specification, "Binary encoding") from an array, every step
 * held against its end. One cursor serves all records of a decoder.
 */
final class AvroCursor {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int MAX_DEPTH = 64;
  private static final long MAX_ITEMS = 1 << 20;

  private byte[] bytes;
  private int position;
  private int depth;
  private long items;

  /** Field that is being read, for messages. */
  String field;

  void reset(byte[] payload, int from) {
    bytes = payload;
    position = from;
    depth = 0;
    items = 0;
    field = null;
  }

  int left() {
    return bytes.length - position;
  }

  long readLong() throws BadRecordException {
    long raw = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position == bytes.length) {
        throw ends();
      }
      byte part = bytes[position++];
      raw |= (part & 0x7FL) << shift;
      if (part >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw unreadable("holds an integer of more than ten bytes");
  }

  int readInt() throws BadRecordException {
    long value = readLong();
    if (value != (int) value) {
      throw unreadable("holds " + value + ", which is no 32-bit integer");
    }
    return (int) value;
  }

  boolean readBoolean() throws BadRecordException {
    need(1);
    byte value = bytes[position++];
    if (value != 0 && value != 1) {
      throw unreadable("holds the byte " + value + ", which is no boolean");
    }
    return value == 1;
  }

  float readFloat() throws BadRecordException {
    need(4);
    int bits = (int) INTS.get(bytes, position);
    position += 4;
    return Float.intBitsToFloat(bits);
  }

  double readDouble() throws BadRecordException {
    need(8);
    long bits = (long) LONGS.get(bytes, position);
    position += 8;
    return Double.longBitsToDouble(bits);
  }

  String readString() throws BadRecordException {
    int length = readLength();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  /** Index of a union's branch or an enum's symbol. */
  int readIndex(int count, String what) throws BadRecordException {
    long index = readLong();
    if (index < 0 || index >= count) {
      throw unreadable("holds " + what + " " + index + "; expected one of " + count);
    }
    return (int) index;
  }

  /**
   * Number of items of the next block of an array or map; 0 at its end. A block that says its size
   * in bytes has a negative count.
   */
  long readBlock() throws BadRecordException {
    long count = readLong();
    if (count < 0) {
      readLong();
      count = -count;
    }
    // An item may take no byte (null), so the number of bytes is no bound.
    if (count < 0 || count > MAX_ITEMS - items) {
      throw unreadable("holds a block of " + count + " items; a record has at most " + MAX_ITEMS);
    }
    items += count;
    return count;
  }

  /** Goes into a record inside the record; bytes may nest deeper than the stack. */
  void enter() throws BadRecordException {
    if (++depth > MAX_DEPTH) {
      throw unreadable("nests records more than " + MAX_DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }

  void skipBytes() throws BadRecordException {
    int length = readLength();
    position += length;
  }

  void skip(int count) throws BadRecordException {
    need(count);
    position += count;
  }

  private int readLength() throws BadRecordException {
    long length = readLong();
    if (length < 0 || length > left()) {
      throw length < 0 ? unreadable("holds a text or bytes of length " + length) : ends();
    }
    return (int) length;
  }

  private void need(int count) throws BadRecordException {
    if (left() < count) {
      throw ends();
    }
  }

  private BadRecordException ends() {
    return new BadRecordException(
        DeadLetterReason.UNREADABLE,
        "a payload of " + bytes.length + " bytes that ends inside field '" + field + "'");
  }

  BadRecordException unreadable(String what) {
    return new BadRecordException(DeadLetterReason.UNREADABLE, "field '" + field + "' " + what);
  }
}
