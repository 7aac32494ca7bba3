package io.vigia.engine.features;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** Detectors and rows for tests of features. */
final class Specs {
  static final long SECOND = 1_000_000L;
  static final long HOUR = 3_600 * SECOND;
  static final long DAY = 24 * HOUR;

  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "event_id", "type": "long"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "key_id", "type": "long"},
        {"name": "other_id", "type": "long"},
        {"name": "x", "type": ["null", "double"], "default": null},
        {"name": "y", "type": "double"}
      ]}
      """;

  private Specs() {}

  /** A detector over {@code x} (nullable) and {@code y}, keys {@code k} and {@code o}, labelled. */
  static DetectorSpec of(String... features) {
    StringBuilder yaml =
        new StringBuilder(
            """
            detector: test
            event:
              schema: event.avsc
              topic: events
              id: event_id
              time: at
              out_of_orderness: 1h
              keys: {k: key_id, o: other_id}
            labels: {topic: labels, field: truth, delay: 7d}
            model: {file: model.onnx}
            features:
            """);
    for (String feature : features) {
      yaml.append("  - {").append(feature).append("}\n");
    }
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put(DetectorFiles.SPEC, yaml.toString().getBytes(StandardCharsets.UTF_8));
    files.put("event.avsc", SCHEMA.getBytes(StandardCharsets.UTF_8));
    return DetectorSpecReader.read(new DetectorFiles("test", files));
  }

  static Row event(RowLayout layout, long id, long time, double x, double y) {
    Row row = new Row();
    row.id = id;
    row.time = time;
    row.keys = new long[] {1, 2};
    row.keyTexts = new String[2];
    row.values = new double[layout.width()];
    row.texts = new String[0];
    row.values[layout.fieldSlot("event_id")] = id;
    row.values[layout.fieldSlot("at")] = time;
    row.values[layout.fieldSlot("x")] = x;
    row.values[layout.fieldSlot("y")] = y;
    return row;
  }

  static Row label(long id, long labelledTime, double label) {
    Row row = new Row();
    row.kind = Row.Kind.LABEL;
    row.id = id;
    row.labelledTime = labelledTime;
    row.label = label;
    return row;
  }
}
