package io.vigia.jobs.autoscale;

import java.util.ArrayList;
import java.util.List;

/**
 * A job that is a chain of vertices, in a steady state: it takes what is offered, or as much as its
 * narrowest vertex can. Records over that wait on the topic.
 */
final class SimulatedJob {
  private final Stage[] stages;
  private final int[] parallelism;
  private final int slots;
  private double offered;

  /**
   * A vertex.
   *
   * @param perSubtask records a second that the only subtask could take
   * @param selectivity records it gets for each record that the source takes
   * @param overhead by what fraction each further subtask makes all of them slower
   */
  record Stage(double perSubtask, double selectivity, double overhead) {
    double capacity(int subtasks) {
      return perSubtask * subtasks / (1 + overhead * (subtasks - 1));
    }
  }

  SimulatedJob(int slots, Stage... stages) {
    this.slots = slots;
    this.stages = stages;
    this.parallelism = new int[stages.length];
    java.util.Arrays.fill(parallelism, 1);
  }

  /** Sets how many records arrive a second. */
  void offer(double perSecond) {
    offered = perSecond;
  }

  int parallelism(int stage) {
    return parallelism[stage];
  }

  /** Applies a decision. */
  void apply(Decision decision) {
    for (int i = 0; i < stages.length; i++) {
      parallelism[i] = decision.vertices().get(i).to();
    }
  }

  /** Records a second that the source takes. */
  double taken() {
    double taken = offered;
    for (int i = 0; i < stages.length; i++) {
      taken = Math.min(taken, stages[i].capacity(parallelism[i]) / stages[i].selectivity());
    }
    return taken;
  }

  /**
   * Its load.
   *
   * @param noise factor by which utilizations are seen too high or too low
   */
  JobLoad load(double noise) {
    double taken = taken();
    List<VertexLoad> vertices = new ArrayList<>();
    for (int i = 0; i < stages.length; i++) {
      double rate = taken * stages[i].selectivity();
      vertices.add(
          new VertexLoad(
              vertex(i),
              rate,
              Math.min(1, noise * rate / stages[i].capacity(parallelism[i])),
              i == 0 ? offered - taken : 0));
    }
    return new JobLoad(vertices, slots);
  }

  private VertexCounters vertex(int i) {
    return new VertexCounters(
        "v" + i,
        "stage " + i,
        parallelism[i],
        720,
        i == 0 ? List.of() : List.of(new VertexCounters.Input("v" + (i - 1), false)),
        0,
        0,
        0,
        0,
        0);
  }
}
