package io.vigia.engine.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Scores with an ONNX graph: input {@code features} of shape [rows, width], NaN = missing; output
 * {@code score} of shape [rows] or [rows, 1]; both float.
 *
 * <p>One thread a session, without spinning: a job scales by its operators, and ONNX Runtime's
 * default pools ignore the limits of a container. Inputs and outputs are native buffers that the
 * graph reads and writes in place.
 *
 * <p>Batches are filled up to the next of a few sizes (16, 32, 64, …, capacity). That keeps a
 * tensor for each size at hand, and it guards that a row's score does not depend on its batch:
 * matrix kernels may treat a single row, or the last rows of an odd batch, in other instructions,
 * which round otherwise. So the same events give the same scores, however they were gathered.
 */
public final class OnnxScorer implements Scorer {
  /** Name of the graph's input. */
  public static final String INPUT = "features";

  /** Name of the graph's output. */
  public static final String OUTPUT = "score";

  /** Batches are multiples of this, which is a multiple of what vector instructions hold. */
  private static final int STEP = 16;

  private final int width;
  private final int capacity;
  private final float[] floats;
  private final FloatBuffer inputs;
  private final FloatBuffer outputs;
  private final OrtSession session;
  private final Batch[] batches;
  private boolean closed;

  /** The tensors of one size of batches, over the same buffers, as the session takes them. */
  private record Batch(int rows, Map<String, OnnxTensor> in, Map<String, OnnxTensor> out) {
    void close() {
      in.get(INPUT).close();
      out.get(OUTPUT).close();
    }
  }

  /** The version of ONNX Runtime, such as {@code 1.23.2}. */
  public static String runtimeVersion() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  private OnnxScorer(OrtSession session, int width, int capacity, boolean column)
      throws OrtException {
    this.session = session;
    this.width = width;
    this.capacity = capacity;
    this.floats = new float[width];
    int[] sizes = sizes(capacity);
    int largest = sizes[sizes.length - 1];
    this.inputs = floats(largest * width);
    this.outputs = floats(largest);
    this.batches = new Batch[sizes.length];
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    for (int i = 0; i < sizes.length; i++) {
      int rows = sizes[i];
      long[] scores = column ? new long[] {rows, 1} : new long[] {rows};
      batches[i] =
          new Batch(
              rows,
              Map.of(
                  INPUT,
                  OnnxTensor.createTensor(
                      environment, inputs.slice(0, rows * width), new long[] {rows, width})),
              Map.of(OUTPUT, OnnxTensor.createTensor(environment, outputs.slice(0, rows), scores)));
    }
  }

