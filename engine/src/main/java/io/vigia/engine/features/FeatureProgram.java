package io.vigia.engine.features;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorSpec;
import java.util.List;

/**
 * The features of a detector, compiled: what to do with a row before the first keyed stage, and the
 * keyed stages in their order. The same program runs in the job and builds the training set.
 *
 * <p>Not thread safe: an operator compiles its own.
 */
public final class FeatureProgram {

  private FeatureProgram() {}

  /** Compiles a checked detector. */
  public static FeatureProgram compile(DetectorSpec spec) {
    throw new UnsupportedOperationException("engine/features lands next: " + spec.name());
  }

  /** The layout of the rows it works on. */
  public RowLayout layout() {
    throw new UnsupportedOperationException();
  }

  /** The keyed stages, first one first. */
  public List<KeyedStage> stages() {
    throw new UnsupportedOperationException();
  }

  /** Fills the features that need no key and stand before the first stage. */
  public void begin(Row event) {
    throw new UnsupportedOperationException(event.toString());
  }
}
