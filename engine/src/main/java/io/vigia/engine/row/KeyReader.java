package io.vigia.engine.row;

/** Finds the id or a key of an event whose fields have been read. */
abstract class KeyReader {
  /** The number of the key read last. */
  long number;

  /** Its text; {@code null} where the number is the key. */
  String text;

  abstract void read(Row row) throws BadRecordException;
}
