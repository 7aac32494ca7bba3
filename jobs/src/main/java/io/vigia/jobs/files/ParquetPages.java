package io.vigia.jobs.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/**
 * The pages of one column in one row group, each read when its turn comes: memory holds a page of a
 * column, not the row group (Parquet format, "Data Pages").
 */
final class ParquetPages implements PageReader {
  /** Larger pages are taken for damage; writers make pages of about a megabyte. */
  private static final int MAX_PAGE_BYTES = 1 << 28;

  private final FileSlice slice;
  private final CompressionCodec codec;
  private final long values;
  private PageHeader waiting;

  ParquetPages(FileChannel file, ColumnMetaData column) {
    long start = column.getData_page_offset();
    if (column.isSetDictionary_page_offset() && column.getDictionary_page_offset() > 0) {
      start = Math.min(start, column.getDictionary_page_offset());
    }
    slice = new FileSlice(file, start, column.getTotal_compressed_size());
    codec = column.getCodec();
    values = column.getNum_values();
  }

  @Override
  public long getTotalValueCount() {
    return values;
  }

  @Override
  public DictionaryPage readDictionaryPage() {
    try {
      PageHeader header = peek();
      if (header == null || header.getType() != PageType.DICTIONARY_PAGE) {
        return null;
      }
      waiting = null;
      byte[] bytes = decompressed(header, body(header), header.getUncompressed_page_size());
      int count = header.getDictionary_page_header().getNum_values();
      if (count < 0 || count > bytes.length) {
        throw new IOException("a dictionary of " + count + " values in " + bytes.length + " bytes");
      }
      return new DictionaryPage(
          BytesInput.from(bytes),
          count,
          encoding(header.getDictionary_page_header().getEncoding()));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public DataPage readPage() {
    try {
      while (true) {
        PageHeader header = peek();
        waiting = null;
        if (header == null) {
          throw new IOException("fewer values in a column than its footer says");
        }
        byte[] body = body(header);
        if (header.isSetData_page_header()) {
          return page(header, header.getData_page_header(), body);
        }
        if (header.isSetData_page_header_v2()) {
          return page(header, header.getData_page_header_v2(), body);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private PageHeader peek() throws IOException {
    if (waiting == null && slice.remaining() > 0) {
      waiting = Util.readPageHeader(slice);
    }
    return waiting;
  }

  private byte[] body(PageHeader header) throws IOException {
    int size = checked(header.getCompressed_page_size());
    checked(header.getUncompressed_page_size());
    if (size > slice.remaining()) {
      throw new IOException("a page of " + size + " bytes that ends behind its column");
    }
    byte[] bytes = slice.readNBytes(size);
    if (header.isSetCrc()) {
      CRC32 crc = new CRC32();
      crc.update(bytes);
      if ((int) crc.getValue() != header.getCrc()) {
        throw new IOException("a page whose checksum does not hold");
      }
    }
    return bytes;
  }

  private static int checked(int size) throws IOException {
    if (size < 0 || size > MAX_PAGE_BYTES) {
      throw new IOException(
          "a page of " + size + " bytes; at most " + MAX_PAGE_BYTES + " are read");
    }
    return size;
  }

  private byte[] decompressed(PageHeader header, byte[] body, int size) throws IOException {
    // An empty page may have been left without the codec's own frame.
    return header.getCompressed_page_size() == 0
        ? body
        : ParquetCodec.decompress(codec, body, size);
  }

  private DataPage page(PageHeader header, DataPageHeader data, byte[] body) throws IOException {
    byte[] bytes = decompressed(header, body, header.getUncompressed_page_size());
    return new DataPageV1(
        BytesInput.from(bytes),
        data.getNum_values(),
        bytes.length,
        null,
        encoding(data.getRepetition_level_encoding()),
        encoding(data.getDefinition_level_encoding()),
        encoding(data.getEncoding()));
  }

  /** In this version the levels stand before the values and are never compressed. */
  private DataPage page(PageHeader header, DataPageHeaderV2 data, byte[] body) throws IOException {
    int repetition = data.getRepetition_levels_byte_length();
    int definition = data.getDefinition_levels_byte_length();
    long levels = (long) repetition + definition;
    if (repetition < 0 || definition < 0 || levels > body.length) {
      throw new IOException("a page with levels of " + levels + " bytes, longer than itself");
    }
    byte[] bytes = Arrays.copyOfRange(body, (int) levels, body.length);
    if (data.isIs_compressed() && bytes.length > 0) {
      bytes =
          ParquetCodec.decompress(
              codec, bytes, checked(header.getUncompressed_page_size() - (int) levels));
    }
    return DataPageV2.uncompressed(
        data.getNum_rows(),
        data.getNum_nulls(),
        data.getNum_values(),
        BytesInput.from(body, 0, repetition),
        BytesInput.from(body, repetition, definition),
        encoding(data.getEncoding()),
        BytesInput.from(bytes),
        null);
  }

  private static Encoding encoding(org.apache.parquet.format.Encoding encoding) throws IOException {
    try {
      return Encoding.valueOf(encoding.name());
    } catch (IllegalArgumentException e) {
      throw new IOException("values in the encoding " + encoding + ", which is not read here", e);
    }
  }
}
