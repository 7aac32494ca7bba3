package io.vigia.benchmarks.contender.streams;

import io.vigia.engine.row.BadRecordException;
import io.vigia.engine.row.LabelDecoder;
import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorSpec;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Decodes labels; the terminal is the new key. */
final class LabelProcessor extends ContextualProcessor<byte[], byte[], Long, Row> {
  private final LabelDecoder decoder;
  private final long end;

  /**
   * A processor of a task.
   *
   * @param end offset at which the reading stops
   */
  LabelProcessor(DetectorSpec spec, long end) {
    this.decoder = LabelDecoder.of(spec);
    this.end = end;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (context().recordMetadata().orElseThrow().offset() >= end) {
      return;
    }
    Row row = new Row();
    try {
      decoder.decode(record.value(), row);
    } catch (BadRecordException e) {
      throw new IllegalArgumentException(e);
    }
    context().forward(record.withKey(row.keys[TerminalProcessor.KEY]).withValue(row));
  }
}
