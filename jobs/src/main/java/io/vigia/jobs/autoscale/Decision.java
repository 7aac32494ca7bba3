package io.vigia.jobs.autoscale;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was decided for a job at one time.
 *
 * @param vertices what was decided for each vertex
 */
public record Decision(List<VertexDecision> vertices) {

  public Decision {
    vertices = List.copyOf(vertices);
  }

  /** Whether any parallelism is to change. */
  public boolean changes() {
    return vertices.stream().anyMatch(VertexDecision::changes);
  }

  /** The parallelism of every vertex, by its id. */
  public Map<String, Integer> parallelism() {
    Map<String, Integer> parallelism = new LinkedHashMap<>();
    vertices.forEach(vertex -> parallelism.put(vertex.vertex().id(), vertex.to()));
    return parallelism;
  }

  /** What changes and why, in words. */
  public String reason() {
    if (!changes()) {
      return "every vertex keeps its parallelism";
    }
    return vertices.stream()
        .filter(VertexDecision::changes)
        .map(
            vertex ->
                vertex.vertex().counters().name()
                    + ": "
                    + vertex.from()
                    + " to "
                    + vertex.to()
                    + ", "
                    + vertex.reason())
        .collect(Collectors.joining("; "));
  }
}
