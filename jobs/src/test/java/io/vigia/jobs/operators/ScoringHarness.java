package io.vigia.jobs.operators;

import io.vigia.engine.row.Row;
import io.vigia.jobs.scoring.ModelSource;
import io.vigia.jobs.scoring.ScoringOptions;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.Tier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** The score operator with a model in the hands of a test, and the time too. */
final class ScoringHarness implements AutoCloseable {
  private static final SpecFiles SPEC = TestDetector.spec();
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final OneInputStreamOperatorTestHarness<Row, Row> harness;
  private long now;
  private long lastId;

  /**
   * Opens the operator at time 0.
   *
   * @param batch largest batch
   * @param workers threads that score
   * @param budget milliseconds that a row may wait; 0 for no end
   */
  ScoringHarness(ModelSource model, int batch, int workers, long budget) throws Exception {
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new ScoreOperator.Factory(
                SPEC,
                model,
                new ScoringOptions(
                    batch, Duration.ofMillis(20), Duration.ofMillis(budget), workers),
                INTERVAL));
    harness.setup(Types.row(SPEC).createSerializer(new SerializerConfigImpl()));
    harness.setProcessingTime(0);
    harness.open();
  }

  /** Rows with these amounts, numbered on from 1. */
  void rows(double... amounts) throws Exception {
    for (double amount : amounts) {
      Row row = Rows.payment(++lastId, lastId, 1, 2, amount);
      harness.processElement(new StreamRecord<>(row, row.time / 1000));
    }
  }

  void watermark(long timestamp) throws Exception {
    harness.processWatermark(new Watermark(timestamp));
  }

  /** Lets milliseconds pass, and runs the timers that are due. */
  void pass(long millis) throws Exception {
    now += millis;
    harness.setProcessingTime(now);
  }

  /** Runs the mails that are there. */
  void runMails() throws Exception {
    for (var mail = harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
        mail.isPresent();
        mail = harness.getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY)) {
      mail.get().run();
    }
  }

  /** Waits for the next mail and runs it. */
  void awaitMail() throws Exception {
    harness.getTaskMailbox().take(TaskMailbox.MIN_PRIORITY).run();
  }

  /** Runs mails, waiting for them, until so many rows have come out. */
  void awaitRows(int count) throws Exception {
    while (out().size() < count) {
      awaitMail();
    }
  }

  void barrier() throws Exception {
    harness.prepareSnapshotPreBarrier(1);
  }

  void end() throws Exception {
    harness.endInput();
  }

  /** The rows that came out. */
  List<Row> out() {
    return harness.extractOutputValues();
  }

  List<Long> ids() {
    return out().stream().map(row -> row.id).toList();
  }

  List<Tier> tiers() {
    return out().stream().map(row -> row.tier).toList();
  }

  /** Ids of rows and timestamps of watermarks, as they came out. */
  List<String> order() {
    return harness.getOutput().stream()
        .map(
            element ->
                element instanceof Watermark mark
                    ? "W" + mark.getTimestamp()
                    : Long.toString(((Row) ((StreamRecord<?>) element).getValue()).id))
        .toList();
  }

  /** What the operator measured in the interval that ends now. */
  Map<String, Double> sample() throws Exception {
    var samples = harness.getSideOutput(Metrics.TAG);
    int before = samples == null ? 0 : samples.size();
    pass(INTERVAL.toMillis());
    return harness.getSideOutput(Metrics.TAG).stream()
        .skip(before)
        .reduce((first, second) -> second)
        .orElseThrow()
        .getValue()
        .getValues();
  }

  /** Ends the operator, which finishes what a task that failed would not: so time goes on first. */
  @Override
  public void close() throws Exception {
    pass(1_000);
    harness.close();
  }
}