  /**
   * Loads a graph.
   *
   * @param model bytes of the file
   * @param origin name of the file, for messages
   * @param width number of inputs that a row has
   * @param capacity largest batch, from 1
   * @throws ModelException when it is no ONNX, its input or output is not as said above, or it
   *     needs operators that ONNX Runtime does not have
   */
  public static OnnxScorer open(byte[] model, String origin, int width, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity + ", expected at least 1");
    }
    OnnxFile.check(model, origin);
    OrtSession session = null;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      // What matters comes as an exception; warnings about graphs belong to their training.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      session = OrtEnvironment.getEnvironment().createSession(model, options);
      checkInput(session, origin, width);
      return new OnnxScorer(session, width, capacity, checkOutput(session, origin) == 2);
    } catch (OrtException e) {
      close(session);
      throw new ModelException(
          origin
              + ": ONNX Runtime refuses this model: "
              + e.getMessage()
              + "; expected an ONNX"
              + " graph of standard operators",
          e);
    } catch (RuntimeException e) {
      close(session);
      throw e;
    }
  }

  private static void checkInput(OrtSession session, String origin, int width) throws OrtException {
    Map<String, NodeInfo> infos = session.getInputInfo();
    if (!infos.keySet().equals(Set.of(INPUT))) {
      throw new ModelException(
          origin + ": inputs are " + infos.keySet() + ", expected one, '" + INPUT + "'");
    }
    if (!(infos.get(INPUT).getInfo() instanceof TensorInfo info)
        || info.type != OnnxJavaType.FLOAT) {
      throw new ModelException(
          origin
              + ": input '"
              + INPUT
              + "' is "
              + describe(infos.get(INPUT))
              + ", expected a tensor of floats (FLOAT) of shape [-1, "
              + width
              + "]");
    }
    long[] shape = info.getShape();
    if (shape.length != 2 || shape[0] != -1 || shape[1] != width) {
      throw new ModelException(
          origin
              + ": input '"
              + INPUT
              + "' has shape "
              + Arrays.toString(shape)
              + ", expected [-1, "
              + width
              + "]: any number of rows of "
              + width
              + " features; train the model for this detector");
    }
  }

  private static int checkOutput(OrtSession session, String origin) throws OrtException {
    Map<String, NodeInfo> infos = session.getOutputInfo();
    if (!infos.containsKey(OUTPUT)) {
      throw new ModelException(
          origin + ": outputs are " + infos.keySet() + ", expected '" + OUTPUT + "' among them");
    }
    if (!(infos.get(OUTPUT).getInfo() instanceof TensorInfo info)
        || info.type != OnnxJavaType.FLOAT) {
      throw new ModelException(
          origin
              + ": output '"
              + OUTPUT
              + "' is "
              + describe(infos.get(OUTPUT))
              + ", expected a tensor of floats (FLOAT) of shape [-1] or [-1, 1]");
    }
    long[] shape = info.getShape();
    boolean row = shape.length == 1 && shape[0] == -1;
    boolean column = shape.length == 2 && shape[0] == -1 && shape[1] == 1;
    if (!row && !column) {
      throw new ModelException(
          origin
              + ": output '"
              + OUTPUT
              + "' has shape "
              + Arrays.toString(shape)
              + ", expected [-1] or [-1, 1]: one score a row");
    }
    return shape.length;
  }

  private static String describe(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo info
        ? "a tensor of " + info.type + " of shape " + Arrays.toString(info.getShape())
        : node.getInfo().toString();
  }

  /** 16, 32, 64, … and, last, the capacity rounded up to a multiple of 16. */
  static int[] sizes(int capacity) {
    int largest = (capacity + STEP - 1) / STEP * STEP;
    int count = 1;
    for (int size = STEP; size < largest; size *= 2) {
      count++;
    }
    int[] sizes = new int[count];
    for (int i = 0; i < count; i++) {
      sizes[i] = Math.min(STEP << i, largest);
    }
    return sizes;
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(count * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public void put(int row, double[] values, int from) {
    for (int i = 0; i < width; i++) {
      floats[i] = toFloat(values[from + i]);
    }
    // One copy a row: each put into a native buffer checks its bounds.
    inputs.put(row * width, floats);
  }

  /** Beyond the range of floats, the largest float: an amount of 1e300 is large, not infinite. */
  private static float toFloat(double value) {
    return Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, (float) value));
  }

  @Override
  public void run(int rows) {
    if (closed) {
      throw new ScoringException("the scorer is closed");
    }
    if (rows < 1 || rows > capacity) {
      throw new IllegalArgumentException("rows is " + rows + ", expected 1 to " + capacity);
    }
    Batch batch = batches[batchOf(rows)];
    try {
      session.run(batch.in, Set.of(), batch.out).close();
    } catch (OrtException e) {
      throw new ScoringException("the model failed: " + e.getMessage(), e);
    }
    check(rows);
  }

  private int batchOf(int rows) {
    int i = 0;
    while (batches[i].rows < rows) {
      i++;
    }
    return i;
  }

  private void check(int rows) {
    for (int row = 0; row < rows; row++) {
      float score = outputs.get(row);
      // Written so that NaN fails it.
      if (!(score >= 0f && score <= 1f)) {
        throw new ScoringException(
            "the model's score of row "
                + row
                + " of "
                + rows
                + " is "
                + score
                + ", expected a finite number from 0 to 1");
      }
    }
  }

  @Override
  public double score(int row) {
    return outputs.get(row);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (Batch batch : batches) {
      batch.close();
    }
    close(session);
  }

  private static void close(OrtSession session) {
    if (session == null) {
      return;
    }
    try {
      session.close();
    } catch (OrtException e) {
      throw new ScoringException("cannot close the model: " + e.getMessage(), e);
    }
  }
}
