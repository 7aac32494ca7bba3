package io.vigia.app.simulate;

import java.util.List;
import org.apache.avro.Schema;

/**
 * A simulated stream with planted and labelled anomalies, one stretch of time after the other: a
 * pure function of its parameters and its seed, whatever the number of stretches.
 */
public interface Simulator {
  /** Schema of the events. */
  Schema schema();

  /** The truth about an event, which files hold behind its fields. */
  List<Schema.Field> truth();

  /** How many stretches make a day. */
  int stretchesADay();

  /** The events of the next stretch. */
  EventBatch next();
}
