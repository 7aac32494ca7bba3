package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import io.vigia.engine.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClassifierTrainerTest {
  private static final int WIDTH = 4;
  private static final int HIDDEN = 16;
  private static final TrainingOptions OPTIONS =
      new TrainingOptions(12, 64, 1e-2f, 1e-4f, 5, 12, 0.9f);

  private final ClassifierTrainer.Rows fit = rows(4_000, 1);
  private final ClassifierTrainer.Rows validation = rows(1_500, 2);

  @Test
  void learns_what_no_linear_model_can() {
    ClassifierTrainer.Result result = train(3, OPTIONS);

    ClassifierTrainer.Rows unseen = rows(1_500, 9);
    double[] logits = result.network().logits(unseen.inputs(), unseen.count());
    Metrics metrics = Metrics.of(logits, unseen.truth());
    double base = (double) metrics.positives() / metrics.events();
    assertThat(base).isBetween(0.05, 0.2);
    assertThat(metrics.averagePrecision()).isGreaterThan(0.8);
    assertThat(result.averagePrecision()).isGreaterThan(0.8);
    assertThat(result.epoch()).isBetween(2, 12);
  }

  @Test
  void the_network_has_the_layers_asked_for() {
    TrainingOptions once = new TrainingOptions(1, 256, 1e-2f, 0, 1, 1, 0.9f);
    Mlp network =
        new ClassifierTrainer(once, 1, line -> {}).train(fit, validation, List.of(8, 5)).network();

    assertThat(network.layers().stream().map(Dense::in)).containsExactly(WIDTH, 8, 5);
    assertThat(network.layers().stream().map(Dense::out)).containsExactly(8, 5, 1);
  }

  @Test
  void the_same_seed_gives_the_same_weights_and_another_does_not() {
    TrainingOptions few = new TrainingOptions(2, 128, 1e-2f, 1e-4f, 5, 2, 0.9f);

    List<float[]> first = weights(train(5, few));
    List<float[]> again = weights(train(5, few));
    List<float[]> other = weights(train(6, few));

    for (int i = 0; i < first.size(); i++) {
      assertThat(again.get(i)).isEqualTo(first.get(i));
      assertThat(other.get(i)).isNotEqualTo(first.get(i));
    }
  }

  @Test
  void the_best_epoch_is_kept_and_training_stops_when_patience_ends() {
    TrainingOptions hasty = new TrainingOptions(40, 64, 0.05f, 0, 5, 2, 0.5f);
    List<String> lines = new ArrayList<>();

    ClassifierTrainer.Result result =
        new ClassifierTrainer(hasty, 1, lines::add).train(fit, validation, List.of(HIDDEN));

    assertThat(lines).hasSize(result.epoch() + 2).hasSizeLessThan(40);
    assertThat(lines.get(0)).matches("epoch 1 of 40: average precision on later events 0\\.\\d{4}");
    double[] logits = result.network().logits(validation.inputs(), validation.count());
    assertThat(Metrics.of(logits, validation.truth()).averagePrecision())
        .isEqualTo(result.averagePrecision());
  }

  @Test
  void fewer_rows_than_a_batch_train_too() {
    ClassifierTrainer.Rows some = rows(50, 4);

    ClassifierTrainer.Result result =
        new ClassifierTrainer(OPTIONS, 1, line -> {}).train(some, validation, List.of(4));

    assertThat(result.averagePrecision()).isBetween(0.0, 1.0);
  }

  /** One update with nothing kept makes the average the weights themselves. */
  @Test
  void djl_and_the_network_in_java_compute_the_same() {
    Linear first = Linear.builder().setUnits(HIDDEN).build();
    Linear last = Linear.builder().setUnits(1).build();
    SequentialBlock block = new SequentialBlock().add(first).add(Activation::relu).add(last);
    try (Model model = Model.newInstance("test", Device.cpu(), "PyTorch")) {
      model.setBlock(block);
      NDManager manager = model.getNDManager();
      block.initialize(manager, DataType.FLOAT32, new Shape(1, WIDTH));
      WeightAverage average = new WeightAverage(List.of(first, last), 0);
      average.update();
      NDArray inputs = manager.create(fit.inputs(), new Shape(fit.count(), WIDTH));
      float[] expected =
          block
              .forward(new ParameterStore(manager, false), new NDList(inputs), false)
              .singletonOrThrow()
              .toFloatArray();

      double[] logits = average.network().logits(fit.inputs(), fit.count());

      for (int row = 0; row < logits.length; row++) {
        assertThat(logits[row]).isCloseTo(expected[row], within(1e-5));
      }
    }
  }

  private ClassifierTrainer.Result train(long seed, TrainingOptions options) {
    return new ClassifierTrainer(options, seed, line -> {}).train(fit, validation, List.of(HIDDEN));
  }

  private static List<float[]> weights(ClassifierTrainer.Result result) {
    return result.network().layers().stream().map(Dense::weights).toList();
  }

  /** A positive is outside of a ring; two of the inputs are noise. */
  private static ClassifierTrainer.Rows rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] inputs = new float[count * WIDTH];
    float[] labels = new float[count];
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < WIDTH; i++) {
        inputs[row * WIDTH + i] = (float) random.nextDouble(-1.5, 1.5);
      }
      labels[row] = Math.hypot(inputs[row * WIDTH], inputs[row * WIDTH + 1]) > 1.6 ? 1 : 0;
    }
    return new ClassifierTrainer.Rows(inputs, labels);
  }
}
