package io.vigia.jobs.files;

import java.io.IOException;

/** One file of events, read from its beginning. */
interface EventFile extends AutoCloseable {

  /** The next row, {@code null} at the end. */
  FileEvent next() throws IOException;

  @Override
  void close() throws IOException;
}
