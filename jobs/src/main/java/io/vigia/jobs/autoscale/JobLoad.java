package io.vigia.jobs.autoscale;

import java.util.List;

/**
 * How a job was loaded over a window.
 *
 * @param vertices each behind those it reads from
 * @param slots how many subtasks of a vertex the cluster can run
 */
public record JobLoad(List<VertexLoad> vertices, int slots) {

  public JobLoad {
    vertices = List.copyOf(vertices);
  }
}
