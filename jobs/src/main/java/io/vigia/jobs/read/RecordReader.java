package io.vigia.jobs.read;

import io.vigia.jobs.types.Incoming;

/** Makes rows of records; a record that cannot be used becomes a dead letter. Never throws. */
public interface RecordReader {

  /** Reads one record. */
  Incoming read(RawRecord record);
}
