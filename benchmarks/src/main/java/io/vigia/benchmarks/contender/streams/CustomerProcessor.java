package io.vigia.benchmarks.contender.streams;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.BadRecordException;
import io.vigia.engine.row.EventDecoder;
import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorSpec;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/** Decodes payments and fills the features of the customer; the terminal is the new key. */
final class CustomerProcessor implements Processor<byte[], byte[], Long, Row> {
  /** Store of the customers' states. */
  static final String STORE = "customers";

  /** Index of the stage in the feature program. */
  static final int STAGE = 0;

  private final EventDecoder decoder;
  private final FeatureProgram program;
  private final KeyedStage stage;
  private final long[] ends;
  private ProcessorContext<Long, Row> context;
  private KeyValueStore<Long, KeyState> states;

  /**
   * A processor of a task.
   *
   * @param ends offsets at which the reading of each partition stops
   */
  CustomerProcessor(DetectorSpec spec, long[] ends) {
    this.decoder = EventDecoder.of(spec);
    this.program = FeatureProgram.compile(spec);
    this.stage = program.stages().get(STAGE);
    this.ends = ends;
  }

  @Override
  public void init(ProcessorContext<Long, Row> context) {
    this.context = context;
    this.states = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place = context.recordMetadata().orElseThrow();
    if (place.offset() >= ends[place.partition()]) {
      return;
    }
    Row row = new Row();
    try {
      decoder.decode(record.value(), row);
    } catch (BadRecordException e) {
      throw new IllegalArgumentException(e);
    }
    row.partition = place.partition();
    row.offset = place.offset();
    program.begin(row);
    long customer = row.keys[stage.keyIndex()];
    KeyState state = states.get(customer);
    if (state == null) {
      state = stage.newState();
    }
    stage.onEvent(row, state);
    states.put(customer, state);
    context.forward(record.withKey(row.keys[TerminalProcessor.KEY]).withValue(row));
  }
}
