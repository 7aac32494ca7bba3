package io.vigia.jobs.files;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

/** Decompresses the pages of Parquet files. */
final class ParquetCodec {
  private ParquetCodec() {}

  /** Whether pages of the codec can be read. */
  static boolean canRead(CompressionCodec codec) {
    return switch (codec) {
      case UNCOMPRESSED, SNAPPY, GZIP, ZSTD -> true;
      default -> false;
    };
  }

  /**
   * Bytes of a page as they were before they were compressed.
   *
   * @param size how many they were
   * @throws IOException when they are damaged
   */
  static byte[] decompress(CompressionCodec codec, byte[] bytes, int size) throws IOException {
    byte[] plain =
        switch (codec) {
          case UNCOMPRESSED -> bytes;
          case SNAPPY -> snappy(bytes, size);
          case GZIP -> gzip(bytes, size);
          case ZSTD -> zstd(bytes, size);
          default -> throw new IOException("pages compressed with " + codec);
        };
    if (plain.length != size) {
      throw new IOException("a page of " + plain.length + " bytes; its header says " + size);
    }
    return plain;
  }

  private static byte[] snappy(byte[] bytes, int size) throws IOException {
    int length = Snappy.uncompressedLength(bytes);
    if (length != size) {
      throw new IOException("a page of " + length + " bytes; its header says " + size);
    }
    return Snappy.uncompress(bytes);
  }

  private static byte[] gzip(byte[] bytes, int size) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      // One more than there should be shows a page that is longer.
      return in.readNBytes(size + 1);
    }
  }

  private static byte[] zstd(byte[] bytes, int size) throws IOException {
    byte[] plain = new byte[size];
    long length = Zstd.decompress(plain, bytes);
    if (Zstd.isError(length)) {
      throw new IOException("a page that Zstandard cannot read: " + Zstd.getErrorName(length));
    }
    return length == size ? plain : Arrays.copyOf(plain, (int) length);
  }
}
