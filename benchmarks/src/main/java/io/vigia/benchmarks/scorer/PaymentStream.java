package io.vigia.benchmarks.scorer;

import io.vigia.app.simulate.card.CardDay;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.benchmarks.harness.CardRecords;
import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.BadRecordException;
import io.vigia.engine.row.EventDecoder;
import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Simulated payments in the middle of their stream: the states of all keys know the {@value
 * #HISTORY_DAYS} days before. When the payments are through they come again, later by their whole
 * span, so that time only ever goes on.
 */
@State(Scope.Thread)
public class PaymentStream {
  private static final int HISTORY_DAYS = 31;
  private static final int DAYS = 7;
  private static final long SEED = 13;

  /** Folder of the detector. */
  @Param("models/card-fraud")
  public String detector;

  DetectorFiles files;
  DetectorSpec spec;
  FeatureProgram program;
  byte[][] payloads;
  Row[] rows;
  KeyState[][] states;
  private long spanMicros;
  private int next;
  // The states have seen the payments once already.
  private long turns = 1;

  /** Simulates the payments and fills the states. */
  @Setup(Level.Trial)
  public void setUp() throws BadRecordException {
    files = DetectorFiles.read(Path.of(detector));
    spec = DetectorSpecReader.read(files);
    program = FeatureProgram.compile(spec);
    CardSimulator simulator = new CardSimulator(CardParameters.defaults(), SEED);
    CardRecords records = new CardRecords(spec.labels().orElseThrow().delay());
    EventDecoder decoder = EventDecoder.of(spec);
    List<Map<Long, KeyState>> known = new ArrayList<>();
    program.stages().forEach(stage -> known.add(new HashMap<>()));
    List<byte[]> bytes = new ArrayList<>();
    List<Row> decoded = new ArrayList<>();
    for (int day = 0; day < HISTORY_DAYS + DAYS; day++) {
      CardDay payments = simulator.next();
      for (int i = 0; i < payments.size(); i++) {
        Row row = new Row();
        byte[] payload = records.payment(payments, i);
        decoder.decode(payload, row);
        program.begin(row);
        fill(row, known);
        if (day >= HISTORY_DAYS) {
          bytes.add(payload);
          decoded.add(row);
        }
      }
    }
    payloads = bytes.toArray(new byte[0][]);
    rows = decoded.toArray(new Row[0]);
    bind(known);
    spanMicros = rows[rows.length - 1].time - rows[0].time;
    for (Row row : rows) {
      later(row);
    }
  }

  private void fill(Row row, List<Map<Long, KeyState>> known) {
    for (KeyedStage stage : program.stages()) {
      stage.onEvent(
          row,
          known
              .get(stage.index())
              .computeIfAbsent(row.keys[stage.keyIndex()], key -> stage.newState()));
    }
  }

  private void bind(List<Map<Long, KeyState>> known) {
    states = new KeyState[known.size()][rows.length];
    for (KeyedStage stage : program.stages()) {
      for (int i = 0; i < rows.length; i++) {
        states[stage.index()][i] = known.get(stage.index()).get(rows[i].keys[stage.keyIndex()]);
      }
    }
  }

  /** Index of the next payment. */
  int advance() {
    int index = next;
    next = index + 1 == rows.length ? 0 : index + 1;
    turns += next == 0 ? 1 : 0;
    return index;
  }

  /** Moves a row that was decoded anew behind all that came before this turn. */
  void inTurn(Row row) {
    row.time += turns * spanMicros;
    row.id += turns * rows.length;
  }

  /** Moves a row behind all others, for its next turn. */
  void later(Row row) {
    row.time += spanMicros;
    row.id += rows.length;
  }
}
