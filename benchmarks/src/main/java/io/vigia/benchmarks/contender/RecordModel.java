package io.vigia.benchmarks.contender;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * One call of the fp32 graph for each record, without a batch: fp32, because of a single row it is
 * faster than int8. As ONNX Runtime's documentation of Java recommends for speed, input lies in a
 * direct buffer and its tensor is made once; one thread a session, since the tasks are the threads.
 * Not thread safe.
 */
public final class RecordModel implements AutoCloseable {
  private static final String INPUT = "features";
  private static final String OUTPUT = "score";

  private final OrtSession session;
  private final FloatBuffer floats;
  private final Map<String, OnnxTensor> input;
  private final int first;

  /** The fp32 graph of a detector's folder. */
  public RecordModel(DetectorFiles files, RowLayout layout) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = environment.createSession(files.files().get(DetectorFiles.FP32_MODEL), options);
    }
    int width = layout.featureCount();
    first = layout.firstFeature();
    floats =
        ByteBuffer.allocateDirect(width * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    input = Map.of(INPUT, OnnxTensor.createTensor(environment, floats, new long[] {1, width}));
  }

  /** Scores a row whose features are filled. */
  public void score(Row row) throws OrtException {
    row.score = score(row.values);
  }

  /**
   * Scores the numbers of a row.
   *
   * @param values as in {@link Row#values}
   * @return the score, in [0, 1]
   */
  public double score(double[] values) throws OrtException {
    for (int i = 0; i < floats.capacity(); i++) {
      floats.put(i, (float) values[first + i]);
    }
    try (OrtSession.Result result = session.run(input)) {
      return ((OnnxTensor) result.get(OUTPUT).orElseThrow()).getFloatBuffer().get(0);
    }
  }

  @Override
  public void close() throws OrtException {
    input.get(INPUT).close();
    session.close();
  }
}
