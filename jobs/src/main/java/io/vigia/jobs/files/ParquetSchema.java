package io.vigia.jobs.files;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Builds a file's schema of the elements in its footer, which stand there depth first. Of the
 * annotations those are kept that change how a value is read.
 */
final class ParquetSchema {
  /** Deeper ones are taken for damage. */
  private static final int MAX_DEPTH = 64;

  private ParquetSchema() {}

  /**
   * The schema of a file.
   *
   * @throws IOException when the elements are no schema
   */
  static MessageType of(List<SchemaElement> elements) throws IOException {
    try {
      Iterator<SchemaElement> rest = elements.iterator();
      SchemaElement root = rest.next();
      Types.MessageTypeBuilder message = Types.buildMessage();
      for (int i = 0; i < root.getNum_children(); i++) {
        message.addField(type(rest, 1));
      }
      return message.named(root.getName());
    } catch (NoSuchElementException | IllegalArgumentException | IllegalStateException e) {
      throw new IOException("a footer with a broken schema: " + e.getMessage(), e);
    }
  }

  private static Type type(Iterator<SchemaElement> rest, int depth) {
    SchemaElement element = rest.next();
    Type.Repetition repetition = Type.Repetition.valueOf(element.getRepetition_type().name());
    if (element.isSetType()) {
      return primitive(element, repetition);
    }
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("groups in groups, more than " + MAX_DEPTH);
    }
    Types.GroupBuilder<org.apache.parquet.schema.GroupType> group = Types.buildGroup(repetition);
    for (int i = 0; i < element.getNum_children(); i++) {
      group.addField(type(rest, depth + 1));
    }
    return group.named(element.getName());
  }

  private static Type primitive(SchemaElement element, Type.Repetition repetition) {
    PrimitiveTypeName name =
        switch (element.getType()) {
          case BOOLEAN -> PrimitiveTypeName.BOOLEAN;
          case INT32 -> PrimitiveTypeName.INT32;
          case INT64 -> PrimitiveTypeName.INT64;
          case INT96 -> PrimitiveTypeName.INT96;
          case FLOAT -> PrimitiveTypeName.FLOAT;
          case DOUBLE -> PrimitiveTypeName.DOUBLE;
          case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
          case FIXED_LEN_BYTE_ARRAY -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        };
    Types.PrimitiveBuilder<PrimitiveType> type =
        Types.primitive(name, repetition).length(element.getType_length());
    LogicalTypeAnnotation annotation =
        element.isSetLogicalType()
            ? annotation(element.getLogicalType())
            : element.isSetConverted_type() ? annotation(element) : null;
    return type.as(annotation).named(element.getName());
  }

  private static LogicalTypeAnnotation annotation(LogicalType type) {
    if (type.isSetDATE()) {
      return LogicalTypeAnnotation.dateType();
    }
    if (type.isSetTIMESTAMP()) {
      return LogicalTypeAnnotation.timestampType(true, unit(type.getTIMESTAMP().getUnit()));
    }
    if (type.isSetDECIMAL()) {
      return LogicalTypeAnnotation.decimalType(
          type.getDECIMAL().getScale(), type.getDECIMAL().getPrecision());
    }
    if (type.isSetINTEGER() && !type.getINTEGER().isIsSigned()) {
      return LogicalTypeAnnotation.intType(type.getINTEGER().getBitWidth(), false);
    }
    return null;
  }

  private static LogicalTypeAnnotation.TimeUnit unit(TimeUnit unit) {
    if (unit.isSetMILLIS()) {
      return LogicalTypeAnnotation.TimeUnit.MILLIS;
    }
    return unit.isSetMICROS()
        ? LogicalTypeAnnotation.TimeUnit.MICROS
        : LogicalTypeAnnotation.TimeUnit.NANOS;
  }

  /** What files said before there were logical types. */
  private static LogicalTypeAnnotation annotation(SchemaElement element) {
    ConvertedType type = element.getConverted_type();
    return switch (type) {
      case DATE -> LogicalTypeAnnotation.dateType();
      case TIMESTAMP_MILLIS ->
          LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MILLIS);
      case TIMESTAMP_MICROS ->
          LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS);
      case DECIMAL -> LogicalTypeAnnotation.decimalType(element.getScale(), element.getPrecision());
      case UINT_8 -> LogicalTypeAnnotation.intType(8, false);
      case UINT_16 -> LogicalTypeAnnotation.intType(16, false);
      case UINT_32 -> LogicalTypeAnnotation.intType(32, false);
      case UINT_64 -> LogicalTypeAnnotation.intType(64, false);
      default -> null;
    };
  }
}
