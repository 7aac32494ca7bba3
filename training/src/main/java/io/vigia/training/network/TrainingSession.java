package io.vigia.training.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A network while it is trained, step by step: its weights, what the optimiser remembers, the
 * average of the weights so far. Belongs to one thread; native memory is freed by {@link #close}.
 *
 * <p>One thread and seeded throughout: the same rows and seed give the same network on the same
 * machine.
 */
public final class TrainingSession implements AutoCloseable {
  private static final int OUTPUT_ROWS = 8_192;

  /** Values between two layers that fit into memory at a time. */
  private static final int OUTPUT_VALUES = 1 << 23;

  private final Network network;
  private final TrainingRows rows;
  private final Objective objective;
  private final TrainingOptions options;
  private final int steps;
  private final SplittableRandom random;
  private final int[] order;
  private final NDManager manager;
  private final Optimizer optimizer;
  private final List<NDArray> weights = new ArrayList<>();
  private final List<Boolean> learned = new ArrayList<>();
  private final FakeQuantization quantization;
  private final WeightAverage average;
  private List<NDArray> masks;

  /**
   * Begins.
   *
   * @param network where it begins
   * @param quantization what rounds the network while it learns; {@link FakeQuantization#NONE}
   */
  public TrainingSession(
      Network network,
      TrainingRows rows,
      Objective objective,
      TrainingOptions options,
      FakeQuantization quantization,
      long seed) {
    if (rows.width() != network.input().count()) {
      throw new IllegalArgumentException(
          "rows of " + rows.width() + " inputs for a network of " + network.input());
    }
    this.network = network;
    this.rows = rows;
    this.objective = objective;
    this.options = options;
    this.quantization = quantization;
    steps = Math.max(1, rows.count() / options.batch());
    random = new SplittableRandom(seed);
    order = new int[rows.count()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    manager = Torch.engine().newBaseManager();
    optimizer =
        Optimizers.create(
            options.optimizer(),
            Schedules.create(options.schedule(), options.learningRate(), options.epochs() * steps),
            options.weightDecay());
    for (Layer layer : network.layers()) {
      List<Shape> shapes = Forward.shapes(layer);
      for (int a = 0; a < shapes.size(); a++) {
        NDArray array = manager.create(layer.weights().get(a), shapes.get(a));
        boolean isLearned = a < shapes.size() - layer.statistics();
        array.setRequiresGradient(isLearned);
        weights.add(array);
        learned.add(isLearned);
      }
    }
    average = new WeightAverage(options.averaging());
  }

  /** Learns from all rows once, in a new order. */
  public void epoch() {
    learn(0, 1);
  }

  /**
   * Learns from a part of the rows; the first part begins a new order.
   *
   * @param part its number, from 0
   * @param parts how many parts all rows have
   */
  public void learn(int part, int parts) {
    if (part == 0) {
      shuffle();
    }
    int end = (int) ((part + 1L) * steps / parts);
    for (int step = (int) ((long) part * steps / parts); step < end; step++) {
      step(step * options.batch());
      average.add(read());
    }
  }

  private void step(int from) {
    backward(
        from,
        (a, gradient) -> {
          optimizer.update(Integer.toString(a), weights.get(a), gradient);
          if (masks != null) {
            weights.get(a).muli(masks.get(a));
          }
        });
  }

  /** Finds the gradients of a batch, hands them over one by one, and forgets them. */
  private void backward(int from, GradientConsumer consumer) {
    int count = Math.min(options.batch(), order.length - from);
    float[] inputs = gather(rows.inputs(), rows.width(), from, count);
    float[] targets = gather(rows.targets(), rows.targetWidth(), from, count);
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = scope.create(inputs, new Shape(count, rows.width()));
      NDArray y = scope.create(targets, new Shape(count, rows.targetWidth()));
      synchronized (Torch.GRADIENTS) {
        try (GradientCollector gradients = Torch.engine().newGradientCollector()) {
          NDArray outputs = Forward.apply(network, weights, x, quantization, true);
          NDArray loss = objective.loss(outputs, y);
          gradients.backward(loss);
        }
      }
      for (int a = 0; a < weights.size(); a++) {
        if (learned.get(a)) {
          try (NDArray gradient = weights.get(a).getGradient()) {
            consumer.accept(a, gradient);
            // PyTorch adds the next gradient to this one.
            gradient.muli(0);
          }
        }
      }
    }
  }

  private interface GradientConsumer {
    void accept(int array, NDArray gradient);
  }

  /**
   * Gradients of batches at the weights as they are now: nothing is learned.
   *
   * @param batches how many batches of rows, in an order of chance
   * @return of each batch, gradients in the order of {@link Network#weights}; null of statistics
   */
  public List<List<float[]>> gradients(int batches) {
    shuffle();
    List<List<float[]>> all = new ArrayList<>();
    for (int batch = 0; batch < Math.min(batches, steps); batch++) {
      float[][] found = new float[weights.size()][];
      backward(batch * options.batch(), (a, gradient) -> found[a] = gradient.toFloatArray());
      all.add(Arrays.asList(found));
    }
    return all;
  }

  /**
   * Holds some weights at zero from now on.
   *
   * @param kept arrays in the order of {@link Network#weights}: 1 = learned, 0 = held at zero
   */
  public void hold(List<float[]> kept) {
    masks = new ArrayList<>();
    for (int a = 0; a < weights.size(); a++) {
      masks.add(manager.create(kept.get(a), weights.get(a).getShape()));
      weights.get(a).muli(masks.get(a));
    }
  }

  private float[] gather(float[] values, int width, int from, int count) {
    float[] gathered = new float[count * width];
    for (int i = 0; i < count; i++) {
      System.arraycopy(values, order[from + i] * width, gathered, i * width, width);
    }
    return gathered;
  }

  /** Fisher and Yates. */
  private void shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
  }

  private List<float[]> read() {
    return weights.stream().map(NDArray::toFloatArray).toList();
  }

  /** The network with the average of its weights so far; before the first step, as it began. */
  public Network averaged() {
    return average.isEmpty() ? network : network.with(average.weights());
  }

  /** Where it stands. */
  public TrainingState state() {
    return new TrainingState(read(), average.sums(), average.start());
  }

  /** Goes on from a state of the same form; what the optimiser remembers stays. */
  public void restore(TrainingState state) {
    for (int a = 0; a < weights.size(); a++) {
      weights.get(a).set(state.weights().get(a));
    }
    average.restore(state.sums(), state.start());
  }

  /**
   * Outputs of a network of the same form, as PyTorch computes them.
   *
   * @param inputs row by row
   * @return row by row
   */
  public float[] outputs(Network other, float[] inputs) {
    int width = network.input().count();
    int count = inputs.length / width;
    int outputs = network.output().count();
    float[] all = new float[count * outputs];
    int widest = network.sizes().stream().mapToInt(Size::count).max().orElseThrow();
    int most = Math.max(1, Math.min(OUTPUT_ROWS, OUTPUT_VALUES / widest));
    try (NDManager scope = manager.newSubManager()) {
      List<NDArray> values = new ArrayList<>();
      List<float[]> arrays = other.weights();
      for (int a = 0; a < arrays.size(); a++) {
        values.add(scope.create(arrays.get(a), weights.get(a).getShape()));
      }
      for (int from = 0; from < count; from += most) {
        int part = Math.min(most, count - from);
        float[] slice = new float[part * width];
        System.arraycopy(inputs, from * width, slice, 0, slice.length);
        try (NDManager inner = scope.newSubManager()) {
          NDArray x = inner.create(slice, new Shape(part, width));
          float[] y = Forward.apply(network, values, x, quantization, false).toFloatArray();
          System.arraycopy(y, 0, all, from * outputs, y.length);
        }
      }
    }
    return all;
  }

  @Override
  public void close() {
    manager.close();
  }
}
