package io.vigia.jobs;

import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.Row;
import org.apache.flink.api.java.functions.KeySelector;

/** A key of the detector, by which rows are shuffled and states are kept. */
final class RowKey implements KeySelector<Row, Long> {
  private static final long serialVersionUID = 1L;
  private final int index;

  private RowKey(int index) {
    this.index = index;
  }

  /** The key of a stage. */
  static RowKey of(KeyedStage stage) {
    return new RowKey(stage.keyIndex());
  }

  @Override
  public Long getKey(Row row) {
    return row.keys[index];
  }
}
