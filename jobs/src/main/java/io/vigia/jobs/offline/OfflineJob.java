package io.vigia.jobs.offline;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.jobs.DetectionPipeline;
import io.vigia.jobs.PipelineOptions;
import io.vigia.jobs.files.EventFiles;
import io.vigia.jobs.scoring.FolderModel;
import io.vigia.jobs.types.Scored;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import io.vigia.schemas.DeadLetter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Runs a detector's job over files, in a cluster inside this process and in event-time order: what
 * {@code score} and {@code features} show and training learns from is what the live job computes.
 */
public final class OfflineJob {

  private static final MemorySize MANAGED_MEMORY = MemorySize.ofMebiBytes(16);

  private OfflineJob() {}

  /**
   * Scores files.
   *
   * @param request the run
   * @param out file of the scores: {@code event_id,event_time,score,alert,tier,late}, a row for
   *     each readable event in range, in the order of the files; it appears when it is complete
   * @throws io.vigia.engine.spec.SpecException when the detector's description is refused
   * @throws io.vigia.engine.model.DetectorException when its model is
   * @throws IllegalStateException when the job fails
   */
  public static ScoreSummary score(OfflineRequest request, Path out) {
    SpecFiles spec = SpecFiles.of(request.detector());
    PipelineOptions options = PipelineOptions.offline(request.precision());
    // Refused here and not in a task, whose failure says it less clearly.
    new FolderModel(request.detector(), request.precision(), options.scoring().batchSize())
        .detector();
    try (OfflineRun run = OfflineRun.open(request, spec, 0, 0, Optional.empty())) {
      StreamExecutionEnvironment environment = environment(request);
      DetectionPipeline.of(request.detector())
          .options(options)
          .events(new FilesSource(run))
          .scoresTo(new StoreSink<Scored>(run, OfflineJob::keep))
          .alertsTo(new StoreSink<Alert>(run, OfflineJob::keep))
          .deadLettersTo(new StoreSink<DeadLetter>(run, (found, letter) -> found.countDeadLetter()))
          .build()
          .build(environment);
      JobExecutionResult job = execute(environment, "score " + spec.spec().name());
      double seconds = job.getNetRuntime() / 1000.0;
      return ScoreFile.write(run, spec.spec().model().isPresent(), seconds, out);
    }
  }

  /**
   * Computes the inputs of the model.
   *
   * @param request the run; its precision does not matter
   * @throws IllegalStateException when the job fails
   */
  public static FeatureTable features(OfflineRequest request) {
    return run(request, Optional.empty(), false).table();
  }

  /**
   * Computes all features: the model's inputs, then those that are none.
   *
   * @param request the run; its precision does not matter
   * @throws IllegalStateException when the job fails
   */
  public static FeatureTable allFeatures(OfflineRequest request) {
    return run(request, Optional.empty(), true).table();
  }

  /**
   * Computes the inputs of the model, and hands them on in the same job.
   *
   * @param request the run; its precision does not matter
   * @param learner adds operators to the job; it is given the events in range with their truth, in
   *     no certain order
   * @throws IllegalStateException when the job fails
   */
  public static FeatureRun features(
      OfflineRequest request, Consumer<DataStream<LabelledRow>> learner) {
    return run(request, Optional.of(learner), false);
  }

  /**
   * Computes numbers of events and the groups that the events belong to.
   *
   * @param request the run; its precision does not matter
   * @param columns fields or features
   * @param by for each way to group the events, the keys and fields that make the groups
   * @throws IllegalStateException when the job fails
   */
  public static GroupedTable groups(
      OfflineRequest request, List<String> columns, List<List<String>> by) {
    SpecFiles spec = SpecFiles.of(request.detector());
    RowLayout layout = spec.layout();
    int[] slots = columns.stream().mapToInt(layout::slot).toArray();
    Grouping grouping = new Grouping(layout, by);
    try (OfflineRun run =
        OfflineRun.open(request, spec, columns.size(), 0, Optional.of(grouping))) {
      StreamExecutionEnvironment environment = environment(request);
      features(run, environment)
          .sinkTo(
              new StoreSink<Row>(
                  run,
                  (found, row) -> {
                    if (found.inRange(row.time)) {
                      found.store().chunk(row.offset).put(row, slots, found.grouping());
                    }
                  }))
          .name("groups")
          .uid("groups");
      execute(environment, "groups " + spec.spec().name());
      return grouped(run, columns, grouping);
    }
  }

  private static GroupedTable grouped(OfflineRun run, List<String> columns, Grouping grouping) {
    int width = columns.size();
    int ways = grouping.size();
    ResultStore.Chunk[] all = new ResultStore.Chunk[(int) (run.places() / ResultStore.CHUNK) + 1];
    int rows = 0;
    for (int i = 0; i < all.length; i++) {
      all[i] = run.store().remove(i);
      rows += all[i] == null ? 0 : count(all[i]);
    }
    double[] values = new double[Math.multiplyExact(rows, width)];
    long[] groups = new long[Math.multiplyExact(rows, ways)];
    int row = 0;
    for (int i = 0; i < all.length; i++) {
      ResultStore.Chunk chunk = all[i];
      all[i] = null;
      for (int at = 0; chunk != null && at < ResultStore.CHUNK; at++) {
        if (chunk.present[at]) {
          System.arraycopy(chunk.values, at * width, values, row * width, width);
          System.arraycopy(chunk.groups, at * ways, groups, row * ways, ways);
          row++;
        }
      }
    }
    return new GroupedTable(columns, values, ways, groups, grouping.parts());
  }

