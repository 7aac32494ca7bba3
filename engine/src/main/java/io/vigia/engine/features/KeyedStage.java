package io.vigia.engine.features;

import io.vigia.engine.row.Row;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Consecutive features of one key, and the unkeyed features that follow them. */
public interface KeyedStage {

  /** Place among the stages, from 0. */
  int index();

  /** Name of the key. */
  String key();

  /** Index of the key in {@link Row#keys}. */
  int keyIndex();

  /** Whether labels have to be routed to this stage. */
  boolean usesLabels();

  /** The state of a key of which nothing is known. */
  KeyState newState();

  /** Takes an event in and fills the slots of this stage's features. Allocates nothing. */
  void onEvent(Row event, KeyState state);

  /** Takes a label in; one for an event not seen yet waits for it in the state. */
  void onLabel(Row label, KeyState state);

  /**
   * The event time in microseconds since 1970 from which on the state can no longer influence a
   * feature; {@link Long#MIN_VALUE} for an empty state.
   */
  long expiresAt(KeyState state);

  /** Writes a state in the versioned layout of docs/decisions. */
  void write(KeyState state, DataOutput out) throws IOException;

  /** Reads what {@link #write} wrote, of this or an older version. */
  KeyState read(DataInput in) throws IOException;

  /** A deep copy, for snapshots that copy on write. */
  KeyState copy(KeyState state);
}
