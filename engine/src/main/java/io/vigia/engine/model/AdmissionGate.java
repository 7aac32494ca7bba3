package io.vigia.engine.model;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.score.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Decides whether the quantised graph may answer on the machine at hand: measured, not assumed,
 * because int8 is slower than fp32 on tiny networks and on some processors rounds otherwise.
 *
 * <p>Both graphs score the detector's labelled sample. int8 is admitted when its average precision
 * is at most {@value #TOLERANCE} below that of fp32 (without labels of both kinds: when Spearman's
 * rank correlation of the two is at least 1 − {@value #TOLERANCE}), and when it takes at most
 * {@value #SLOWDOWN} times as long. Time is measured at the batch sizes in use: single rows, the
 * job's largest batch, and a quarter of it; the two graphs by turns. Of each, the median of the
 * rounds counts, and of the batch sizes the middle ratio: single rows are mostly the cost of the
 * call, and full batches come only under load.
 */
public final class AdmissionGate {
  /** How much quality may be lost. */
  public static final double TOLERANCE = 0.005;

  /** How much longer int8 may take. */
  public static final double SLOWDOWN = 1.1;

  /** The largest batch of a job unless it is given. */
  public static final int DEFAULT_BATCH = 256;

  private static final int ROUNDS = 9;
  private static final int ROWS_A_ROUND = 2048;
  // Single rows cost a call each: fewer of them tell as much.
  private static final int MOST_CALLS = 128;

  private final Reference.Sample sample;
  private final LongSupplier nanoClock;
  private final int largestBatch;

  /**
   * A gate that measures on a sample.
   *
   * @param sample rows of validation data
   * @param nanoClock nanoseconds of a clock that only ever advances, such as {@code
   *     System::nanoTime}
   * @param largestBatch rows of the largest batch in use, from 1
   */
  public AdmissionGate(Reference.Sample sample, LongSupplier nanoClock, int largestBatch) {
    if (largestBatch < 1) {
      throw new IllegalArgumentException(
          "largest batch is " + largestBatch + ", expected 1 or more");
    }
    this.sample = sample;
    this.nanoClock = nanoClock;
    this.largestBatch = largestBatch;
  }

  /** The batch sizes that are measured, smallest first. */
  int[] batches() {
    return IntStream.of(1, Math.max(1, largestBatch / 4), largestBatch).distinct().toArray();
  }

  /**
   * Measures and decides.
   *
   * @param fp32 the graph in floating point, of a capacity of at least the largest batch
   * @param int8 the quantised graph, likewise
   */
  public Admission decide(Scorer fp32, Scorer int8) {
    if (sample.rows() == 0) {
      return Admission.refused("the reference data has no sample to measure int8 on");
    }
    double[] expected = scores(fp32);
    double[] found = scores(int8);
    double[] labels = new double[sample.rows()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = sample.labels()[i];
    }
    Metrics metrics = Metrics.of(expected, labels);
    boolean labelled = metrics.hasBothClasses();
    double fp32Quality = labelled ? metrics.averagePrecision() : 1;
    double int8Quality =
        labelled
            ? Metrics.of(found, labels).averagePrecision()
            : Metrics.rankAgreement(expected, found);
    List<Admission.Timing> timings = new ArrayList<>();
    for (int batch : batches()) {
      timings.add(time(batch, fp32, int8));
    }
    double ratio = Admission.middleRatio(timings);
    String measure = labelled ? "average_precision" : "rank_agreement";
    boolean good = int8Quality >= fp32Quality - TOLERANCE;
    boolean fast = ratio <= SLOWDOWN;
    return new Admission(
        good && fast,
        reason(good, fast, measure, fp32Quality, int8Quality, ratio),
        measure,
        fp32Quality,
        int8Quality,
        timings);
  }

  private static String reason(
      boolean good, boolean fast, String measure, double fp32, double int8, double ratio) {
    String figures =
        String.format(
            Locale.ROOT,
            "%s %.4f after %.4f in fp32 (at most %.3f less), %.2f times the time (at most %.1f)",
            measure,
            int8,
            fp32,
            TOLERANCE,
            ratio,
            SLOWDOWN);
    if (good && fast) {
      return "int8: " + figures;
    }
    return (good ? "fp32: int8 is too slow here: " : "fp32: int8 loses too much: ") + figures;
  }

  /** The scores of the sample's rows. */
  double[] scores(Scorer scorer) {
    double[] scores = new double[sample.rows()];
    for (int from = 0; from < scores.length; from += largestBatch) {
      int rows = Math.min(largestBatch, scores.length - from);
      fill(scorer, from, rows);
      scorer.run(rows);
      for (int i = 0; i < rows; i++) {
        scores[from + i] = scorer.score(i);
      }
    }
    return scores;
  }

  /** Fills a batch with rows of the sample, over again where it has too few. */
  private void fill(Scorer scorer, int from, int rows) {
    int width = scorer.width();
    double[] row = new double[width];
    for (int i = 0; i < rows; i++) {
      int at = (from + i) % sample.rows() * width;
      for (int j = 0; j < width; j++) {
        row[j] = sample.inputs()[at + j];
      }
      scorer.put(i, row, 0);
    }
  }

  private Admission.Timing time(int batch, Scorer fp32, Scorer int8) {
    fill(fp32, 0, batch);
    fill(int8, 0, batch);
    int calls = Math.max(1, Math.min(MOST_CALLS, ROWS_A_ROUND / batch));
    nanosOf(calls, batch, fp32);
    nanosOf(calls, batch, int8);
    double[] fp32Nanos = new double[ROUNDS];
    double[] int8Nanos = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      fp32Nanos[round] = nanosOf(calls, batch, fp32);
      int8Nanos[round] = nanosOf(calls, batch, int8);
    }
    double scale = 1e-3 / (calls * (double) batch);
    return new Admission.Timing(batch, median(fp32Nanos) * scale, median(int8Nanos) * scale);
  }

  private double nanosOf(int calls, int batch, Scorer scorer) {
    long start = nanoClock.getAsLong();
    for (int i = 0; i < calls; i++) {
      scorer.run(batch);
    }
    // A clock too coarse for a round must not divide by zero.
    return Math.max(1, nanoClock.getAsLong() - start);
  }

  private static double median(double[] numbers) {
    Arrays.sort(numbers);
    return numbers[numbers.length / 2];
  }
}
