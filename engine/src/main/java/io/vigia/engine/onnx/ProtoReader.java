package io.vigia.engine.onnx;

import java.util.Arrays;

/**
 * Walks over the fields of a message in the wire format of protocol buffers
 * (https://protobuf.dev/programming-guides/encoding).
 */
final class ProtoReader {
  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private long number;
  private int from;
  private int length;

  /** Bytes that are no such message. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  ProtoReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtoReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Steps to the next field; false at the end. */
  boolean next() throws MalformedException {
    if (at == end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    length = -1;
    if (field < 1) {
      throw new MalformedException("field " + field + " at byte " + at);
    }
    switch ((int) (tag & 7)) {
      case 0 -> number = varint();
      case 1 -> skip(8);
      case 2 -> {
        long size = varint();
        if (size < 0 || size > end - at) {
          throw new MalformedException("a field of " + size + " bytes at byte " + at);
        }
        skip((int) size);
      }
      case 5 -> skip(4);
      default -> throw new MalformedException("wire type " + (tag & 7) + " at byte " + at);
    }
    return true;
  }

  /** Number of the field. */
  int field() {
    return field;
  }

  /** Value of a field that is a varint; 0 of any other. */
  long number() {
    return length < 0 ? number : 0;
  }

  /** Bytes of the field. */
  byte[] bytes() throws MalformedException {
    checkBytes();
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** The field as a message. */
  ProtoReader message() throws MalformedException {
    checkBytes();
    return new ProtoReader(bytes, from, from + length);
  }

  private void checkBytes() throws MalformedException {
    if (length < 0) {
      throw new MalformedException("field " + field + " holds a number, not bytes");
    }
  }

  private void skip(int count) throws MalformedException {
    if (count > end - at) {
      throw new MalformedException("it ends within field " + field);
    }
    from = at;
    length = count;
    at += count;
  }

  private long varint() throws MalformedException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw new MalformedException("it ends within a number");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedException("a number of more than ten bytes at byte " + at);
  }
}
