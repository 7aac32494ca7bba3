package io.vigia.engine.model;

import io.vigia.engine.pca.CombinedIndex;
import io.vigia.engine.pca.Moments;
import io.vigia.engine.pca.Pca;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.score.Model;
import io.vigia.engine.score.ScoreLevels;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.TailScale;
import io.vigia.engine.spec.AlertSpec.Budget;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.schemas.ModelRef;
import io.vigia.schemas.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What answers when a detector's graph cannot: how far an event lies from what is usual, by
 * principal components of the sample in {@code reference.avro} ({@link CombinedIndex}), in plain
 * Java. No network, no native library, nothing that could be what has just failed.
 *
 * <p>Inputs are scaled as the reference describes them: a missing one is the usual value, all have
 * mean 0 and deviation 1 and are clipped, so that one wild value does not decide alone. The sample
 * holds more positive events than the stream does, so each of its rows weighs as much as its class
 * is common. The components that keep 90 % of the variance are taken from it anew, since those of
 * the graph may be compressed otherwise and pruned down to what tells fraud from the rest.
 *
 * <p>Scores are put on the model's scale by {@link TailScale}: as many events reach the threshold
 * as the budget of alerts allows before suppression, without a budget as many as were positive in
 * training, and one in a thousand where that is not known either.
 */
public final class ReconstructionModel implements Model {
  private static final double KEPT_VARIANCE = 0.9;
  private static final double CLIP = 8;
  private static final double LEAST_DEVIATION = 1e-9;

  /** Wider inputs would take seconds to decompose, and a sample says too little of them. */
  private static final int MOST_INPUTS = 256;

  private static final double UNKNOWN_SHARE = 0.001;
  private static final double LARGEST_SHARE = 0.5;

  private final ModelRef ref;
  private final double threshold;
  private final Scaling scaling;
  private final CombinedIndex index;
  private final TailScale tail;

  private ReconstructionModel(
      ModelRef ref, double threshold, Scaling scaling, CombinedIndex index, TailScale tail) {
    this.ref = ref;
    this.threshold = threshold;
    this.scaling = scaling;
    this.index = index;
    this.tail = tail;
  }

  /**
   * Made of a folder, without its graphs.
   *
   * @return empty where only rules decide, or where the sample tells nothing apart
   * @throws io.vigia.engine.spec.SpecException when {@code detector.yaml} is refused
   * @throws DetectorException when card or reference are
   */
  public static Optional<ReconstructionModel> of(DetectorFiles files) {
    DetectorSpec spec = DetectorSpecReader.read(files);
    return spec.model().isEmpty() ? Optional.empty() : of(new Folder(files), spec);
  }

  static Optional<ReconstructionModel> of(Folder folder, DetectorSpec spec) {
    List<String> names = RowLayout.of(spec).featureNames();
    ModelCard card = folder.card(spec, names, spec.model().orElseThrow());
    Reference reference = folder.reference(spec, names);
    if (names.size() > MOST_INPUTS) {
      return Optional.empty();
    }
    Scaling scaling = Scaling.of(reference);
    double[][] rows = scaling.rows(reference.sample());
    ModelCard.TrainingData data = card.trainingData();
    double positives = (double) data.positives() / data.events();
    double[] weights = weights(reference.sample().labels(), positives);
    Moments moments = new Moments(names.size());
    for (int i = 0; i < rows.length; i++) {
      moments.add(rows[i], 0, weights[i]);
    }
    if (Arrays.stream(moments.std()).allMatch(std -> std < LEAST_DEVIATION)) {
      return Optional.empty();
    }
    double threshold = folder.threshold(spec, card);
    CombinedIndex index =
        CombinedIndex.of(Pca.ofVariance(moments, KEPT_VARIANCE, false), rows, weights);
    TailScale tail =
        new TailScale(
            Arrays.stream(rows).mapToDouble(index::of).toArray(),
            weights,
            threshold,
            share(spec, data, positives));
    ModelRef ref =
        new ModelRef(card.name(), card.version(), Sha256.of(folder.bytes(DetectorFiles.REFERENCE)));
    return Optional.of(new ReconstructionModel(ref, threshold, scaling, index, tail));
  }

  /**
   * How inputs are scaled.
   *
   * @param usual what a missing one becomes
   * @param mean what is taken from it
   * @param factor what it is multiplied by then; 0 for one that does not vary
   */
  @SuppressWarnings("ArrayRecordComponent") // Read here only, never compared.
  private record Scaling(double[] usual, double[] mean, double[] factor) {
    static Scaling of(Reference reference) {
      List<Reference.Feature> features = reference.features();
      return new Scaling(
          reference.usual(),
          features.stream().mapToDouble(Reference.Feature::mean).toArray(),
          features.stream().mapToDouble(Scaling::factor).toArray());
    }

    private static double factor(Reference.Feature feature) {
      return feature.std() > LEAST_DEVIATION * Math.max(1, Math.abs(feature.mean()))
          ? 1 / feature.std()
          : 0;
    }

    double[][] rows(Reference.Sample sample) {
      double[][] rows = new double[sample.rows()][usual.length];
      for (int i = 0; i < rows.length; i++) {
        for (int j = 0; j < usual.length; j++) {
          rows[i][j] = of(sample.inputs()[i * usual.length + j], j);
        }
      }
      return rows;
    }

    double of(double value, int input) {
      double known = Double.isNaN(value) ? usual[input] : value;
      return Math.max(-CLIP, Math.min(CLIP, (known - mean[input]) * factor[input]));
    }
  }

  /** The share of each class in training, spread over its rows. */
  private static double[] weights(float[] labels, double positives) {
    long positiveRows = IntStream.range(0, labels.length).filter(i -> labels[i] >= 0.5).count();
    long others = labels.length - positiveRows;
    double[] weights = new double[labels.length];
    Arrays.fill(weights, 1.0 / labels.length);
    if (positiveRows > 0 && others > 0 && positives > 0 && positives < 1) {
      for (int i = 0; i < weights.length; i++) {
        weights[i] = labels[i] >= 0.5 ? positives / positiveRows : (1 - positives) / others;
      }
    }
    return weights;
  }

  private static double share(DetectorSpec spec, ModelCard.TrainingData data, double positives) {
    double share =
        spec.alerts()
            .budget()
            .map(budget -> share(budget, data))
            .orElse(positives > 0 ? positives : UNKNOWN_SHARE);
    return Math.min(LARGEST_SHARE, share);
  }

  private static double share(Budget budget, ModelCard.TrainingData data) {
    Duration length = Duration.between(Instant.parse(data.from()), Instant.parse(data.to()));
    double periods = (double) length.toMillis() / budget.per().toMillis();
    return budget.alerts() * periods / data.events();
  }

  @Override
  public Tier tier() {
    return Tier.PCA;
  }

  /** The model's name and version, and the hash of {@code reference.avro}, which it is made of. */
  @Override
  public ModelRef ref() {
    return ref;
  }

  @Override
  public double threshold() {
    return threshold;
  }

  @Override
  public ScoreLevels levels() {
    return new ScoreLevels(tail.usualScore());
  }

  @Override
  public double[] usual() {
    return scaling.usual().clone();
  }

  @Override
  public Scorer newScorer(int capacity) {
    return new ReconstructionScorer(this, capacity);
  }

  int width() {
    return scaling.usual().length;
  }

  /** The score of an event. */
  double score(double[] values, int from, double[] scratch) {
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = scaling.of(values[from + i], i);
    }
    return tail.score(index.of(scratch));
  }
}
