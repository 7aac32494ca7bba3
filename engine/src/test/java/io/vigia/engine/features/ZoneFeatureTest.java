package io.vigia.engine.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.FeatureHash;
import java.awt.geom.Path2D;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ZoneFeatureTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "event_id", "type": "long"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "camera_id", "type": "string"},
        {"name": "floor", "type": "int"},
        {"name": "x", "type": ["null", "double"], "default": null},
        {"name": "y", "type": ["null", "double"], "default": null}
      ]}
      """;
  private static final String SQUARE = "polygon: [[0, 0], [10, 0], [10, 10], [0, 10]]";

  private static DetectorSpec detector(String zones, String feature) {
    String yaml =
        """
        detector: test
        event: {schema: event.avsc, topic: events, id: event_id, time: at, keys: {c: camera_id}}
        zones:
        %s
        features:
          - {name: half, expr: "x / 2.0"}
          - {name: inside, %s}
        """
            .formatted(zones, feature);
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put(DetectorFiles.SPEC, yaml.getBytes(StandardCharsets.UTF_8));
    files.put("event.avsc", SCHEMA.getBytes(StandardCharsets.UTF_8));
    return DetectorSpecReader.read(new DetectorFiles("test", files));
  }

  private static double inside(
      FeatureProgram program, String time, String camera, int floor, double x, double y) {
    Row row = new Row();
    row.time = Instant.parse(time).toEpochMilli() * 1000;
    row.values = new double[program.layout().width()];
    row.values[program.layout().slot("camera_id")] = program.layout().textNumber(camera);
    row.values[program.layout().slot("floor")] = floor;
    row.values[program.layout().slot("x")] = x;
    row.values[program.layout().slot("y")] = y;
    program.begin(row);
    return row.values[program.layout().slot("inside")];
  }

  private static double inside(FeatureProgram program, double x, double y) {
    return inside(program, "2024-01-01T12:00:00Z", "a", 1, x, y);
  }

  @Test
  void aPolygonHasAnInside() {
    FeatureProgram program =
        FeatureProgram.compile(
            detector("  - {name: yard, " + SQUARE + "}", "inside: yard, of: [x, y]"));
    assertThat(inside(program, 5, 5)).isEqualTo(1);
    assertThat(inside(program, 11, 5)).isZero();
    assertThat(inside(program, -1, 5)).isZero();
    assertThat(inside(program, Double.NaN, 5)).isNaN();
    assertThat(inside(program, 5, Double.NaN)).isNaN();
  }

  @Test
  void theOperandsMayBeFeatures() {
    FeatureProgram program =
        FeatureProgram.compile(
            detector("  - {name: yard, " + SQUARE + "}", "inside: yard, of: [half, y]"));
    assertThat(inside(program, 19, 5)).isEqualTo(1);
    assertThat(inside(program, 21, 5)).isZero();
  }

  @Test
  void aZoneMayBeForSomeEventsOnly() {
    FeatureProgram program =
        FeatureProgram.compile(
            detector(
                "  - {name: yard, only: {camera_id: [a, b], floor: 2}, " + SQUARE + "}",
                "inside: yard, of: [x, y]"));
    String noon = "2024-01-01T12:00:00Z";
    assertThat(inside(program, noon, "a", 2, 5, 5)).isEqualTo(1);
    assertThat(inside(program, noon, "b", 2, 5, 5)).isEqualTo(1);
    assertThat(inside(program, noon, "c", 2, 5, 5)).isZero();
    assertThat(inside(program, noon, "a", 1, 5, 5)).isZero();
    // Who is not asked about needs no place.
    assertThat(inside(program, noon, "c", 2, Double.NaN, 5)).isZero();
  }

  @Test
  void aZoneMayBeThereAtSomeHoursOnly() {
    FeatureProgram program =
        FeatureProgram.compile(
            detector("  - {name: night, only: {camera_id: a}, hours: 22-5}", "inside: night"));
    assertThat(inside(program, "2024-01-01T21:59:59.999Z", "a", 1, 0, 0)).isZero();
    assertThat(inside(program, "2024-01-01T22:00:00Z", "a", 1, 0, 0)).isEqualTo(1);
    assertThat(inside(program, "2024-01-02T05:59:59.999Z", "a", 1, 0, 0)).isEqualTo(1);
    assertThat(inside(program, "2024-01-02T06:00:00Z", "a", 1, 0, 0)).isZero();
    assertThat(inside(program, "1969-12-31T23:00:00Z", "a", 1, 0, 0)).isEqualTo(1);
    assertThat(inside(program, "2024-01-01T23:00:00Z", "b", 1, 0, 0)).isZero();
    assertThat(inside(program, "2024-01-01T23:00:00Z", "a", 1, Double.NaN, 0)).isEqualTo(1);
  }

  @Test
  void insideOneOfSeveralIsInside() {
    FeatureProgram program =
        FeatureProgram.compile(
            detector(
                "  - {name: yard, "
                    + SQUARE
                    + "}\n  - {name: roof, polygon: [[20, 20], [30, 20], [20, 30]]}"
                    + "\n  - {name: night, hours: 0-3}",
                "inside: [yard, roof, night], of: [x, y]"));
    assertThat(inside(program, 22, 22)).isEqualTo(1);
    assertThat(inside(program, 5, 5)).isEqualTo(1);
    assertThat(inside(program, 15, 15)).isZero();
    assertThat(inside(program, "2024-01-01T01:00:00Z", "a", 1, Double.NaN, 0)).isEqualTo(1);
  }

  @Test
  void cornersAreConfigurationAndNoPartOfTheHash() {
    String feature = "inside: yard, of: [x, y]";
    DetectorSpec small = detector("  - {name: yard, " + SQUARE + "}", feature);
    DetectorSpec large =
        detector("  - {name: yard, polygon: [[0, 0], [99, 0], [0, 99]], hours: 1-2}", feature);
    DetectorSpec other = detector("  - {name: roof, " + SQUARE + "}", "inside: roof, of: [x, y]");
    assertThat(FeatureHash.of(small)).isEqualTo(FeatureHash.of(large));
    assertThat(FeatureHash.of(small)).isNotEqualTo(FeatureHash.of(other));
  }

  /** Corners on whole numbers, points between them: no point lies on an edge's end. */
  @Property(tries = 300, seed = "71")
  void anyPolygonIsThatOfAnIndependentComputation(
      @ForAll @Size(min = 3, max = 9) List<@IntRange(max = 899) Integer> corners) {
    Path2D path = new Path2D.Double(Path2D.WIND_EVEN_ODD);
    StringJoiner polygon = new StringJoiner(", ", "[", "]");
    for (int corner : corners) {
      double x = corner % 30;
      double y = corner / 30;
      polygon.add("[" + x + ", " + y + "]");
      if (path.getCurrentPoint() == null) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    path.closePath();
    DetectorSpec spec;
    try {
      spec = detector("  - {name: any, polygon: " + polygon + "}", "inside: any, of: [x, y]");
    } catch (io.vigia.engine.spec.SpecException e) {
      assertThat(e).hasMessageContaining("lie on a line");
      return;
    }
    FeatureProgram program = FeatureProgram.compile(spec);
    // Irrational offsets keep off every edge between whole corners.
    for (int i = -1; i < 31; i++) {
      for (int j = -1; j < 31; j++) {
        double x = i + Math.sqrt(0.2);
        double y = j + Math.sqrt(0.3);
        assertThat(inside(program, x, y) == 1)
            .as("%s, %s in %s", x, y, polygon)
            .isEqualTo(path.contains(x, y));
      }
    }
  }
}
