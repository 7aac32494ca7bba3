package io.vigia.jobs.offline;

import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A sink that puts what it gets into the store of its run.
 *
 * @param <T> what it gets
 */
final class StoreSink<T> implements Sink<T> {
  private static final long serialVersionUID = 1L;

  private final String run;
  private final Put<T> put;

  StoreSink(OfflineRun run, Put<T> put) {
    this.run = run.id();
    this.put = put;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    OfflineRun found = OfflineRun.find(run);
    return new SinkWriter<>() {
      @Override
      public void write(T element, Context context) {
        put.put(found, element);
      }

      @Override
      public void flush(boolean endOfInput) {}

      @Override
      public void close() {}
    };
  }

  /** What is done with an element. */
  interface Put<T> extends Serializable {
    void put(OfflineRun run, T element);
  }
}
