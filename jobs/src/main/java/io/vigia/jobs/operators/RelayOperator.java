package io.vigia.jobs.operators;

import io.vigia.engine.row.Row;
import io.vigia.jobs.control.OrderStore;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Puts orders between the rows of a detector without keyed stages, as {@link
 * ControlledFeaturesOperator} does where there is one.
 */
public final class RelayOperator extends AbstractStreamOperator<Row>
    implements TwoInputStreamOperator<Row, byte[], Row> {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator. */
  public static final String UID = "relay";

  private final String base;
  private transient OrderStore orders;

  /**
   * The operator of a job.
   *
   * @param base stands for the folder that the job was started with
   */
  public RelayOperator(String base) {
    this.base = base;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    orders = new OrderStore(base, context.getOperatorStateStore());
  }

  @Override
  public void open() throws Exception {
    super.open();
    orders.remind(output);
  }

  @Override
  public void processElement1(StreamRecord<Row> element) {
    output.collect(element);
  }

  @Override
  public void processElement2(StreamRecord<byte[]> element) throws Exception {
    orders.pass(element.getValue(), output);
  }

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    processWatermark(mark);
  }

  @Override
  public void processWatermark2(Watermark mark) {}

  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int index) throws Exception {
    if (index == 0) {
      processWatermarkStatus(status);
    }
  }
}
