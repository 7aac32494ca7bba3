package io.vigia.engine.row;

/** Reads one value of an event from its bytes to where it belongs, or past it. */
interface FieldReader {

  void read(AvroCursor in, Row row) throws BadRecordException;
}
