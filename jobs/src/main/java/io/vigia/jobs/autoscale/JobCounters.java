package io.vigia.jobs.autoscale;

import java.util.List;

/**
 * What a job has counted.
 *
 * @param vertices each behind those it reads from
 * @param slots how many subtasks of a vertex the cluster can run; {@link Integer#MAX_VALUE} where
 *     it grows on demand
 */
public record JobCounters(List<VertexCounters> vertices, int slots) {

  public JobCounters {
    vertices = List.copyOf(vertices);
  }
}
