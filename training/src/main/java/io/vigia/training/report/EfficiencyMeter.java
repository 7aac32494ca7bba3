package io.vigia.training.report;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.score.Scorer;
import java.util.ArrayList;
import java.util.Collections;
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
    private final LabelledRows rows;
    private final Scorer scorer;
    private final SortedMap<Integer, BatchTiming> timings = new TreeMap<>();
    private final double[] read;
    private double[] scores;
    private double recordsPerSecond;
    private double joulesPerMillion;

    Turn(Contender contender, LabelledRows rows, int capacity) {
      this.contender = contender;
      this.rows = rows;
      this.scorer = contender.source().open(capacity);
      this.read = new double[capacity];
    }

    /** One call over the next rows, from the first again behind the last. */
    void call(int size, int number) {
      int width = rows.width();
      int row = (int) ((long) number * size % rows.rows());
      for (int i = 0; i < size; i++) {
        scorer.put(i, rows.values(), row * width);
        row = row + 1 == rows.rows() ? 0 : row + 1;
      }
      scorer.run(size);
      for (int i = 0; i < size; i++) {
        read[i] = scorer.score(i);
      }
    }

    Measurement result() {
      return new Measurement(
          contender,
          scores,
          Metrics.of(scores, rows.labels()),
          timings,
          recordsPerSecond,
          joulesPerMillion);
    }
  }

  /**
   * Measures contenders on the same rows.
   *
   * @throws IllegalArgumentException when a contender has another number of inputs than the rows
   */
  public List<Measurement> measure(List<Contender> contenders, LabelledRows rows) {
    return measure(contenders, Collections.nCopies(contenders.size(), rows));
  }

  /**
   * Measures contenders that see the same events through features of their own.
   *
   * @param rows those of each contender
   * @throws IllegalArgumentException when a contender has another number of inputs than its rows
   */
  public List<Measurement> measure(List<Contender> contenders, List<LabelledRows> rows) {
    List<Turn> turns = new ArrayList<>();
    try {
      for (int i = 0; i < contenders.size(); i++) {
        turns.add(new Turn(contenders.get(i), rows.get(i), plan.capacity()));
      }
      for (Turn turn : turns) {
        check(turn);
        turn.scores = turn.rows.score(turn.scorer);
      }
      plan.batches().forEach(batch -> time(batch, turns));
      turns.forEach(this::sustain);
      return turns.stream().map(Turn::result).toList();
    } finally {
      turns.forEach(turn -> turn.scorer.close());
    }
  }

  private static void check(Turn turn) {
    if (turn.scorer.width() != turn.rows.width()) {
      throw new IllegalArgumentException(
          turn.contender.name()
              + " has "
              + turn.scorer.width()
              + " inputs, expected "
              + turn.rows.width()
              + " as the rows");
    }
  }

  private void time(MeterPlan.Batch batch, List<Turn> turns) {
    for (Turn turn : turns) {
      for (int call = 0; call < batch.warmUp(); call++) {
        turn.call(batch.size(), call);
      }
    }
    double[][] rounds = new double[turns.size()][plan.rounds()];
    double[][] calls = new double[turns.size()][plan.rounds() * batch.calls()];
    for (int round = 0; round < plan.rounds(); round++) {
      for (int t = 0; t < rounds.length; t++) {
        for (int call = round * batch.calls(); call < (round + 1) * batch.calls(); call++) {
          long start = clocks.nanos().getAsLong();
          turns.get(t).call(batch.size(), call);
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
  private void sustain(Turn turn) {
    double joules = energy.joules();
    long cpu = clocks.cpuNanos().getAsLong();
    long start = clocks.nanos().getAsLong();
    int calls = 0;
    long passed;
    do {
      turn.call(plan.capacity(), calls++);
      passed = clocks.nanos().getAsLong() - start;
    } while (passed < plan.sustainedNanos());
    long cpuPassed = clocks.cpuNanos().getAsLong() - cpu;
    double scored = (double) calls * plan.capacity();
    // A CPU clock that is missing or too coarse leaves the other one, which other processes
    // lengthen.
    turn.recordsPerSecond = scored / ((cpu >= 0 && cpuPassed > 0 ? cpuPassed : passed) * 1e-9);
    turn.joulesPerMillion = (energy.joules() - joules) / scored * 1e6;
  }
}
