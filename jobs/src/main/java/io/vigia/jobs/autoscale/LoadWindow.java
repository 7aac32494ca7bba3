package io.vigia.jobs.autoscale;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Turns what a job counts into its load over the latest window.
 *
 * <p>Time is what the job's subtasks counted, never when they were asked: a cluster hands out
 * metrics that it fetched some seconds ago, and rates over the time between two questions would be
 * wrong by that.
 */
public final class LoadWindow {
  private final long windowMillis;
  private final Deque<JobCounters> observations = new ArrayDeque<>();

  /**
   * An empty window.
   *
   * @param window how far back the load is looked at
   */
  public LoadWindow(Duration window) {
    windowMillis = window.toMillis();
  }

  /**
   * Adds an observation.
   *
   * @return the load, as soon as the observations since the job's last start cover the window
   */
  public Optional<JobLoad> add(JobCounters latest) {
    if (!observations.isEmpty() && !continues(observations.getLast(), latest)) {
      observations.clear();
    }
    if (observations.isEmpty() || millis(observations.getLast(), latest) > 0) {
      observations.addLast(latest);
    }
    JobCounters baseline = null;
    while (!observations.isEmpty() && millis(observations.getFirst(), latest) >= windowMillis) {
      baseline = observations.removeFirst();
    }
    if (baseline == null) {
      return Optional.empty();
    }
    observations.addFirst(baseline);
    return Optional.of(load(baseline, latest));
  }

  /** Whether both were counted by the same subtasks: a restart counts anew. */
  private static boolean continues(JobCounters before, JobCounters now) {
    if (before.vertices().size() != now.vertices().size()) {
      return false;
    }
    for (int i = 0; i < before.vertices().size(); i++) {
      VertexCounters old = before.vertices().get(i);
      VertexCounters vertex = now.vertices().get(i);
      if (!old.id().equals(vertex.id())
          || old.parallelism() != vertex.parallelism()
          || old.recordsIn() > vertex.recordsIn()
          || old.totalMillis() > vertex.totalMillis()) {
        return false;
      }
    }
    return true;
  }

  /** The time between two observations, by the vertex that counted least. */
  private static double millis(JobCounters before, JobCounters now) {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < now.vertices().size(); i++) {
      least = Math.min(least, millis(before.vertices().get(i), now.vertices().get(i)));
    }
    return least;
  }

  private static double millis(VertexCounters before, VertexCounters now) {
    return (now.totalMillis() - before.totalMillis()) / now.parallelism();
  }

  private static JobLoad load(JobCounters before, JobCounters now) {
    List<VertexLoad> loads = new ArrayList<>();
    for (int i = 0; i < now.vertices().size(); i++) {
      loads.add(load(before.vertices().get(i), now.vertices().get(i)));
    }
    return new JobLoad(loads, now.slots());
  }

  private static VertexLoad load(VertexCounters before, VertexCounters now) {
    double seconds = millis(before, now) / 1000;
    double thread =
        (now.busyMillis() - before.busyMillis()) / (now.totalMillis() - before.totalMillis());
    return new VertexLoad(
        now,
        (now.recordsIn() - before.recordsIn()) / seconds,
        Math.min(1, Math.max(0, Math.max(thread, now.poolBusy()))),
        (now.lag() - before.lag()) / seconds);
  }
}
