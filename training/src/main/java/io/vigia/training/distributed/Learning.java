package io.vigia.training.distributed;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.Reference;
import io.vigia.engine.pca.Moments;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.training.data.Inputs;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.data.UnsuitableDataException;
import io.vigia.training.network.Network;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.network.TrainingState;
import io.vigia.training.teacher.TeacherGroup;
import io.vigia.training.teacher.TeacherGrowth;
import io.vigia.training.teacher.TeacherOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Training on several workers, as a sequence of questions to all of them. What one process does is
 * done here on parts:
 *
 * <ul>
 *   <li>ranks (the split by time, medians) are selected exactly, digit by digit;
 *   <li>moments of the parts are merged, which gives the components of the whole;
 *   <li>the teacher grows by XGBoost's own sums of histograms;
 *   <li>each worker takes some steps on its rows, then all go on from the average of their weights,
 *       each counted by its rows; after each epoch the average is validated on all later rows, and
 *       training stops when it gets no better.
 * </ul>
 */
final class Learning {
  /** Where the workers find XGBoost's tracker: they are tasks of this process. */
  private static final String HOST = "127.0.0.1";

  private final List<String> names;
  private final Optional<PcaSpec> pcaSpec;
  private final TrainingPlan plan;
  private final LongSupplier nanoClock;

  /**
   * A training.
   *
   * @param names names of the inputs
   * @param pcaSpec how they are reduced
   * @param plan how the network is made and trained
   * @param nanoClock nanoseconds of a clock that only ever advances
   */
  Learning(
      List<String> names, Optional<PcaSpec> pcaSpec, TrainingPlan plan, LongSupplier nanoClock) {
    this.names = List.copyOf(names);
    this.pcaSpec = pcaSpec;
    this.plan = plan;
    this.nanoClock = nanoClock;
  }

  /**
   * Trains.
   *
   * @throws UnsuitableDataException when the rows do not suffice; the message says why
   */
  Learned run(Workers workers) {
    long start = nanoClock.getAsLong();
    Questions.Parts parts = split(workers);
    List<Reference.Feature> inputs = describe(workers, parts.fit());
    Preprocessing unscaled = Preprocessing.of(inputs, plan.inputScale(), plan.clip());
    Moments moments = new Moments(names.size());
    workers.ask(new Questions.PreparedMoments(unscaled)).forEach(moments::merge);
    Reduction reduction = Reduction.of(unscaled, moments, pcaSpec);
    double[] truth = joined(workers.ask(Questions.Reduce.by(reduction)));
    Network untrained = plan.untrained(reduction.width());
    List<String> log = new ArrayList<>();
    long beforeTeacher = nanoClock.getAsLong();
    byte[] teacher =
        plan.teacher().map(options -> teach(workers, options, truth, log)).orElse(null);
    double teacherSeconds = (nanoClock.getAsLong() - beforeTeacher) / 1e9;
    Best best = train(workers, untrained, parts.fit(), truth, log);
    return new Learned(
        inputs,
        reduction.preprocessing(),
        reduction.pca().orElse(null),
        teacher,
        best.network(),
        best.epoch(),
        best.quality(),
        log,
        workers.traffic(),
        teacherSeconds,
        (nanoClock.getAsLong() - start) / 1e9);
  }

  private static Questions.Parts split(Workers workers) {
    long rows = workers.ask(new Questions.Rows()).stream().mapToLong(Integer::longValue).sum();
    TimeSplit.checkLabelled(rows);
    long from = Ranks.time(workers, TimeSplit.firstValidation(rows));
    List<Questions.Parts> answers = workers.ask(new Questions.Split(from));
    Questions.Parts parts = answers.stream().reduce(Questions.Parts::plus).orElseThrow();
    TimeSplit.checkKinds(
        parts.fit(), parts.fitPositives(), parts.validation(), parts.validationPositives());
    if (answers.stream().anyMatch(part -> part.fit() == 0)) {
      throw new UnsuitableDataException(
          parts.fit()
              + " events to learn from are too few for "
              + workers.count()
              + " workers: one has none; give fewer by --workers");
    }
    return parts;
  }

