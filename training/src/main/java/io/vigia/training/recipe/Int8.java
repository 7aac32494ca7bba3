package io.vigia.training.recipe;

import io.vigia.engine.spec.TrainingSpec;
import io.vigia.training.data.LearningData;
import io.vigia.training.quantize.CalibrationMethod;
import io.vigia.training.quantize.QuantizationOptions;
import io.vigia.training.quantize.Quantizer;
import java.util.Set;

/** Quantises the graph of a detector, with ranges found on events that it learned from. */
final class Int8 {
  private static final int SAMPLE = 8_192;

  private Int8() {}

  /**
   * The graph in int8.
   *
   * @param floatNodes names of nodes that stay in floating point
   */
  static byte[] of(byte[] fp32, Set<String> floatNodes, LearningData data, TrainingSpec spec) {
    return Quantizer.quantize(
            fp32,
            sample(data),
            data.table().width(),
            QuantizationOptions.defaults()
                .with(CalibrationMethod.valueOf(spec.quantization().ranges().name()))
                .equalised()
                .keepingFloat(floatNodes))
        .onnx();
  }

  /** Events evenly over their time; what is missing is the median. */
  private static float[] sample(LearningData data) {
    int[] fit = data.split().fit();
    int[] rows = new int[Math.min(SAMPLE, fit.length)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = fit[(int) ((long) i * fit.length / rows.length)];
    }
    float[] inputs = data.raw(rows);
    int width = data.table().width();
    for (int at = 0; at < inputs.length; at++) {
      if (Float.isNaN(inputs[at])) {
        inputs[at] = (float) data.inputs().get(at % width).usual();
      }
    }
    return inputs;
  }
}
