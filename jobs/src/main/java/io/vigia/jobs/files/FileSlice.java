package io.vigia.jobs.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A part of a file as a stream; several may be read at once. Does not close the file. */
final class FileSlice extends InputStream {
  private static final int BUFFER_BYTES = 1 << 14;

  private final FileChannel file;

  /** Where the next bytes come from, behind those in the buffer. */
  private long position;

  private final long end;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

  FileSlice(FileChannel file, long start, long length) {
    this.file = file;
    this.position = start;
    this.end = start + length;
  }

  /** Bytes that are left. */
  long remaining() {
    return end - position + buffer.remaining();
  }

  @Override
  public int read() throws IOException {
    return buffer.hasRemaining() || fill() ? buffer.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!buffer.hasRemaining() && !fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(bytes, offset, count);
    return count;
  }

  private boolean fill() throws IOException {
    long left = end - position;
    if (left <= 0) {
      return false;
    }
    buffer.clear().limit((int) Math.min(BUFFER_BYTES, left));
    int count = file.read(buffer, position);
    if (count < 0) {
      throw new EOFException("the file ends at byte " + position + ", before its parts do");
    }
    position += count;
    buffer.flip();
    return true;
  }
}
