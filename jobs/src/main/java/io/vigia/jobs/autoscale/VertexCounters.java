package io.vigia.jobs.autoscale;

import java.util.List;

/**
 * What a vertex of a job (operators chained into one task) has counted since its subtasks started.
 * All numbers of one observation were read at the same time.
 *
 * @param id of the vertex
 * @param name of the vertex: the names of its operators
 * @param parallelism how many subtasks run
 * @param mostParallelism how many subtasks can have work: the job's maximum, and of a source its
 *     partitions
 * @param inputs what the vertex reads from
 * @param recordsIn records taken, of all subtasks
 * @param busyMillis time in which the task threads worked, of all subtasks
 * @param totalMillis time that passed, of all subtasks: worked, idle and held back by those behind
 * @param poolBusy fraction of the workers beside the task threads that are at work, 0 to 1; 0 where
 *     the vertex has none. Flink takes a vertex that waits for its workers for idle.
 * @param lag records that wait on the topic; 0 where the vertex is no source
 */
public record VertexCounters(
    String id,
    String name,
    int parallelism,
    int mostParallelism,
    List<Input> inputs,
    long recordsIn,
    double busyMillis,
    double totalMillis,
    double poolBusy,
    long lag) {

  public VertexCounters {
    inputs = List.copyOf(inputs);
  }

  /** Whether it reads from outside of the job. */
  public boolean isSource() {
    return inputs.isEmpty();
  }

  /**
   * An edge of the job.
   *
   * @param from id of the vertex that sends
   * @param forward whether each subtask sends to one alone, so that more subtasks behind than in
   *     front would stay without work
   */
  public record Input(String from, boolean forward) {}
}
