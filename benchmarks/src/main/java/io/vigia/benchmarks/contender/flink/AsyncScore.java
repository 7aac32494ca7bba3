package io.vigia.benchmarks.contender.flink;

import io.vigia.benchmarks.contender.RecordModel;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.types.SpecFiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Scores each record by a thread of a pool; each thread has a session of its own. */
final class AsyncScore extends RichAsyncFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final DetectorFiles files;
  private transient ExecutorService pool;
  private transient ThreadLocal<RecordModel> model;
  private transient List<RecordModel> models;

  AsyncScore(DetectorFiles files) {
    this.files = files;
  }

  @Override
  public void open(OpenContext context) {
    RowLayout layout = SpecFiles.of(files).layout();
    models = Collections.synchronizedList(new ArrayList<>());
    model = ThreadLocal.withInitial(() -> load(layout));
    pool = Executors.newFixedThreadPool(Setting.PARALLELISM);
  }

  private RecordModel load(RowLayout layout) {
    try {
      RecordModel loaded = new RecordModel(files, layout);
      models.add(loaded);
      return loaded;
    } catch (Exception e) {
      throw new IllegalStateException("cannot load the model: " + e.getMessage(), e);
    }
  }

  @Override
  public void asyncInvoke(Row row, ResultFuture<Row> result) {
    pool.execute(
        () -> {
          try {
            model.get().score(row);
            result.complete(Collections.singletonList(row));
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
  }

  @Override
  public void close() throws Exception {
    if (pool == null) {
      return;
    }
    pool.shutdownNow();
    if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
      for (RecordModel loaded : models) {
        loaded.close();
      }
    }
  }
}
