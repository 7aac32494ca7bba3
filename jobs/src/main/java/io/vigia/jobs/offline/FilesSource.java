package io.vigia.jobs.offline;

import io.vigia.jobs.types.Incoming;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The files of a run as a bounded source of one split: they are read in one order, by one reader.
 * It is not meant for restarts: an offline job that fails is run again.
 */
final class FilesSource implements Source<Incoming, FilesSource.Whole, Void> {
  private static final long serialVersionUID = 1L;

  private final String run;

  FilesSource(OfflineRun run) {
    this.run = run.id();
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SplitEnumerator<Whole, Void> createEnumerator(SplitEnumeratorContext<Whole> context) {
    return new Enumerator(context);
  }

  @Override
  public SplitEnumerator<Whole, Void> restoreEnumerator(
      SplitEnumeratorContext<Whole> context, Void state) {
    return new Enumerator(context);
  }

  @Override
  public SimpleVersionedSerializer<Whole> getSplitSerializer() {
    return new Empty<>(new Whole());
  }

  @Override
  public SimpleVersionedSerializer<Void> getEnumeratorCheckpointSerializer() {
    return new Empty<>(null);
  }

  @Override
  public SourceReader<Incoming, Whole> createReader(SourceReaderContext context) {
    return new Reader(OfflineRun.find(run));
  }

  /** All files. */
  static final class Whole implements SourceSplit {
    @Override
    public String splitId() {
      return "files";
    }
  }

  /** Gives the split to the first reader and none to others. */
  private static final class Enumerator implements SplitEnumerator<Whole, Void> {
    private final SplitEnumeratorContext<Whole> context;

    Enumerator(SplitEnumeratorContext<Whole> context) {
      this.context = context;
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, String host) {}

    @Override
    public void addSplitsBack(List<Whole> splits, int subtask) {}

    @Override
    public void addReader(int subtask) {
      if (subtask == 0) {
        context.assignSplit(new Whole(), 0);
      }
      context.signalNoMoreSplits(subtask);
    }

    @Override
    public Void snapshotState(long checkpointId) {
      return null;
    }

    @Override
    public void close() {}
  }

  private static final class Reader implements SourceReader<Incoming, Whole> {
    private final OfflineRun run;
    private final CompletableFuture<Void> assigned = new CompletableFuture<>();
    private boolean hasSplit;
    private FileReplay replay;

    Reader(OfflineRun run) {
      this.run = run;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Incoming> output) throws Exception {
      if (!assigned.isDone()) {
        return InputStatus.NOTHING_AVAILABLE;
      }
      if (!hasSplit) {
        return InputStatus.END_OF_INPUT;
      }
      if (replay == null) {
        replay = new FileReplay(run);
      }
      Incoming next = replay.next();
      if (next == null) {
        return InputStatus.END_OF_INPUT;
      }
      output.collect(next);
      return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<Whole> snapshotState(long checkpointId) {
      return new ArrayList<>();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return assigned;
    }

    @Override
    public void addSplits(List<Whole> splits) {
      hasSplit = true;
    }

    @Override
    public void notifyNoMoreSplits() {
      assigned.complete(null);
    }

    @Override
    public void close() throws Exception {
      if (replay != null) {
        replay.close();
      }
    }
  }

  /** Nothing to write: there is one split and no state. */
  private static final class Empty<T> implements SimpleVersionedSerializer<T> {
    private final T only;

    Empty(T only) {
      this.only = only;
    }

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(T value) {
      return new byte[0];
    }

    @Override
    public T deserialize(int version, byte[] bytes) {
      return only;
    }
  }
}
