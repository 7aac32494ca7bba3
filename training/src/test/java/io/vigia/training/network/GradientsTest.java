package io.vigia.training.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients equal differences, whatever the virtual machine does with its memory meanwhile. */
class GradientsTest {
  private static final int ROWS = 64;
  private static final float STEP = 1e-2f;

  @ParameterizedTest
  @EnumSource
  void activations(Activation.Kind kind) {
    assertGradient(x -> Forward.apply(kind, x).mean());
  }

  static Stream<Arguments> losses() {
    LogisticLoss truth = new LogisticLoss(5, 2);
    return Stream.of(
        Arguments.of(new LogisticLoss(5, 0), 1),
        Arguments.of(truth, 1),
        Arguments.of(new DistillationLoss(truth, 3, 0.7f), 3),
        Arguments.of(new ReconstructionLoss(), 1));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void losses(Objective objective, int targets) {
    float[] values = new float[ROWS * targets];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 3 == 0 ? 1 : 0;
    }
    assertGradient(
        x -> {
          NDArray y = x.getManager().create(values, new Shape(ROWS, targets));
          return objective.loss(x, y);
        });
  }

  private static void assertGradient(UnaryOperator<NDArray> function) {
    float[] values = Values.random(ROWS, new SplittableRandom(4));
    for (int i = 0; i < ROWS; i++) {
      // Away from the corners of rectifiers.
      values[i] = Math.abs(values[i] % 1) < 0.1 ? values[i] + 0.2f : values[i];
    }
    try (NDManager manager = Torch.engine().newBaseManager()) {
      NDArray x = manager.create(values, new Shape(ROWS, 1));
      x.setRequiresGradient(true);
      try (GradientCollector collector = Torch.engine().newGradientCollector()) {
        NDArray y = function.apply(x);
        overwriteFreedMemory();
        collector.backward(y);
      }
      float[] gradient = x.getGradient().toFloatArray();
      for (int i = 0; i < ROWS; i++) {
        double difference =
            at(manager, function, values, i, STEP) - at(manager, function, values, i, -STEP);
        assertThat((double) gradient[i])
            .as("x = %s", values[i])
            .isCloseTo(difference / (2 * STEP), within(4e-4));
      }
    }
  }

  private static double at(
      NDManager manager, UnaryOperator<NDArray> function, float[] values, int place, float step) {
    float[] moved = values.clone();
    moved[place] += step;
    return function.apply(manager.create(moved, new Shape(ROWS, 1))).toFloatArray()[0];
  }

  /** Fills what garbage collection gives back with what is no number. */
  private static void overwriteFreedMemory() {
    for (int round = 0; round < 3; round++) {
      System.gc();
      List<ByteBuffer> taken = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
        taken.add(buffer.putFloat(0, Float.NaN));
      }
      assertThat(taken).hasSize(2_000);
    }
  }
}
