package io.vigia.engine.spec;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.apache.avro.Schema;

/**
 * The stream of events a detector watches.
 *
 * @param schema the record's schema, which events of older schemas are resolved to
 * @param topic the Kafka topic
 * @param idField the field that identifies an event
 * @param timeField the field of type timestamp-millis or timestamp-micros
 * @param outOfOrderness how far behind the latest event another may come without being late
 * @param valid which event times are taken
 * @param keys the keys in the order of the file
 */
public record EventSpec(
    Schema schema,
    String topic,
    String idField,
    String timeField,
    Duration outOfOrderness,
    Validity valid,
    List<KeySpec> keys) {

  public EventSpec {
    keys = List.copyOf(keys);
  }

  /**
   * Which event times are taken; others are dead letters and do not move the watermark.
   *
   * @param fromMicros first valid event time, microseconds since 1970, inclusive
   * @param toMicros end of the valid event times, exclusive
   * @param maxAhead how far an event may run ahead of the watermark's clock
   */
  public record Validity(long fromMicros, long toMicros, Duration maxAhead) {}

  /**
   * A key of the stream.
   *
   * @param name the detector's name of the key
   * @param parts names of fields, or CEL expressions; several make a composite key
   * @param max how many of it a stage of features remembers, from 1; empty for all that have not
   *     expired
   */
  public record KeySpec(String name, List<String> parts, OptionalInt max) {
    public KeySpec {
      parts = List.copyOf(parts);
    }

    /** A key of which all are remembered. */
    public KeySpec(String name, List<String> parts) {
      this(name, parts, OptionalInt.empty());
    }
  }
}
