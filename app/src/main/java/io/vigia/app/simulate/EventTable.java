package io.vigia.app.simulate;

import java.io.Closeable;
import java.io.IOException;

/** Writes simulated payments to a file. */
interface CardWriter extends Closeable {
  /** Appends a day. */
  void write(CardDay day) throws IOException;
}
