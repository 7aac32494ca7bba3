package io.vigia.engine.spec;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a model is trained and made small. Every technique is a switch of its own.
 *
 * @param inputs how inputs are scaled; empty for what suits the network
 * @param clip how many standard deviations from their mean inputs are held within, from 1
 * @param teacher the larger model that the network learns from; empty for none
 * @param pruning how the network is made smaller; empty for none
 * @param quantization how int8 is found
 * @param calibration how scores become probabilities
 * @param loss what is made small
 * @param optimizer how gradients are followed
 * @param learningRate its base; empty for the optimiser's usual one
 * @param schedule how the learning rate goes on from there
 * @param epochs passes over the data at the most
 * @param batch rows of a step; empty for as many as suit the data
 * @param patience epochs without a better validation after which training stops
 */
public record TrainingSpec(
    Optional<InputScale> inputs,
    double clip,
    Optional<Distillation> teacher,
    Optional<Pruning> pruning,
    Quantization quantization,
    Calibration calibration,
    Loss loss,
    Optimizer optimizer,
    OptionalDouble learningRate,
    Schedule schedule,
    int epochs,
    OptionalInt batch,
    int patience) {

  /** The clip where a detector says nothing. */
  public static final double CLIP = 8;

  /** What is used where a detector says nothing. */
  public static final TrainingSpec DEFAULT =
      new TrainingSpec(
          Optional.empty(),
          CLIP,
          Optional.of(new Distillation(2, 0.7)),
          Optional.of(new Pruning(0.5, 0.005)),
          new Quantization(Ranges.PERCENTILE, 0.005),
          Calibration.PLATT,
          new Loss(5, 0),
          Optimizer.ADAMW,
          OptionalDouble.empty(),
          Schedule.COSINE,
          30,
          OptionalInt.empty(),
          8);

  /** The same with another teacher, or none. */
  public TrainingSpec withTeacher(Optional<Distillation> other) {
    return new TrainingSpec(
        inputs,
        clip,
        other,
        pruning,
        quantization,
        calibration,
        loss,
        optimizer,
        learningRate,
        schedule,
        epochs,
        batch,
        patience);
  }

  /** Scales of inputs. */
  public enum InputScale {
    /** As they are, shifted and stretched. */
    LINEAR,
    /** Compressed by a logarithm above the least value. */
    LOG
  }

  /**
   * Learning from a teacher.
   *
   * @param temperature that both are softened by, above 0
   * @param mix share of the teacher in what is learned, in [0, 1]
   */
  public record Distillation(double temperature, double mix) {}

  /**
   * Taking out whole units.
   *
   * @param keep share of the multiply-adds that may stay, in (0, 1)
   * @param tolerance how much average precision that may cost, from 0
   */
  public record Pruning(double keep, double tolerance) {}

  /**
   * Rounding to 8 bits.
   *
   * @param ranges how the ranges of values are found
   * @param tolerance how much average precision it may cost before the network is trained on with
   *     rounding, from 0
   */
  public record Quantization(Ranges ranges, double tolerance) {}

  /** Ways to find the range of values that 8 bits cover. */
  public enum Ranges {
    /** All values that were seen. */
    MIN_MAX,
    /** All but one in ten thousand on each side. */
    PERCENTILE,
    /** Where the squared error of rounding and cutting off is least. */
    MSE
  }

  /** Ways to make probabilities of scores. */
  public enum Calibration {
    /** A logistic function (Platt, 1999). */
    PLATT,
    /** A rising line of pieces (Zadrozny and Elkan, 2002). */
    ISOTONIC
  }

  /**
   * The logistic loss.
   *
   * @param positiveWeight how often a positive event counts, above 0
   * @param focus how much what is easy counts less (the γ of focal loss), from 0
   */
  public record Loss(double positiveWeight, double focus) {}

  /** Ways to follow a gradient. */
  public enum Optimizer {
    /** Stochastic gradient descent. */
    SGD,
    /** With momentum (Polyak, 1964). */
    MOMENTUM,
    /** With Nesterov's momentum (1983). */
    NESTEROV,
    /** Kingma and Ba, "Adam", 2015. */
    ADAM,
    /** Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019. */
    ADAMW
  }

  /** How the learning rate goes from its base on, over the steps of a training. */
  public enum Schedule {
    /** Stays at the base. */
    CONSTANT,
    /** Falls to a tenth at half of the steps and to a hundredth at three quarters. */
    STEPS,
    /** Falls to zero as half a cosine (Loshchilov and Hutter, "SGDR", 2017). */
    COSINE,
    /** Rises from zero over a twentieth of the steps, then falls as the cosine. */
    WARMUP_COSINE
  }
}
