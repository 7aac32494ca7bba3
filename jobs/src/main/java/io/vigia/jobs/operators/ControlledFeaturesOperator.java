package io.vigia.jobs.operators;

import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.row.Row;
import io.vigia.jobs.control.OrderStore;
import io.vigia.jobs.types.SpecFiles;
import java.time.Duration;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * The last keyed stage of a job that follows commands: hands on each order in band, as a row, so
 * that it holds from the same place of the stream for everything behind. Orders have no time: their
 * input moves neither the watermark nor its status.
 */
public final class ControlledFeaturesOperator extends FeaturesOperator
    implements TwoInputStreamOperator<Row, byte[], Row> {
  private static final long serialVersionUID = 1L;

  private final String base;
  private transient OrderStore orders;

  /**
   * The operator of a stage.
   *
   * @param spec the detector
   * @param tables what training has learned for its features
   * @param index index of the stage
   * @param ordering order in which records are taken
   * @param interval how often samples are reported where the key is bounded; zero for never
   * @param base stands for the folder that the job was started with
   */
  public ControlledFeaturesOperator(
      SpecFiles spec,
      LearnedTables tables,
      int index,
      Ordering ordering,
      Duration interval,
      String base) {
    super(spec, tables, index, ordering, false, interval);
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
    // The operators behind are open already, and no row was handed on yet.
    orders.remind(output);
  }

  @Override
  boolean passesLabels() {
    return orders.hasChallenger();
  }

  @Override
  public void processElement1(StreamRecord<Row> element) throws Exception {
    processElement(element);
  }

  @Override
  public void processElement2(StreamRecord<byte[]> element) throws Exception {
    flush();
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
