package io.vigia.jobs.files;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Hands on the values of one column as cells: numbers, texts, booleans, and times as {@link
 * Instant}. Times without a zone are taken as UTC, as everywhere.
 */
final class ParquetCells extends PrimitiveConverter {
  private static final long JULIAN_DAY_OF_1970 = 2_440_588;

  private final LogicalTypeAnnotation kind;
  private final boolean isInt96;
  private final Consumer<Object> cells;

  ParquetCells(PrimitiveType type, Consumer<Object> cells) {
    this.kind = type.getLogicalTypeAnnotation();
    this.isInt96 = type.getPrimitiveTypeName() == PrimitiveTypeName.INT96;
    this.cells = cells;
  }

  /** Whether the values of a column can be cells; bytes that are no text cannot. */
  static boolean canRead(PrimitiveType type) {
    return type.getPrimitiveTypeName() != PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
        || type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation;
  }

  @Override
  public void addBoolean(boolean value) {
    cells.accept(value);
  }

  @Override
  public void addInt(int value) {
    if (kind instanceof DateLogicalTypeAnnotation) {
      cells.accept(LocalDate.ofEpochDay(value).toString());
    } else if (kind instanceof IntLogicalTypeAnnotation) {
      cells.accept(Integer.toUnsignedLong(value));
    } else if (kind instanceof DecimalLogicalTypeAnnotation decimal) {
      cells.accept(BigDecimal.valueOf(value, decimal.getScale()));
    } else {
      cells.accept(value);
    }
  }

  @Override
  public void addLong(long value) {
    if (kind instanceof TimestampLogicalTypeAnnotation time) {
      cells.accept(instant(value, time.getUnit()));
    } else if (kind instanceof IntLogicalTypeAnnotation && value < 0) {
      cells.accept(new BigInteger(Long.toUnsignedString(value)));
    } else if (kind instanceof DecimalLogicalTypeAnnotation decimal) {
      cells.accept(BigDecimal.valueOf(value, decimal.getScale()));
    } else {
      cells.accept(value);
    }
  }

  @Override
  public void addFloat(float value) {
    cells.accept(value);
  }

  @Override
  public void addDouble(double value) {
    cells.accept(value);
  }

  @Override
  public void addBinary(Binary value) {
    if (isInt96) {
      cells.accept(instant(value));
    } else if (kind instanceof DecimalLogicalTypeAnnotation decimal) {
      cells.accept(new BigDecimal(new BigInteger(value.getBytes()), decimal.getScale()));
    } else {
      cells.accept(value.toStringUsingUTF8());
    }
  }

  private static Instant instant(long value, LogicalTypeAnnotation.TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> Instant.ofEpochMilli(value);
      case MICROS -> Instant.EPOCH.plus(value, ChronoUnit.MICROS);
      case NANOS -> Instant.EPOCH.plusNanos(value);
    };
  }

  /** The times of older writers: nanoseconds of the day, then the Julian day. */
  private static Instant instant(Binary int96) {
    ByteBuffer bytes = int96.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong(bytes.position());
    long day = bytes.getInt(bytes.position() + Long.BYTES) - JULIAN_DAY_OF_1970;
    return Instant.EPOCH.plus(day, ChronoUnit.DAYS).plusNanos(nanos);
  }
}
