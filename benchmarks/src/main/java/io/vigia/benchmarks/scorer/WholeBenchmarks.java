package io.vigia.benchmarks.scorer;

import io.vigia.engine.decide.Decider;
import io.vigia.engine.decide.Verdict;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.row.BadRecordException;
import io.vigia.engine.row.EventDecoder;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowPool;
import io.vigia.engine.score.Scorer;
import io.vigia.jobs.types.RowSerializer;
import io.vigia.jobs.types.SpecFiles;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** All that our code does for a record between its bytes and the decision, without Flink. */
@State(Scope.Thread)
public class WholeBenchmarks {
  private static final int BATCH = 256;

  private final Verdict verdict = new Verdict();
  private final DataOutputSerializer out = new DataOutputSerializer(1 << 10);
  private final DataInputDeserializer in = new DataInputDeserializer();
  private final Row[] batch = new Row[BATCH];
  private RowPool pool;
  private EventDecoder decoder;
  private RowSerializer serializer;
  private KeyedStage first;
  private KeyedStage second;
  private Scorer scorer;
  private Decider decider;
  private int size;
  private long alerts;

  /** Makes what is measured. */
  @Setup(Level.Trial)
  public void setUp(PaymentStream stream) {
    Detector detector = Detector.open(stream.files, Precision.INT8);
    pool = RowPool.ofThread();
    decoder = EventDecoder.of(stream.spec);
    serializer = new RowSerializer(SpecFiles.of(stream.files));
    first = stream.program.stages().get(0);
    second = stream.program.stages().get(1);
    scorer = detector.newScorer(BATCH);
    decider = Decider.of(stream.spec, detector.threshold());
  }

  /** Closes the model. */
  @TearDown(Level.Trial)
  public void tearDown() {
    scorer.close();
  }

  /** Takes a record; each 256th has its batch scored and decided on. */
  @Benchmark
  public long allSteps(PaymentStream stream) throws BadRecordException, IOException {
    int i = stream.advance();
    Row read = pool.take();
    decoder.decode(stream.payloads[i], read);
    stream.inTurn(read);
    stream.program.begin(read);
    first.onEvent(read, stream.states[0][i]);
    Row passed = shuffle(read);
    second.onEvent(passed, stream.states[1][i]);
    batch[size] = passed;
    size++;
    if (size == BATCH) {
      score(stream.program.layout().firstFeature());
    }
    return alerts;
  }

  private Row shuffle(Row row) throws IOException {
    out.clear();
    serializer.serialize(row, out);
    pool.give(row);
    in.setBuffer(out.getSharedBuffer(), 0, out.length());
    return serializer.deserialize(in);
  }

  private void score(int firstFeature) {
    for (int i = 0; i < BATCH; i++) {
      scorer.put(i, batch[i].values, firstFeature);
    }
    scorer.run(BATCH);
    for (int i = 0; i < BATCH; i++) {
      Row row = batch[i];
      row.score = scorer.score(i);
      if (decider.decide(row, verdict)) {
        alerts++;
      }
      pool.give(row);
    }
    size = 0;
  }
}
