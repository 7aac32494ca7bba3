package io.vigia.engine.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** Detector folders in memory. */
final class Detectors {
  /** A schema with a field of each kind. */
  static final String SENSOR_SCHEMA =
      """
      {"type": "record", "name": "Reading", "fields": [
        {"name": "reading_id", "type": "string"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "sensor", "type": ["null", "string"], "default": null},
        {"name": "value", "type": "double"},
        {"name": "online", "type": "boolean"},
        {"name": "mode", "type": {"type": "enum", "name": "Mode", "symbols": ["IDLE", "BUSY"]}},
        {"name": "embedding", "type": {"type": "array", "items": "float"}},
        {"name": "tags", "type": {"type": "map", "values": "string"}}
      ]}
      """;

  /** The smallest detector of that schema. */
  static final String SENSOR =
      """
      detector: sensor
      event:
        schema: reading.avsc
        topic: readings
        id: reading_id
        time: at
        keys: {sensor: sensor}
      features:
        - {name: value_now, field: value}
      """;

  private Detectors() {}

  static String cardFraud() {
    try (InputStream in = Detectors.class.getResourceAsStream("card-fraud.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DetectorFiles files(String yaml) {
    return files(yaml.getBytes(StandardCharsets.UTF_8));
  }

  static DetectorFiles files(byte[] yaml) {
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put(DetectorFiles.SPEC, yaml);
    files.put("reading.avsc", SENSOR_SCHEMA.getBytes(StandardCharsets.UTF_8));
    files.put("number.avsc", "\"int\"".getBytes(StandardCharsets.UTF_8));
    files.put("broken.avsc", "{\"type\": \"rekord\"}".getBytes(StandardCharsets.UTF_8));
    return new DetectorFiles("d", files);
  }
}