  /** The stream of a run's events with their features. */
  private static DataStream<Row> features(OfflineRun run, StreamExecutionEnvironment environment) {
    return DetectionPipeline.of(run.request().detector())
        .options(PipelineOptions.offline(run.request().precision()))
        .events(new FilesSource(run))
        .deadLettersTo(new StoreSink<DeadLetter>(run, (found, letter) -> found.countDeadLetter()))
        .build()
        .buildFeatures(environment);
  }

  private static FeatureRun run(
      OfflineRequest request,
      Optional<Consumer<DataStream<LabelledRow>>> learner,
      boolean withHelpers) {
    SpecFiles spec = SpecFiles.of(request.detector());
    RowLayout layout = spec.layout();
    List<String> names = withHelpers ? layout.computedNames() : layout.featureNames();
    int[] slots = IntStream.range(0, names.size()).map(i -> layout.firstFeature() + i).toArray();
    int suppressKey =
        spec.spec().alerts().suppress().map(of -> layout.keyIndex(of.key())).orElse(-1);
    // What stands behind the model goes by keys; nothing else that looks at the table does.
    boolean goesByKeys =
        !spec.spec().smooth().isEmpty() || spec.spec().alerts().adapt().isPresent();
    int keyWidth = goesByKeys ? layout.keyNames().size() : 0;
    try (OfflineRun run =
        OfflineRun.open(request, spec, names.size(), keyWidth, Optional.empty())) {
      StreamExecutionEnvironment environment = environment(request);
      DataStream<Row> rows = features(run, environment);
      learner.ifPresent(
          added ->
              added.accept(
                  rows.flatMap(new TruthFunction(run, layout))
                      .returns(TypeInformation.of(LabelledRow.class))
                      .name("truth")
                      .uid("truth")));
      rows.sinkTo(
              new StoreSink<Row>(
                  run,
                  (found, row) -> {
                    if (found.inRange(row.time)) {
                      ResultStore.Chunk chunk = found.store().chunk(row.offset);
                      chunk.put(row, slots);
                      if (suppressKey >= 0) {
                        chunk.keys[(int) (row.offset % ResultStore.CHUNK)] = row.keys[suppressKey];
                      }
                    }
                  }))
          .name("features")
          .uid("features");
      JobExecutionResult job = execute(environment, "features " + spec.spec().name());
      return new FeatureRun(table(run, names, keyWidth), job);
    }
  }

  private static FeatureTable table(OfflineRun run, List<String> names, int keyWidth) {
    int width = names.size();
    int rows = 0;
    int chunks = (int) (run.places() / ResultStore.CHUNK) + 1;
    ResultStore.Chunk[] all = new ResultStore.Chunk[chunks];
    for (int i = 0; i < chunks; i++) {
      all[i] = run.store().remove(i);
      rows += all[i] == null ? 0 : count(all[i]);
    }
    String[] ids = new String[rows];
    long[] times = new long[rows];
    double[] values = new double[Math.multiplyExact(rows, width)];
    double[] labels = new double[rows];
    long[] keys = new long[rows];
    long[] allKeys = new long[Math.multiplyExact(rows, keyWidth)];
    int row = 0;
    for (int i = 0; i < chunks; i++) {
      ResultStore.Chunk chunk = all[i];
      // Gone as soon as it is copied: the table may be most of the memory.
      all[i] = null;
      for (int at = 0; chunk != null && at < ResultStore.CHUNK; at++) {
        if (chunk.present[at]) {
          ids[row] = chunk.eventId(at);
          times[row] = chunk.times[at];
          labels[row] = chunk.labels[at];
          keys[row] = chunk.keys[at];
          System.arraycopy(chunk.values, at * width, values, row * width, width);
          System.arraycopy(chunk.allKeys, at * keyWidth, allKeys, row * keyWidth, keyWidth);
          row++;
        }
      }
    }
    return new FeatureTable(names, ids, times, values, labels, keys, allKeys);
  }

  private static int count(ResultStore.Chunk chunk) {
    int count = 0;
    for (boolean present : chunk.present) {
      count += present ? 1 : 0;
    }
    return count;
  }

  private static void keep(OfflineRun run, Scored scored) {
    Row row = scored.row();
    if (run.inRange(row.time)) {
      ResultStore.Chunk chunk = run.store().chunk(row.offset);
      chunk.put(row);
      chunk.candidate[(int) (row.offset % ResultStore.CHUNK)] = scored.alert();
    }
  }

  private static void keep(OfflineRun run, Alert alert) {
    long place = alert.getSource().getOffset();
    run.store().chunk(place).alert[(int) (place % ResultStore.CHUNK)] = true;
  }

  private static StreamExecutionEnvironment environment(OfflineRequest request) {
    // Files that cannot be opened are refused here and not in a task.
    EventFiles.open(SpecFiles.of(request.detector()).spec(), request.data(), request.options())
        .close();
    Configuration configuration = DetectionPipeline.configuration(Duration.ofMillis(100));
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED_MEMORY);
    return StreamExecutionEnvironment.createLocalEnvironment(request.parallelism(), configuration);
  }

  private static JobExecutionResult execute(StreamExecutionEnvironment environment, String name) {
    try {
      return environment.execute(name);
    } catch (Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new IllegalStateException(name + " failed: " + cause.getMessage(), e);
    }
  }
}
