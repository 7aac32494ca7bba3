package io.vigia.benchmarks.scorer;

import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.Row;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The keyed stages of the features; the look-up of the key's state is not part of it. */
@State(Scope.Thread)
public class StageBenchmarks {
  /** Index of the stage. */
  @Param({"0", "1"})
  public int index;

  private KeyedStage stage;
  private KeyState[] states;

  /** Picks the stage. */
  @Setup(Level.Trial)
  public void setUp(PaymentStream stream) {
    stage = stream.program.stages().get(index);
    states = stream.states[index];
  }

  /** Takes an event in and fills its features. */
  @Benchmark
  public Row stage(PaymentStream stream) {
    int i = stream.advance();
    Row row = stream.rows[i];
    stage.onEvent(row, states[i]);
    stream.later(row);
    return row;
  }
}
