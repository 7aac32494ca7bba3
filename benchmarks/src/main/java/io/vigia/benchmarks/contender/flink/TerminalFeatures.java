package io.vigia.benchmarks.contender.flink;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.Row;
import io.vigia.jobs.types.KeyStateSerializer;
import io.vigia.jobs.types.SpecFiles;
import java.io.IOException;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/** Features of the terminal, which know the truth about earlier payments. */
final class TerminalFeatures extends KeyedCoProcessFunction<Long, Payment, GenericRecord, Payment> {
  private static final long serialVersionUID = 1L;
  private static final int STAGE = 1;

  private final SpecFiles spec;
  private transient KeyedStage stage;
  private transient ValueState<KeyState> states;

  TerminalFeatures(SpecFiles spec) {
    this.spec = spec;
  }

  @Override
  public void open(OpenContext context) {
    stage = FeatureProgram.compile(spec.spec()).stages().get(STAGE);
    states =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("terminal", new KeyStateSerializer(spec, STAGE)));
  }

  @Override
  public void processElement1(Payment payment, Context context, Collector<Payment> out)
      throws Exception {
    KeyState state = state();
    stage.onEvent(payment.row(), state);
    states.update(state);
    out.collect(payment);
  }

  @Override
  public void processElement2(GenericRecord label, Context context, Collector<Payment> out)
      throws Exception {
    Row row = new Row();
    row.kind = Row.Kind.LABEL;
    row.id = Long.parseLong(label.get("event_id").toString());
    row.labelledTime = (Long) label.get("event_time");
    row.time = (Long) label.get("label_time");
    row.label = (Double) label.get("label");
    KeyState state = state();
    stage.onLabel(row, state);
    states.update(state);
  }

  private KeyState state() throws IOException {
    KeyState state = states.value();
    return state == null ? stage.newState() : state;
  }
}
