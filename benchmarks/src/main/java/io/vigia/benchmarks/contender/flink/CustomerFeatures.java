package io.vigia.benchmarks.contender.flink;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.jobs.types.KeyStateSerializer;
import io.vigia.jobs.types.SpecFiles;
import org.apache.avro.generic.GenericRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Features of the customer. */
final class CustomerFeatures extends KeyedProcessFunction<Long, GenericRecord, Payment> {
  private static final long serialVersionUID = 1L;
  private static final int STAGE = 0;

  private final SpecFiles spec;
  private transient FeatureProgram program;
  private transient KeyedStage stage;
  private transient RowLayout layout;
  private transient ValueState<KeyState> states;

  CustomerFeatures(SpecFiles spec) {
    this.spec = spec;
  }

  @Override
  public void open(OpenContext context) {
    program = FeatureProgram.compile(spec.spec());
    stage = program.stages().get(STAGE);
    layout = program.layout();
    states =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("customer", new KeyStateSerializer(spec, STAGE)));
  }

  @Override
  public void processElement(GenericRecord record, Context context, Collector<Payment> out)
      throws Exception {
    Payment payment = payment(record);
    Row row = payment.row();
    program.begin(row);
    KeyState state = states.value();
    if (state == null) {
      state = stage.newState();
    }
    stage.onEvent(row, state);
    states.update(state);
    out.collect(payment);
  }

  private Payment payment(GenericRecord record) {
    Payment payment = new Payment();
    payment.id = (Long) record.get("transaction_id");
    payment.time = (Long) record.get("tx_time") * 1000;
    long customer = (Long) record.get("customer_id");
    long terminal = (Long) record.get("terminal_id");
    payment.keys = new long[] {customer, terminal};
    payment.values = new double[layout.width()];
    java.util.Arrays.fill(payment.values, Double.NaN);
    payment.values[layout.fieldSlot("transaction_id")] = payment.id;
    payment.values[layout.fieldSlot("tx_time")] = payment.time;
    payment.values[layout.fieldSlot("customer_id")] = customer;
    payment.values[layout.fieldSlot("terminal_id")] = terminal;
    payment.values[layout.fieldSlot("tx_amount")] = (Double) record.get("tx_amount");
    return payment;
  }
}
