package io.vigia.engine.features;

import io.vigia.engine.row.Row;

/** A feature that needs nothing but the event: it reads slots and fills its own. */
interface LocalFeature {

  /** Fills the feature's slot, or its slots. */
  void fill(Row event);
}
