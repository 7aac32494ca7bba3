package io.vigia.jobs.autoscale;

/**
 * What was decided for a vertex.
 *
 * @param vertex how it was loaded
 * @param demandPerSecond records a second that it is to take
 * @param demandUtilization utilization of its subtasks of now if it did; above 1 where they do not
 *     suffice
 * @param to parallelism that it is to have
 * @param reason why, in words
 */
public record VertexDecision(
    VertexLoad vertex, double demandPerSecond, double demandUtilization, int to, String reason) {

  /** Parallelism that it has. */
  public int from() {
    return vertex.counters().parallelism();
  }

  /** Whether the parallelism is to change. */
  public boolean changes() {
    return to != from();
  }
}
