package io.vigia.app.simulate;

import java.io.Closeable;
import java.io.IOException;

/** Writes simulated events with their truth to a file. */
interface EventTable extends Closeable {
  /** Appends events. */
  void write(EventBatch batch) throws IOException;
}
