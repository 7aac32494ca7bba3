package io.vigia.training.network;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.vigia.engine.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Trains a classifier with PyTorch: AdamW, a learning rate that falls as a cosine, frauds weighted
 * up, an exponential average of the weights. The average precision on later events chooses the
 * epoch and stops training early.
 *
 * <p>One thread and seeded throughout: the same rows and seed give the same network on the same
 * machine.
 */
public final class ClassifierTrainer {
  static {
    // Before the engine loads: results must not depend on the number of cores, and its libraries
    // come from the class path, never from the network.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  private static final String ENGINE = "PyTorch";

  private final TrainingOptions options;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * A trainer.
   *
   * @param progress receives a line an epoch
   */
  public ClassifierTrainer(TrainingOptions options, long seed, Consumer<String> progress) {
    this.options = options;
    this.seed = seed;
    this.progress = progress;
  }

  /** Names and versions of what trains here. */
  public static Map<String, String> versions() {
    return Map.of("djl", Engine.getDjlVersion(), "pytorch", Engine.getEngine(ENGINE).getVersion());
  }

  /**
   * Rows with their truth.
   *
   * @param inputs row by row
   * @param labels 1 = fraud or anomaly, 0 = normal
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  public record Rows(float[] inputs, float[] labels) {
    /** Number of rows. */
    public int count() {
      return labels.length;
    }

    /** Number of inputs. */
    public int width() {
      return inputs.length / labels.length;
    }

    double[] truth() {
      double[] truth = new double[labels.length];
      for (int i = 0; i < truth.length; i++) {
        truth[i] = labels[i];
      }
      return truth;
    }
  }

  /**
   * A trained network.
   *
   * @param network the network of the best epoch
   * @param epoch the best epoch, from 1
   * @param averagePrecision its average precision on the validation rows
   */
  public record Result(Mlp network, int epoch, double averagePrecision) {}

  /** Trains a network with the given hidden layers. */
  public Result train(Rows fit, Rows validation, List<Integer> hidden) {
    Engine engine = Engine.getEngine(ENGINE);
    engine.setRandomSeed((int) (seed ^ (seed >>> 32)));
    List<Linear> layers = new ArrayList<>();
    SequentialBlock block = new SequentialBlock();
    for (int units : hidden) {
      Linear layer = Linear.builder().setUnits(units).build();
      layers.add(layer);
      block.add(layer).add(Activation::relu);
    }
    Linear last = Linear.builder().setUnits(1).build();
    layers.add(last);
    block.add(last);
    int steps = Math.max(1, fit.count() / options.batch());
    try (Model model = Model.newInstance("classifier", Device.cpu(), ENGINE)) {
      model.setBlock(block);
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(new WeightedLogisticLoss(options.positiveWeight()))
              .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT)
              .optDevices(new Device[] {Device.cpu()})
              .optOptimizer(
                  Optimizer.adamW()
                      .optWeightDecays(options.weightDecay())
                      .optLearningRateTracker(
                          Tracker.cosine()
                              .setBaseValue(options.learningRate())
                              .optFinalValue(0)
                              .setMaxUpdates(options.epochs() * steps)
                              .build())
                      .build());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(options.batch(), fit.width()));
        return train(trainer, layers, fit, validation, steps);
      }
    }
  }

  private Result train(Trainer trainer, List<Linear> layers, Rows fit, Rows validation, int steps) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[fit.count()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    double[] truth = validation.truth();
    WeightAverage average = new WeightAverage(layers, options.averaging());
    Result best = null;
    for (int epoch = 1; epoch <= options.epochs(); epoch++) {
      shuffle(order, random);
      for (int step = 0; step < steps; step++) {
        step(trainer, fit, order, step * options.batch());
        average.update();
      }
      Mlp network = average.network();
      double[] logits = network.logits(validation.inputs(), validation.count());
      double precision = Metrics.of(logits, truth).averagePrecision();
      progress.accept(
          String.format(
              java.util.Locale.ROOT,
              "epoch %d of %d: average precision on later events %.4f",
              epoch,
              options.epochs(),
              precision));
      if (best == null || precision > best.averagePrecision()) {
        best = new Result(network, epoch, precision);
      } else if (epoch - best.epoch() >= options.patience()) {
        break;
      }
    }
    return best;
  }

  private void step(Trainer trainer, Rows rows, int[] order, int from) {
    int width = rows.width();
    int count = Math.min(options.batch(), order.length - from);
    float[] inputs = new float[count * width];
    float[] labels = new float[count];
    for (int i = 0; i < count; i++) {
      int row = order[from + i];
      System.arraycopy(rows.inputs(), row * width, inputs, i * width, width);
      labels[i] = rows.labels()[row];
    }
    try (NDManager manager = trainer.getManager().newSubManager();
        GradientCollector gradients = trainer.newGradientCollector()) {
      NDList data = new NDList(manager.create(inputs, new Shape(count, width)));
      NDList targets = new NDList(manager.create(labels, new Shape(count, 1)));
      NDList outputs = trainer.forward(data, targets);
      outputs.attach(manager);
      NDArray loss = trainer.getLoss().evaluate(targets, outputs);
      loss.attach(manager);
      gradients.backward(loss);
    }
    trainer.step();
  }

  /** Fisher and Yates. */
  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
  }

  /** Logistic loss of logits, each fraud counting more than once. */
  private static final class WeightedLogisticLoss extends Loss {
    private final float positiveWeight;

    WeightedLogisticLoss(float positiveWeight) {
      super("WeightedLogisticLoss");
      this.positiveWeight = positiveWeight;
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray y = labels.singletonOrThrow();
      NDArray z = predictions.singletonOrThrow();
      // max(z, 0) − y·z + ln(1 + e^−|z|) does not overflow.
      NDArray loss = z.maximum(0f).sub(z.mul(y)).add(z.abs().neg().exp().add(1f).log());
      return loss.mul(y.mul(positiveWeight - 1).add(1f)).mean();
    }
  }
}
