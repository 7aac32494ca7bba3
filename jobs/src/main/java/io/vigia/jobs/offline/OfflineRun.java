package io.vigia.jobs.offline;

import io.vigia.jobs.types.SpecFiles;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the source and the sinks of one offline run share. They run in this process; so they find it
 * by its id, and nothing of it has to travel in the job graph.
 */
final class OfflineRun implements AutoCloseable {
  private static final Map<String, OfflineRun> RUNS = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final OfflineRequest request;
  private final SpecFiles spec;
  private final ResultStore store;
  private final Optional<Grouping> grouping;
  private final AtomicLong deadLetters = new AtomicLong();
  private volatile long places;

  private OfflineRun(
      OfflineRequest request,
      SpecFiles spec,
      int width,
      int keyWidth,
      Optional<Grouping> grouping) {
    this.request = request;
    this.spec = spec;
    this.store = new ResultStore(width, keyWidth, grouping.map(Grouping::size).orElse(0));
    this.grouping = grouping;
  }

  /**
   * Begins a run.
   *
   * @param width how many numbers are kept of an event
   * @param keyWidth how many of its keys
   * @param grouping the groups that are kept of an event, where they are
   */
  static OfflineRun open(
      OfflineRequest request,
      SpecFiles spec,
      int width,
      int keyWidth,
      Optional<Grouping> grouping) {
    OfflineRun run = new OfflineRun(request, spec, width, keyWidth, grouping);
    RUNS.put(run.id, run);
    return run;
  }

  static OfflineRun find(String id) {
    OfflineRun run = RUNS.get(id);
    if (run == null) {
      throw new IllegalStateException(
          "offline run " + id + " is not of this process; offline jobs run in a local cluster");
    }
    return run;
  }

  String id() {
    return id;
  }

  OfflineRequest request() {
    return request;
  }

  SpecFiles spec() {
    return spec;
  }

  ResultStore store() {
    return store;
  }

  /** The groups that are kept of an event. */
  Grouping grouping() {
    return grouping.orElseThrow();
  }

  boolean inRange(long time) {
    return time >= request.fromMicros().orElse(Long.MIN_VALUE);
  }

  void countDeadLetter() {
    deadLetters.incrementAndGet();
  }

  long deadLetters() {
    return deadLetters.get();
  }

  /** How many places were given to events. */
  long places() {
    return places;
  }

  void places(long value) {
    places = value;
  }

  @Override
  public void close() {
    RUNS.remove(id);
  }
}
