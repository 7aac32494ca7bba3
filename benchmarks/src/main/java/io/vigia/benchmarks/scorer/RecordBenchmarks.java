package io.vigia.benchmarks.scorer;

import io.vigia.engine.decide.Decider;
import io.vigia.engine.decide.Verdict;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.row.BadRecordException;
import io.vigia.engine.row.EventDecoder;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowPool;
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

/** What is done for each record, apart from keyed features and the model. */
@State(Scope.Thread)
public class RecordBenchmarks {
  private final Row row = new Row();
  private final Verdict verdict = new Verdict();
  private final DataOutputSerializer out = new DataOutputSerializer(1 << 10);
  private final DataInputDeserializer in = new DataInputDeserializer();
  private EventDecoder decoder;
  private Decider decider;
  private RowSerializer serializer;
  private byte[][] written;

  /** Makes what is measured. */
  @Setup(Level.Trial)
  public void setUp(PaymentStream stream) throws IOException {
    decoder = EventDecoder.of(stream.spec);
    Detector detector = Detector.open(stream.files, Precision.FP32);
    decider = Decider.of(stream.spec, detector.threshold());
    serializer = new RowSerializer(SpecFiles.of(stream.files));
    written = new byte[stream.rows.length][];
    for (int i = 0; i < written.length; i++) {
      stream.rows[i].score = i / (double) written.length;
      out.clear();
      serializer.serialize(stream.rows[i], out);
      written[i] = out.getCopyOfBuffer();
    }
  }

  /** Avro bytes to a row that is used again. */
  @Benchmark
  public Row decode(PaymentStream stream) throws BadRecordException {
    decoder.decode(stream.payloads[stream.advance()], row);
    return row;
  }

  /** The features that need no key. */
  @Benchmark
  public Row localFeatures(PaymentStream stream) {
    Row next = stream.rows[stream.advance()];
    stream.program.begin(next);
    return next;
  }

  /** Threshold and rules. */
  @Benchmark
  public boolean decide(PaymentStream stream) {
    return decider.decide(stream.rows[stream.advance()], verdict);
  }

  /** A row with all features to bytes, as between two tasks. */
  @Benchmark
  public int writeRow(PaymentStream stream) throws IOException {
    out.clear();
    serializer.serialize(stream.rows[stream.advance()], out);
    return out.length();
  }

  /** Bytes to a row, as between two tasks; the row is given back, as its last owner does. */
  @Benchmark
  public long readRow(PaymentStream stream) throws IOException {
    in.setBuffer(written[stream.advance()]);
    Row read = serializer.deserialize(in);
    long id = read.id;
    RowPool.ofThread().give(read);
    return id;
  }
}
