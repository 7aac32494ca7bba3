package io.vigia.jobs;

import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.row.Row;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.operators.ControlOperator;
import io.vigia.jobs.operators.ControlledFeaturesOperator;
import io.vigia.jobs.operators.FeaturesOperator;
import io.vigia.jobs.operators.JudgeOperator;
import io.vigia.jobs.operators.Ordering;
import io.vigia.jobs.operators.RelayOperator;
import io.vigia.jobs.operators.ScoreOperator;
import io.vigia.jobs.types.Instruction;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.ControlCommand;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;

/**
 * How commands reach a job: one operator checks them, the last stage of features hands what it
 * accepted on in band, and one operator judges the comparisons that they ask for.
 *
 * <pre>
 * commands ─► control ─► the last stage of features, or relay ─► score ─► judge ─► own commands
 * </pre>
 */
final class ControlBranch {
  private final SpecFiles spec;
  private final LearnedTables tables;
  private final JobModels models;
  private final SingleOutputStreamOperator<byte[]> orders;

  /**
   * Adds what reads and checks the commands.
   *
   * @param spec the detector
   * @param tables what training has learned for its features
   * @param models the models that commands may change to
   */
  ControlBranch(
      StreamExecutionEnvironment environment,
      Source<Instruction, ?, ?> commands,
      SpecFiles spec,
      LearnedTables tables,
      JobModels models) {
    this.spec = spec;
    this.tables = tables;
    this.models = models;
    // Orders have no time: their source is in no alignment group and makes no watermarks.
    orders =
        environment
            .fromSource(commands, WatermarkStrategy.noWatermarks(), "commands", Types.instruction())
            .uid("commands")
            .setParallelism(1)
            .setMaxParallelism(1)
            .transform(ControlOperator.UID, Types.order(), new ControlOperator.Factory(models))
            .uid(ControlOperator.UID)
            .setParallelism(1)
            .setMaxParallelism(1);
  }

  /** What was accepted, with the side outputs of the operator that checks. */
  SingleOutputStreamOperator<byte[]> orders() {
    return orders;
  }

  /**
   * The last stage, with the orders as its second input.
   *
   * @param interval how often its samples are reported
   */
  SingleOutputStreamOperator<Row> stage(
      DataStream<Row> input, KeyedStage stage, Ordering ordering, Duration interval) {
    String uid = FeaturesOperator.uid(stage);
    RowKey key = RowKey.of(stage);
    SingleOutputStreamOperator<Row> rows =
        input
            .keyBy(key, org.apache.flink.api.common.typeinfo.Types.LONG)
            .connect(orders.broadcast())
            .transform(
                uid,
                Types.row(spec),
                new ControlledFeaturesOperator(
                    spec, tables, stage.index(), ordering, interval, models.base()))
            .uid(uid);
    // Flink knows state by key of two inputs only where both have keys, but for its own functions.
    setKey((TwoInputTransformation<?, ?, ?>) rows.getTransformation(), key);
    return rows;
  }

  @SuppressWarnings("unchecked") // The first input is that of rows, whose key it is.
  private static void setKey(TwoInputTransformation<?, ?, ?> transformation, RowKey key) {
    ((TwoInputTransformation<Row, ?, ?>) transformation).setStateKeySelectors(key, null);
    transformation.setStateKeyType(org.apache.flink.api.common.typeinfo.Types.LONG);
  }

  /** Orders between the rows of a detector without keyed stages. */
  SingleOutputStreamOperator<Row> relay(DataStream<Row> rows) {
    return rows.connect(orders.broadcast())
        .transform(RelayOperator.UID, Types.row(spec), new RelayOperator(models.base()))
        .uid(RelayOperator.UID);
  }

  /** Counts come from all subtasks to one, some a second at most. */
  SingleOutputStreamOperator<ControlCommand> judge(SingleOutputStreamOperator<Row> scored) {
    return scored
        .getSideOutput(ScoreOperator.COMPARISONS)
        .global()
        .transform(
            JudgeOperator.UID,
            Types.avro(ControlCommand.class),
            new JudgeOperator(spec.spec().name()))
        .uid(JudgeOperator.UID)
        .setParallelism(1)
        .setMaxParallelism(1);
  }
}
