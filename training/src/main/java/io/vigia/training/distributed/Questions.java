package io.vigia.training.distributed;

import io.vigia.engine.pca.Moments;
import io.vigia.engine.pca.Pca;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.Inputs;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.network.FakeQuantization;
import io.vigia.training.network.Network;
import io.vigia.training.network.TrainingRows;
import io.vigia.training.network.TrainingSession;
import io.vigia.training.network.TrainingState;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What the workers are asked, in this order; {@link DigitCounts} and {@link TeacherQuestions}
 * apart.
 */
final class Questions {
  private Questions() {}

  /** How many labelled rows there are. */
  record Rows() implements Question<Integer> {
    @Override
    public Integer ask(Worker worker) {
      return worker.table().rows();
    }
  }

  /** Rows to learn from, and others. */
  record Parts(long fit, long fitPositives, long validation, long validationPositives)
      implements Serializable {
    Parts plus(Parts other) {
      return new Parts(
          fit + other.fit,
          fitPositives + other.fitPositives,
          validation + other.validation,
          validationPositives + other.validationPositives);
    }
  }

  /** Splits the rows at a time. */
  record Split(long validationFrom) implements Question<Parts> {
    @Override
    public Parts ask(Worker worker) {
      worker.split(validationFrom);
      FeatureTable table = worker.table();
      return new Parts(
          worker.fit().length,
          TimeSplit.positives(table, worker.fit()),
          worker.validation().length,
          TimeSplit.positives(table, worker.validation()));
    }
  }

  /** What one pass over the rows to learn from tells of each input. */
  record Summaries() implements Question<ArrayList<ColumnSummary>> {
    @Override
    public ArrayList<ColumnSummary> ask(Worker worker) {
      ArrayList<ColumnSummary> summaries = new ArrayList<>();
      for (int column = 0; column < worker.table().width(); column++) {
        summaries.add(summary(worker, column));
      }
      return summaries;
    }

    private static ColumnSummary summary(Worker worker, int column) {
      long missing = 0;
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      Moments moments = new Moments(1);
      double[] one = new double[1];
      for (int row : worker.fit()) {
        one[0] = worker.table().value(row, column);
        if (Double.isNaN(one[0])) {
          missing++;
        } else {
          min = Math.min(min, one[0]);
          max = Math.max(max, one[0]);
          // An infinite value makes an input useless, not its description impossible.
          one[0] = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, one[0]));
          moments.add(one);
        }
      }
      return new ColumnSummary(missing, min, max, moments);
    }
  }

  /** The histogram of each input, over its range. */
  @SuppressWarnings("ArrayRecordComponent") // Sent and read, never compared.
  record Histograms(double[] min, double[] max) implements Question<long[][]> {
    @Override
    public long[][] ask(Worker worker) {
      long[][] counts = new long[min.length][Inputs.BINS];
      for (int row : worker.fit()) {
        for (int column = 0; column < min.length; column++) {
          double value = worker.table().value(row, column);
          if (!Double.isNaN(value)) {
            counts[column][Inputs.bin(value, min[column], max[column])]++;
          }
        }
      }
      return counts;
    }
  }

  /** The moments of the prepared inputs. */
  record PreparedMoments(Preprocessing preprocessing) implements Question<Moments> {
    @Override
    public Moments ask(Worker worker) {
      Moments moments = new Moments(preprocessing.width());
      double[] prepared = new double[preprocessing.width()];
      for (int row : worker.fit()) {
        preprocessing.apply(worker.table(), row, prepared);
        moments.add(prepared);
      }
      return moments;
    }
  }

  /** Reduces the inputs from now on, and tells the truth of the validation rows. */
  record Reduce(Preprocessing preprocessing, Pca pca) implements Question<float[]> {
    /** By a reduction; an empty Optional does not travel, {@code null} does. */
    static Reduce by(Reduction reduction) {
      return new Reduce(reduction.preprocessing(), reduction.pca().orElse(null));
    }

    @Override
    public float[] ask(Worker worker) {
      worker.reduce(new Reduction(preprocessing, Optional.ofNullable(pca)));
      return worker.labels(worker.validation());
    }
  }

  /**
   * Begins to train a network.
   *
   * @param rows rows that the average worker learns from: all take as many steps
   */
  record Begin(Network network, TrainingPlan plan, int rows) implements Question<Integer> {
    @Override
    public Integer ask(Worker worker) {
      int[] fit = worker.fit();
      float[] inputs = worker.reduction().apply(worker.table(), fit);
      worker.begin(
          new TrainingSession(
              network,
              new TrainingRows(fit.length, inputs, TeacherQuestions.targets(worker, fit)),
              plan.objective(),
              plan.options(rows),
              FakeQuantization.NONE,
              plan.seed() + worker.index()));
      return fit.length;
    }
  }

  /**
   * Goes on from the average of the workers and learns from a part of the rows.
   *
   * @param mean the average; {@code null} to go on from where each is
   * @param part number of the part, from 0
   * @param parts how many parts all rows have
   */
  record Learn(TrainingState mean, int part, int parts) implements Question<TrainingState> {
    @Override
    public TrainingState ask(Worker worker) {
      if (mean != null) {
        worker.session().restore(mean);
      }
      worker.session().learn(part, parts);
      return worker.session().state();
    }
  }

  /** Goes on from the average of the workers, and says what its network makes of later rows. */
  record Adopt(TrainingState mean) implements Question<float[]> {
    @Override
    public float[] ask(Worker worker) {
      TrainingSession session = worker.session();
      session.restore(mean);
      return session.outputs(session.averaged(), worker.validationInputs());
    }
  }

  /** Tells what all have learned, and that it is over. */
  record Finish(Learned learned) implements Question<Boolean> {
    @Override
    public Boolean ask(Worker worker) {
      worker.finish(learned);
      return true;
    }
  }
}
