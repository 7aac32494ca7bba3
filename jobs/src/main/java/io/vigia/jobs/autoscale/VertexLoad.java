package io.vigia.jobs.autoscale;

/**
 * How a vertex was loaded over a window.
 *
 * @param counters the latest observation
 * @param perSecond records taken a second, of all subtasks
 * @param utilization fraction of the time in which a subtask worked, on average: of its thread or
 *     of its workers, whichever is more
 * @param lagPerSecond by how many records a second the lag grew; negative where it shrank
 */
public record VertexLoad(
    VertexCounters counters, double perSecond, double utilization, double lagPerSecond) {

  /** Id of the vertex. */
  public String id() {
    return counters.id();
  }

  /**
   * The true processing rate: how many records a second the subtasks of now could take if they
   * always had some and could always hand them on. Infinite where no work was seen.
   */
  public double trueRate() {
    return perSecond / utilization;
  }
}
