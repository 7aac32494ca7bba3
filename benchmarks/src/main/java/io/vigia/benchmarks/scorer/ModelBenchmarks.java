package io.vigia.benchmarks.scorer;

import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.score.Scorer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The model on batches: rows put in, scored and read. */
@State(Scope.Thread)
public class ModelBenchmarks {
  /** Rows of a batch. */
  @Param({"1", "16", "64", "256"})
  public int batch;

  /** Which graph. */
  @Param({"INT8", "FP32"})
  public Precision precision;

  private Scorer scorer;
  private int first;

  /** Loads the model. */
  @Setup(Level.Trial)
  public void setUp(PaymentStream stream) {
    scorer = Detector.open(stream.files, precision).newScorer(batch);
    first = stream.program.layout().firstFeature();
  }

  /** Closes the model. */
  @TearDown(Level.Trial)
  public void tearDown() {
    scorer.close();
  }

  /** Scores a batch. */
  @Benchmark
  public double model(PaymentStream stream) {
    for (int i = 0; i < batch; i++) {
      scorer.put(i, stream.rows[stream.advance()].values, first);
    }
    scorer.run(batch);
    double sum = 0;
    for (int i = 0; i < batch; i++) {
      sum += scorer.score(i);
    }
    return sum;
  }
}
