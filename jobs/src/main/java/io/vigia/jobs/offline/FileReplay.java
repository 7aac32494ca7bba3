package io.vigia.jobs.offline;

import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.LabelSpec;
import io.vigia.jobs.files.EventFiles;
import io.vigia.jobs.files.FileEvent;
import io.vigia.jobs.read.EventClock;
import io.vigia.jobs.read.EventReader;
import io.vigia.jobs.read.FileClock;
import io.vigia.jobs.read.RawRecord;
import io.vigia.jobs.types.Incoming;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.PriorityQueue;

/**
 * The files of a run as a stream: events in their order, and the truth of each as a label event
 * when it is known, before any event of that time. The truth goes to the label features and the
 * result only.
 */
final class FileReplay implements AutoCloseable {
  private final OfflineRun run;
  private final DetectorSpec spec;
  private final EventFiles files;
  private final EventReader reader;
  private final FileClock clock;
  private final long labelDelay;
  private final boolean hasLabels;
  private final long to;
  private final Deque<Pending> ahead = new ArrayDeque<>();
  private final PriorityQueue<Row> labels =
      new PriorityQueue<>(
          Comparator.<Row>comparingLong(row -> row.time).thenComparingLong(row -> row.id));
  private final Deque<Incoming> ready = new ArrayDeque<>();
  private long places;

  private record Pending(Incoming incoming, RawRecord record, double label) {}

  FileReplay(OfflineRun run) {
    this.run = run;
    this.spec = run.spec().spec();
    this.files = EventFiles.open(spec, run.request().data(), run.request().options());
    this.reader = new EventReader(spec);
    this.clock = new FileClock(spec.event());
    this.hasLabels = spec.labels().isPresent();
    this.labelDelay =
        spec.labels().map(LabelSpec::delay).map(delay -> delay.toNanos() / 1000).orElse(0L);
    this.to = run.request().toMicros().orElse(Long.MAX_VALUE);
  }

  /** The next event, label or dead letter; {@code null} at the end. */
  Incoming next() {
    while (ready.isEmpty()) {
      readAhead();
      Pending pending = ahead.poll();
      if (pending == null) {
        return null;
      }
      take(pending);
    }
    return ready.poll();
  }

  private void readAhead() {
    while (ahead.size() <= FileClock.LOOK_AHEAD && files.hasNext()) {
      FileEvent event = files.next();
      RawRecord record =
          new RawRecord(event.file(), 0, event.rowNumber(), -1, null, event.payload());
      Incoming incoming =
          event.isBad()
              ? reader.refuse(record, event.reason(), event.message())
              : reader.decode(record);
      // What the job must not see does not move its clock either.
      if (incoming.row() == null || incoming.row().time < to) {
        ahead.add(new Pending(incoming, record, event.label()));
      }
    }
  }

  private void take(Pending pending) {
    Row row = pending.incoming().row();
    if (row == null) {
      ready.add(pending.incoming());
      return;
    }
    long before = clock.latest();
    EventClock.Verdict verdict = clock.accept(row.time, this::following);
    if (verdict == EventClock.Verdict.INVALID || verdict == EventClock.Verdict.TOO_FAR_AHEAD) {
      ready.add(reader.refuse(pending.record(), row.time, before, verdict));
      return;
    }
    row.late = verdict == EventClock.Verdict.LATE;
    row.offset = places;
    if (run.inRange(row.time)) {
      run.store().chunk(places).labels[(int) (places % ResultStore.CHUNK)] = pending.label();
    }
    run.places(++places);
    if (hasLabels && !Double.isNaN(pending.label())) {
      labels.add(label(row, pending.label()));
    }
    while (!labels.isEmpty() && labels.peek().time <= clock.latest()) {
      ready.add(Incoming.of(labels.poll()));
    }
    ready.add(Incoming.of(row, clock.latest()));
  }

  private int following(long[] into) {
    int count = 0;
    for (Iterator<Pending> pending = ahead.iterator(); pending.hasNext() && count < into.length; ) {
      Row row = pending.next().incoming().row();
      if (row != null) {
        into[count++] = row.time;
      }
    }
    return count;
  }

  private Row label(Row event, double truth) {
    Row label = new Row();
    label.kind = Row.Kind.LABEL;
    label.time = event.time + labelDelay;
    label.id = event.id;
    label.idText = event.idText;
    label.keys = event.keys.clone();
    label.keyTexts = event.keyTexts == null ? null : event.keyTexts.clone();
    label.labelledTime = event.time;
    label.label = truth;
    label.offset = event.offset;
    return label;
  }

  @Override
  public void close() {
    files.close();
  }
}