  private List<Reference.Feature> describe(Workers workers, long rows) {
    List<ColumnSummary> columns =
        workers.ask(new Questions.Summaries()).stream()
            .map(answer -> (List<ColumnSummary>) answer)
            .reduce(Learning::merged)
            .orElseThrow();
    double[] medians =
        Ranks.features(
            workers, columns.stream().mapToLong(column -> column.moments().count() / 2).toArray());
    List<long[][]> counts =
        workers.ask(
            new Questions.Histograms(
                columns.stream().mapToDouble(ColumnSummary::min).toArray(),
                columns.stream().mapToDouble(ColumnSummary::max).toArray()));
    List<Reference.Feature> inputs = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      ColumnSummary summary = columns.get(i);
      inputs.add(
          summary.missing() == rows
              ? Inputs.missing(names.get(i), rows)
              : new Reference.Feature(
                  names.get(i),
                  summary.moments().mean()[0],
                  summary.moments().std()[0],
                  medians[i],
                  summary.min(),
                  summary.max(),
                  summary.missing(),
                  Inputs.edges(summary.min(), summary.max()),
                  sum(counts.stream().map(answer -> answer[column]).toList())));
    }
    return inputs;
  }

  private static List<ColumnSummary> merged(List<ColumnSummary> a, List<ColumnSummary> b) {
    return IntStream.range(0, a.size()).mapToObj(i -> a.get(i).plus(b.get(i))).toList();
  }

  private static long[] sum(List<long[]> of) {
    long[] sum = new long[of.get(0).length];
    of.forEach(counts -> Arrays.setAll(sum, i -> sum[i] + counts[i]));
    return sum;
  }

  /** Grows the teacher that all learn from: each worker by its rows, together by their sums. */
  private byte[] teach(Workers workers, TeacherOptions options, double[] truth, List<String> log) {
    if (workers.count() == 1) {
      return teach(workers, options, truth, log, new TreeMap<>());
    }
    try (TeacherGroup group = new TeacherGroup(workers.count(), HOST)) {
      return teach(workers, options, truth, log, group.arguments());
    }
  }

  private byte[] teach(
      Workers workers,
      TeacherOptions options,
      double[] truth,
      List<String> log,
      TreeMap<String, Object> group) {
    var begun = workers.ask(new TeacherQuestions.Begin(group, options, plan.seed()));
    TeacherGrowth.Best best =
        new TeacherGrowth(options, truth)
            .run(
                trees -> joined(workers.ask(new TeacherQuestions.Grow(trees))),
                () -> workers.ask(new TeacherQuestions.Keep()));
    log.add(
        String.format(
            Locale.ROOT,
            "teacher by %d workers: %d trees, average precision on later events %.4f",
            begun.size(),
            best.trees(),
            best.quality()));
    return workers.ask(new TeacherQuestions.End()).get(0);
  }

  private record Best(Network network, int epoch, double quality) {}

  private Best train(
      Workers workers, Network untrained, long rows, double[] truth, List<String> log) {
    int share = Math.toIntExact(rows / workers.count());
    long[] fit =
        workers.ask(new Questions.Begin(untrained, plan, share)).stream()
            .mapToLong(Integer::longValue)
            .toArray();
    TrainingOptions options = plan.options(share);
    int parts = Math.max(1, share / options.batch() / plan.stepsBetweenAverages());
    Best best = null;
    for (int epoch = 1; epoch <= options.epochs(); epoch++) {
      TrainingState mean = epoch(workers, fit, parts);
      double[] logits = joined(workers.ask(new Questions.Adopt(mean)));
      double quality = Metrics.of(logits, truth).averagePrecision();
      log.add(
          String.format(
              Locale.ROOT,
              "epoch %d of %d on %d workers: average precision on later events %.4f",
              epoch,
              options.epochs(),
              workers.count(),
              quality));
      if (Double.isNaN(quality)) {
        throw new IllegalStateException(
            "training diverged in epoch " + epoch + ": outputs are no numbers");
      }
      if (best == null || quality > best.quality()) {
        best = new Best(mean.averaged(untrained), epoch, quality);
      } else if (epoch - best.epoch() >= options.patience()) {
        break;
      }
    }
    return best;
  }

  /** All rows once, averaged after each part of them. */
  private static TrainingState epoch(Workers workers, long[] rows, int parts) {
    TrainingState mean = null;
    for (int part = 0; part < parts; part++) {
      mean = TrainingState.mean(workers.ask(new Questions.Learn(mean, part, parts)), rows);
    }
    return mean;
  }

  private static double[] joined(List<float[]> parts) {
    double[] all = new double[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      for (float value : part) {
        all[at++] = value;
      }
    }
    return all;
  }
}
