package io.vigia.benchmarks.scaling;

import io.vigia.benchmarks.harness.Rounds;
import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.jobs.read.EventReader;
import io.vigia.jobs.read.RawRecord;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the state of a key takes after a month of payments, by the engine alone: the same payments
 * through the same stage, for one key of many.
 */
final class StateSizes {
  private static final int SAMPLED = 1_000;

  private final KeyedStage stage;
  private final Map<Long, KeyState> states = new HashMap<>();

  private StateSizes(KeyedStage stage) {
    this.stage = stage;
  }

  /** The states of some keys of a stage. */
  static StateSizes of(DetectorSpec spec, int stageIndex, KeyedPayments payments, int keys) {
    FeatureProgram program = FeatureProgram.compile(spec);
    StateSizes sizes = new StateSizes(program.stages().get(stageIndex));
    EventReader reader = new EventReader(spec);
    int every = Math.max(1, keys / SAMPLED);
    for (int number = 0; number < payments.count(); number++) {
      var payment = payments.payment(number);
      long key = stageIndex == 0 ? payment.getCustomerId() : payment.getTerminalId();
      if (key % every == 0) {
        Row row =
            reader.read(new RawRecord("events", 0, number, 0, null, payments.bytes(number))).row();
        program.begin(row);
        sizes.add(row);
      }
    }
    return sizes;
  }

  private void add(Row row) {
    stage.onEvent(
        row, states.computeIfAbsent(row.keys[stage.keyIndex()], unused -> stage.newState()));
  }

  /** Median of the bytes on the heap. */
  double medianHeap() {
    return Rounds.median(states.values().stream().mapToDouble(KeyState::heapBytes).toArray());
  }

  /** Median of the bytes as they are in a checkpoint or in RocksDB. */
  double medianSerialized() throws IOException {
    double[] sizes = new double[states.size()];
    int next = 0;
    for (KeyState state : states.values()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      stage.write(state, new DataOutputStream(bytes));
      sizes[next++] = bytes.size();
    }
    return Rounds.median(sizes);
  }
}
