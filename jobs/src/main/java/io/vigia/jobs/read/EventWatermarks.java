package io.vigia.jobs.read;

import io.vigia.engine.spec.EventSpec;
import io.vigia.jobs.types.Incoming;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks that follow the {@link EventClock} of each partition by the detector's
 * out-of-orderness. Dead letters do not move them.
 */
public final class EventWatermarks implements WatermarkStrategy<Incoming> {
  private static final long serialVersionUID = 1L;

  private static final int NEVER = -1;

  private final Duration outOfOrderness;
  private final int everyRows;

  private EventWatermarks(Duration outOfOrderness, int everyRows) {
    this.outOfOrderness = outOfOrderness;
    this.everyRows = everyRows;
  }

  /** Watermarks at Flink's interval, for live streams. */
  public static EventWatermarks live(EventSpec event) {
    return new EventWatermarks(event.outOfOrderness(), 0);
  }

  /**
   * Watermarks after every so many records, whatever the time: the same file gives the same
   * watermarks.
   */
  public static EventWatermarks counted(EventSpec event, int everyRows) {
    return new EventWatermarks(event.outOfOrderness(), everyRows);
  }

  /**
   * No watermarks, and never a reason to wait: for labels that are taken as they arrive, whose
   * times may lie days behind.
   */
  public static EventWatermarks idle() {
    return new EventWatermarks(Duration.ZERO, NEVER);
  }

  @Override
  public WatermarkGenerator<Incoming> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    return new Generator(EventClock.micros(outOfOrderness), everyRows);
  }

  @Override
  public TimestampAssigner<Incoming> createTimestampAssigner(
      TimestampAssignerSupplier.Context context) {
    return (incoming, kafkaTimestamp) ->
        incoming.row() == null ? kafkaTimestamp : Math.floorDiv(incoming.row().time, 1000L);
  }

  private static final class Generator implements WatermarkGenerator<Incoming> {
    private final long outOfOrderness;
    private final int everyRows;
    private long clock = Long.MIN_VALUE;
    private int rows;

    Generator(long outOfOrderness, int everyRows) {
      this.outOfOrderness = outOfOrderness;
      this.everyRows = everyRows;
    }

    @Override
    public void onEvent(Incoming incoming, long timestamp, WatermarkOutput output) {
      clock = Math.max(clock, incoming.clock());
      if (everyRows > 0 && ++rows >= everyRows) {
        rows = 0;
        emit(output);
      }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      if (everyRows == 0) {
        emit(output);
      } else if (everyRows == NEVER) {
        output.markIdle();
      }
    }

    private void emit(WatermarkOutput output) {
      if (clock != Long.MIN_VALUE) {
        output.emitWatermark(new Watermark(Math.floorDiv(clock - outOfOrderness, 1000L) - 1));
      }
    }
  }
}
