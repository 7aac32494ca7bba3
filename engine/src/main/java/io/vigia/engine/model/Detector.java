package io.vigia.engine.model;

import io.vigia.engine.row.RowLayout;
import io.vigia.engine.score.ScoreLevels;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.schemas.ModelRef;
import io.vigia.schemas.Tier;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A detector folder, opened: checked as a whole, ready to score.
 *
 * <p>Before a model is loaded, every file has to have the hash that the model card gives, and the
 * card has to be of this detector and its features. Then the golden vectors have to come out: that
 * catches a processor or a library that computes otherwise than where the model was made.
 *
 * <p>Immutable. It is not serializable: operators carry the {@link DetectorFiles} and open them.
 */
public final class Detector {
  /** How far an fp32 score may lie from its golden one. */
  public static final double FP32_TOLERANCE = 1e-5;

  /** How far an int8 score may lie from its golden one: one step of 8 bits over [0, 1]. */
  public static final double INT8_TOLERANCE = 1.0 / 255;

  private final DetectorSpec spec;
  private final RowLayout layout;
  private final Optional<ModelCard> card;
  private final Optional<Reference> reference;
  private final Optional<Admission> admission;
  private final Tier tier;
  private final double threshold;
  private final Graph graph;

  private Detector(
      DetectorSpec spec,
      RowLayout layout,
      Optional<ModelCard> card,
      Optional<Reference> reference,
      Optional<Admission> admission,
      Tier tier,
      double threshold,
      Graph graph) {
    this.spec = spec;
    this.layout = layout;
    this.card = card;
    this.reference = reference;
    this.admission = admission;
    this.tier = tier;
    this.threshold = threshold;
    this.graph = graph;
  }

  /**
   * Opens a folder for one of its graphs.
   *
   * @param precision int8 or fp32, which a model of one precision does not care for; for auto,
   *     which measures time, pass a clock too
   * @throws io.vigia.engine.spec.SpecException when {@code detector.yaml} is refused
   * @throws DetectorException when the folder is refused for anything else
   */
  public static Detector open(DetectorFiles files, Precision precision) {
    return open(files, precision, null, AdmissionGate.DEFAULT_BATCH);
  }

  /**
   * Opens a folder. For {@link Precision#AUTO} both graphs are measured here and now, which takes
   * some tenths of a second: ask once a process, not once an operator.
   *
   * @param nanoClock nanoseconds of a clock that only ever advances, such as {@code
   *     System::nanoTime}; may be {@code null} but for auto
   * @param largestBatch the largest batch that will be scored, which auto measures
   * @throws io.vigia.engine.spec.SpecException when {@code detector.yaml} is refused
   * @throws DetectorException when the folder is refused for anything else
   */
  public static Detector open(
      DetectorFiles files, Precision precision, LongSupplier nanoClock, int largestBatch) {
    return open(files, DetectorSpecReader.read(files), precision, nanoClock, largestBatch);
  }

  static Detector open(
      DetectorFiles files,
      DetectorSpec spec,
      Precision precision,
      LongSupplier nanoClock,
      int largestBatch) {
    Folder folder = new Folder(files);
    RowLayout layout = RowLayout.of(spec);
    if (spec.model().isEmpty()) {
      return new Detector(
          spec,
          layout,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Tier.RULES,
          Double.NaN,
          null);
    }
    ModelSpec modelSpec = spec.model().get();
    ModelCard card = folder.card(spec, layout.featureNames(), modelSpec);
    Reference reference = folder.reference(spec, layout.featureNames());
    double threshold = folder.threshold(spec, card);
    Graphs graphs = new Graphs(folder, modelSpec.file(), card, reference, layout.featureCount());
    if (!modelSpec.network().kind().isQuantised()) {
      return new Detector(
          spec,
          layout,
          Optional.of(card),
          Optional.of(reference),
          Optional.empty(),
          Tier.FP32,
          threshold,
          graphs.only());
    }
    Optional<Admission> admission = Optional.empty();
    if (precision == Precision.AUTO) {
      if (nanoClock == null) {
        throw new IllegalArgumentException("precision auto measures time: pass a clock");
      }
      admission = Optional.of(graphs.admit(nanoClock, largestBatch));
    }
    boolean int8 = admission.map(Admission::int8).orElse(precision == Precision.INT8);
    return new Detector(
        spec,
        layout,
        Optional.of(card),
        Optional.of(reference),
        admission,
        int8 ? Tier.INT8 : Tier.FP32,
        threshold,
        graphs.verified(int8));
  }

  /**
   * The threshold of a folder's model, without opening its graphs.
   *
   * @return scores from here on alert, in [0, 1]
   * @throws DetectorException when neither card nor description gives one
   */
  public static double threshold(DetectorFiles files, DetectorSpec spec, ModelCard card) {
    return new Folder(files).threshold(spec, card);
  }

  /** What {@code detector.yaml} says. */
  public DetectorSpec spec() {
    return spec;
  }

  /** The layout of the rows that it scores. */
  public RowLayout layout() {
    return layout;
  }

  /** The model card; empty where only rules decide. */
  public Optional<ModelCard> card() {
    return card;
  }

  /** The reference data; empty where only rules decide. */
  public Optional<Reference> reference() {
    return reference;
  }

  /** What auto measured; empty unless asked for, and of a model of one precision. */
  public Optional<Admission> admission() {
    return admission;
  }

  /** Which graph answers, or {@link Tier#RULES} where there is none. */
  public Tier tier() {
    return tier;
  }

  /** Scores from here on alert, in [0, 1]; NaN where only rules decide. */
  public double threshold() {
    return threshold;
  }

  /** What the scores are usually like, as far as the card says. */
  public ScoreLevels levels() {
    return card.map(ModelCard::scores).map(ModelCard.Scores::levels).orElse(ScoreLevels.UNKNOWN);
  }

  /** The model that answers, for alerts; {@code null} where only rules decide. */
  public ModelRef modelRef() {
    return graph == null ? null : graph.ref();
  }

  /** Whether there is a model to score with. */
  public boolean hasModel() {
    return graph != null;
  }

  /**
   * A scorer of its own, to be closed by the caller.
   *
   * @param capacity largest batch, from 1
   * @throws IllegalStateException where only rules decide
   */
  public Scorer newScorer(int capacity) {
    if (graph == null) {
      throw new IllegalStateException("detector " + spec.name() + " has no model, only rules");
    }
    return graph.scorer(capacity);
  }
}
