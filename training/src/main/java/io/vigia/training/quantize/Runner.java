package io.vigia.training.quantize;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** Runs a network in ONNX Runtime on one thread, with every optimisation. */
final class Runner implements AutoCloseable {
  private final InputShape input;
  private final OrtSession session;

  /** Takes what a network computed. */
  interface Sink {
    /**
     * Takes one tensor of floats.
     *
     * @param name of the tensor
     * @param shape its axes
     * @param values to be read at once
     */
    void take(String name, long[] shape, FloatBuffer values);
  }

  Runner(byte[] onnx) {
    input = InputShape.of(onnx);
    try (OrtSession.SessionOptions options = options()) {
      session = OrtEnvironment.getEnvironment().createSession(onnx, options);
    } catch (OrtException e) {
      throw new IllegalArgumentException("ONNX Runtime refuses the network: " + e.getMessage(), e);
    }
  }

  /** How sessions of a job are made: one thread, which does not spin, all optimisations. */
  static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    return options;
  }

  InputShape input() {
    return input;
  }

  /** How many inputs run at once: what the network takes, else the most asked for. */
  int batch(int most) {
    return input.batch() == 0 ? most : input.batch();
  }

  /**
   * Runs inputs from a number on; of fewer than the network takes at a time, the last is repeated.
   *
   * @param inputs input by input
   * @param from number of the first
   * @param count how many
   */
  void run(float[] inputs, int from, int count, Sink sink) {
    int width = input.width();
    int rows = Math.max(count, input.batch());
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * rows * width).order(ByteOrder.nativeOrder());
    FloatBuffer values = bytes.asFloatBuffer();
    values.put(inputs, from * width, count * width);
    while (values.hasRemaining()) {
      values.put(inputs, (from + count - 1) * width, width);
    }
    values.rewind();
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, input.of(rows));
        OrtSession.Result result = session.run(Map.of(input.name(), tensor))) {
      for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
        if (output.getValue() instanceof OnnxTensor floats
            && floats.getInfo().type == ai.onnxruntime.OnnxJavaType.FLOAT) {
          TensorInfo info = floats.getInfo();
          sink.take(output.getKey(), info.getShape(), floats.getFloatBuffer());
        }
      }
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }
}
