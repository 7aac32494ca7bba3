package io.vigia.training.report;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.score.Scorer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Measures contenders over the same rows on the thread that calls.
 *
 * <p>The contenders take turns, so that a machine that becomes slower for a while is slow for all
 * of them. What is timed is what a job pays: putting rows into the batch, running the model,
 * reading the scores.
 */
public final class EfficiencyMeter {
  private static final double NANOS_A_MICRO = 1e3;

  private final MeterPlan plan;
  private final Clocks clocks;
  private final EnergyMeter energy;

  /** A meter that measures as long as a plan says. */
  public EfficiencyMeter(MeterPlan plan, Clocks clocks, EnergyMeter energy) {
    this.plan = plan;
    this.clocks = clocks;
    this.energy = energy;
  }

  /** How energy is counted. */
  public EnergyMeter energy() {
    return energy;
  }

  /** A contender at work: its scorer and what was found so far. */
  private static final class Turn {
    private final Contender contender;
    private final Scorer scorer;
    private final SortedMap<Integer, BatchTiming> timings = new TreeMap<>();
    private double[] scores;
    private double recordsPerSecond;
    private double joulesPerMillion;

    Turn(Contender contender, int capacity) {
      this.contender = contender;
      this.scorer = contender.source().open(capacity);
    }

    Measurement result(double[] labels) {
      return new Measurement(
          contender,
          scores,
          Metrics.of(scores, labels),
          timings,
          recordsPerSecond,
          joulesPerMillion);
    }
  }

  /**
   * Measures.
   *
   * @throws IllegalArgumentException when a contender has another number of inputs than the rows
   */
  public List<Measurement> measure(List<Contender> contenders, LabelledRows rows) {
    List<Turn> turns = new ArrayList<>();
    try {
      for (Contender contender : contenders) {
        turns.add(new Turn(contender, plan.capacity()));
      }
      for (Turn turn : turns) {
        check(turn, rows);
        turn.scores = rows.score(turn.scorer);
      }
      plan.batches().forEach(batch -> time(batch, turns, rows));
      turns.forEach(turn -> sustain(turn, rows));
      return turns.stream().map(turn -> turn.result(rows.labels())).toList();
    } finally {
      turns.forEach(turn -> turn.scorer.close());
    }
  }

  private static void check(Turn turn, LabelledRows rows) {
    if (turn.scorer.width() != rows.width()) {
      throw new IllegalArgumentException(
          turn.contender.name()
              + " has "
              + turn.scorer.width()
              + " inputs, expected "
              + rows.width()
              + " as the rows");
    }
  }

  private void time(MeterPlan.Batch batch, List<Turn> turns, LabelledRows rows) {
    Stretch stretch = new Stretch(rows, batch.size());
    for (Turn turn : turns) {
      for (int call = 0; call < batch.warmUp(); call++) {
        stretch.call(turn.scorer, call);
      }
    }
    double[][] rounds = new double[turns.size()][plan.rounds()];
    double[][] calls = new double[turns.size()][plan.rounds() * batch.calls()];
    for (int round = 0; round < plan.rounds(); round++) {
      for (int t = 0; t < rounds.length; t++) {
        for (int call = round * batch.calls(); call < (round + 1) * batch.calls(); call++) {
          long start = clocks.nanos().getAsLong();
          stretch.call(turns.get(t).scorer, call);
          calls[t][call] = clocks.nanos().getAsLong() - start;
          rounds[t][round] += calls[t][call];
        }
      }
    }
    for (int t = 0; t < rounds.length; t++) {
      Percentiles latencies = new Percentiles(calls[t]);
      double median = new Percentiles(rounds[t]).at(50);
      turns
          .get(t)
          .timings
          .put(
              batch.size(),
              new BatchTiming(
                  batch.size(),
                  median / NANOS_A_MICRO / batch.calls() / batch.size(),
                  latencies.at(50) / NANOS_A_MICRO,
                  latencies.at(99) / NANOS_A_MICRO));
    }
  }

  /** Scores without a pause, for what needs longer stretches: CPU time and energy counters. */
  private void sustain(Turn turn, LabelledRows rows) {
    Stretch stretch = new Stretch(rows, plan.capacity());
    double joules = energy.joules();
    long cpu = clocks.cpuNanos().getAsLong();
    long start = clocks.nanos().getAsLong();
    int calls = 0;
    long passed;
    do {
      stretch.call(turn.scorer, calls++);
      passed = clocks.nanos().getAsLong() - start;
    } while (passed < plan.sustainedNanos());
    long cpuPassed = clocks.cpuNanos().getAsLong() - cpu;
    double scored = (double) calls * plan.capacity();
    // A CPU clock that is missing or too coarse leaves the other one, which other processes
    // lengthen.
    turn.recordsPerSecond = scored / ((cpu >= 0 && cpuPassed > 0 ? cpuPassed : passed) * 1e-9);
    turn.joulesPerMillion = (energy.joules() - joules) / scored * 1e6;
  }

  /** Calls of one batch size, each over the next rows, from the first again behind the last. */
  private static final class Stretch {
    private final LabelledRows rows;
    private final int size;
    private final double[] sink;

    Stretch(LabelledRows rows, int size) {
      this.rows = rows;
      this.size = size;
      this.sink = new double[size];
    }

    void call(Scorer scorer, int number) {
      int width = rows.width();
      int row = (int) ((long) number * size % rows.rows());
      for (int i = 0; i < size; i++) {
        scorer.put(i, rows.values(), row * width);
        row = row + 1 == rows.rows() ? 0 : row + 1;
      }
      scorer.run(size);
      for (int i = 0; i < size; i++) {
        sink[i] = scorer.score(i);
      }
    }
  }
}
