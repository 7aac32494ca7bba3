package io.vigia.jobs.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.schema.MessageType;

/**
 * What stands at the end of a Parquet file: its schema, and where its row groups are.
 *
 * @param schema schema of all columns
 * @param groups the row groups, in the order of the file
 * @param createdBy the program that wrote it, or {@code null}
 */
record ParquetFooter(MessageType schema, List<RowGroup> groups, String createdBy) {
  private static final int TAIL_BYTES = 8;
  private static final int MAX_BYTES = 1 << 28;

  /**
   * Reads a footer.
   *
   * @throws IOException when the file is none of Parquet, encrypted or damaged
   */
  static ParquetFooter read(FileChannel file) throws IOException {
    ByteBuffer tail = ByteBuffer.allocate(TAIL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long size = file.size();
    while (size > TAIL_BYTES && tail.hasRemaining()) {
      if (file.read(tail, size - tail.remaining()) < 0) {
        break;
      }
    }
    String mark = new String(tail.array(), Integer.BYTES, 4, StandardCharsets.ISO_8859_1);
    if (mark.equals("PARE")) {
      throw new IOException("its footer is encrypted; write it without encryption");
    }
    if (!mark.equals("PAR1")) {
      throw new IOException("no Parquet file: it does not end with PAR1, or is not complete");
    }
    int length = tail.getInt(0);
    if (length <= 0 || length > MAX_BYTES || length > size - TAIL_BYTES) {
      throw new IOException(
          "a footer of " + length + " bytes in a file of " + size + "; it is damaged");
    }
    try {
      FileMetaData data =
          Util.readFileMetaData(new FileSlice(file, size - TAIL_BYTES - length, length));
      return new ParquetFooter(
          ParquetSchema.of(data.getSchema()), data.getRow_groups(), data.getCreated_by());
    } catch (RuntimeException e) {
      throw new IOException("a damaged footer: " + e, e);
    }
  }

  /** The pages of a row group. */
  static PageReadStore pages(FileChannel file, RowGroup group, MessageType wanted)
      throws IOException {
    Map<List<String>, PageReader> pages = new HashMap<>();
    columns(group, wanted)
        .forEach((path, column) -> pages.put(path, new ParquetPages(file, column)));
    return new Pages(pages, group.getNum_rows());
  }

  /**
   * The columns of a row group by their paths.
   *
   * @param wanted those that are read
   * @throws IOException when one of them is not there or cannot be read
   */
  static Map<List<String>, ColumnMetaData> columns(RowGroup group, MessageType wanted)
      throws IOException {
    Map<List<String>, ColumnMetaData> columns = new HashMap<>();
    for (ColumnChunk chunk : group.getColumns()) {
      ColumnMetaData column = chunk.getMeta_data();
      if (column == null || chunk.isSetFile_path()) {
        throw new IOException("a column that stands in another file, or is encrypted");
      }
      List<String> path = column.getPath_in_schema();
      if (!wanted.containsPath(path.toArray(new String[0]))) {
        continue;
      }
      if (!ParquetCodec.canRead(column.getCodec())) {
        throw new IOException(
            "the column '"
                + path.get(0)
                + "' is compressed with "
                + column.getCodec()
                + "; expected none, SNAPPY, GZIP or ZSTD");
      }
      if (column.getNum_values() < group.getNum_rows()) {
        throw new IOException(
            "the column '"
                + path.get(0)
                + "' has "
                + column.getNum_values()
                + " values for "
                + group.getNum_rows()
                + " rows");
      }
      columns.put(path, column);
    }
    for (String[] path : wanted.getPaths()) {
      if (!columns.containsKey(List.of(path))) {
        throw new IOException("a row group without the column '" + path[0] + "'");
      }
    }
    return columns;
  }

  private record Pages(Map<List<String>, PageReader> pages, long rows) implements PageReadStore {
    @Override
    public PageReader getPageReader(ColumnDescriptor column) {
      return pages.get(List.of(column.getPath()));
    }

    @Override
    public long getRowCount() {
      return rows;
    }
  }
}
