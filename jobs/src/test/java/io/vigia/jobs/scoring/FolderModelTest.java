package io.vigia.jobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.row.Row;
import io.vigia.engine.score.Model;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.operators.Metrics;
import io.vigia.jobs.operators.ScoreOperator;
import io.vigia.jobs.testing.ModelFolder;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph that a live job's score operator takes, by the admission gate. */
class FolderModelTest {
  private static final int BATCH = 16;

  @TempDir Path folder;

  private final Warnings warnings = new Warnings();
  private Level levelBefore;

  /** Keeps what is logged. */
  private static final class Warnings extends AbstractAppender {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    Warnings() {
      super("warnings", null, null, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      if (event.getLevel() == Level.WARN) {
        messages.add(event.getMessage().getFormattedMessage());
      }
    }
  }

  /**
   * A clock that the gate reads before and after each of its measurements, of fp32 and int8 by
   * turns: the time of fp32 is 1000 ns.
   */
  private static final class TurnsClock implements FolderModel.NanoClock {
    private static final long serialVersionUID = 1L;
    private final long int8Nanos;
    private final AtomicLong readings = new AtomicLong();
    private final AtomicLong now = new AtomicLong();

    TurnsClock(long int8Nanos) {
      this.int8Nanos = int8Nanos;
    }

    @Override
    public long getAsLong() {
      long reading = readings.getAndIncrement();
      return switch ((int) (reading % 4)) {
        case 1 -> now.addAndGet(1000);
        case 3 -> now.addAndGet(int8Nanos);
        default -> now.get();
      };
    }
  }

  @BeforeEach
  void listen() {
    warnings.start();
    levelBefore = logger().getLevel();
    Configurator.setLevel(logger(), Level.WARN);
    logger().addAppender(warnings);
  }

  @AfterEach
  void stop() {
    logger().removeAppender(warnings);
    Configurator.setLevel(logger(), levelBefore);
    warnings.stop();
  }

  private static Logger logger() {
    return (Logger) LogManager.getLogger(FolderModel.class);
  }

  /** Runs a row through two subtasks and answers the first one's row and sample of metrics. */
  private Map<String, Double> run(
      DetectorFiles files, Precision precision, long int8Nanos, Tier tier) throws Exception {
    FolderModel model = new FolderModel(files, precision, BATCH, new TurnsClock(int8Nanos));
    SpecFiles spec = SpecFiles.of(files);
    var factory =
        new ScoreOperator.Factory(
            spec, model, ScoringOptions.live().withBatchSize(BATCH), Duration.ofSeconds(1));
    var serializer = Types.row(spec).createSerializer(new SerializerConfigImpl());
    Map<String, Double> values = null;
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = new OneInputStreamOperatorTestHarness<Row, Row>(factory, 2, 2, subtask)) {
        harness.setup(serializer);
        harness.open();
        Row row = Rows.payment(1, 1, 1, 2, 1.5);
        harness.processElement(new StreamRecord<>(row, row.time / 1000));
        harness.endInput();
        assertThat(harness.extractOutputValues().get(0).tier).isEqualTo(tier);
        harness.setProcessingTime(5_000);
        values = harness.getSideOutput(Metrics.TAG).peek().getValue().getValues();
      }
    }
    return values;
  }

  @Test
  void what_is_below_it_needs_no_graph() {
    DetectorFiles files = ModelFolder.write(folder, "below", 1);
    FolderModel model = new FolderModel(files, Precision.INT8, BATCH);
    Model below = model.fallback().orElseThrow();
    assertThat(below.tier()).isEqualTo(Tier.PCA);
    assertThat(below.threshold()).isEqualTo(model.load().threshold());
    assertThat(below.ref().getSha256())
        .isEqualTo(Sha256.of(files.files().get(DetectorFiles.REFERENCE)));
    try (Scorer scorer = below.newScorer(2)) {
      scorer.put(0, new double[5], 0);
      scorer.put(1, new double[] {-8, 8, -8, 8, -8}, 0);
      scorer.run(2);
      assertThat(scorer.score(0)).isLessThan(below.threshold());
      assertThat(scorer.score(1)).isEqualTo(1);
    }
  }

  @Test
  void as_good_and_no_slower_int8_answers() throws Exception {
    Map<String, Double> values =
        run(ModelFolder.write(folder, "good", 1.02f), Precision.AUTO, 1090, Tier.INT8);
    assertThat(values)
        .containsEntry("model_int8", 1.0)
        .containsEntry("model_int8_admitted", 1.0)
        .containsEntry("model_int8_time_ratio", 1.09)
        .containsEntry("model_int8_quality", 1.0)
        .containsEntry("model_fp32_quality", 1.0);
    assertThat(warnings.messages).isEmpty();
  }

  @Test
  void an_int8_graph_that_ranks_worse_is_not_admitted() throws Exception {
    Map<String, Double> values =
        run(ModelFolder.write(folder, "bad", -1), Precision.AUTO, 500, Tier.FP32);
    assertThat(values)
        .containsEntry("model_int8", 0.0)
        .containsEntry("model_int8_admitted", 0.0)
        .containsEntry("model_int8_time_ratio", 0.5)
        .containsEntry("model_fp32_quality", 1.0);
    assertThat(values.get("model_int8_quality")).isLessThan(0.5);
    // Once a process, however many subtasks.
    assertThat(warnings.messages).hasSize(1);
    assertThat(warnings.messages.get(0))
        .startsWith(
            folder
                + ": the int8 graph is not admitted on this machine, the fp32 graph scores instead."
                + " fp32: int8 loses too much: average_precision 0.")
        .endsWith("after 1.0000 in fp32 (at most 0.005 less), 0.50 times the time (at most 1.1)");
  }

  @Test
  void an_int8_graph_that_is_slower_is_not_admitted() throws Exception {
    Map<String, Double> values =
        run(ModelFolder.write(folder, "slow", 1), Precision.AUTO, 1500, Tier.FP32);
    assertThat(values)
        .containsEntry("model_int8_admitted", 0.0)
        .containsEntry("model_int8_time_ratio", 1.5);
    assertThat(warnings.messages).hasSize(1);
    assertThat(warnings.messages.get(0))
        .endsWith(
            "fp32: int8 is too slow here: average_precision 1.0000 after 1.0000 in fp32 (at most"
                + " 0.005 less), 1.50 times the time (at most 1.1)");
  }

  @Test
  void a_precision_that_is_asked_for_is_not_measured() throws Exception {
    Map<String, Double> values =
        run(ModelFolder.write(folder, "forced", -1), Precision.INT8, 5000, Tier.INT8);
    assertThat(values)
        .containsEntry("model_int8", 1.0)
        .doesNotContainKeys("model_int8_admitted", "model_int8_time_ratio");
    assertThat(warnings.messages).isEmpty();
  }
}
