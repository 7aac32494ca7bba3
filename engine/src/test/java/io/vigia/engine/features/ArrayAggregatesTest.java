package io.vigia.engine.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An aggregate of an array is that of each of its numbers, as if each were a field of its own. */
class ArrayAggregatesTest {
  private static final int WIDTH = 3;
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Event", "fields": [
        {"name": "event_id", "type": "long"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "key_id", "type": "long"},
        {"name": "a", "type": ["null", "double"], "default": null},
        {"name": "b", "type": ["null", "double"], "default": null},
        {"name": "c", "type": ["null", "double"], "default": null},
        {"name": "values", "type": {"type": "array", "items": "double"}}
      ]}
      """;

  private static DetectorSpec detector(String function) {
    String yaml =
        """
        detector: test
        event:
          schema: event.avsc
          topic: events
          id: event_id
          time: at
          out_of_orderness: 1m
          keys: {k: key_id}
        features:
          - {name: values, field: values, size: 3}
          - {name: of_all, key: k, FUNCTION, of: values}
          - {name: of_a, key: k, FUNCTION, of: a}
          - {name: of_b, key: k, FUNCTION, of: b}
          - {name: of_c, key: k, FUNCTION, of: c}
          - {name: earlier, key: k, aggregate: lag, n: 2, window: 1h, of: of_all}
          - {name: earlier_b, key: k, aggregate: lag, n: 2, window: 1h, of: of_b}
          - {name: sum, expr: "values_0 + of_all_2"}
        """
            .replace("FUNCTION", function);
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put(DetectorFiles.SPEC, yaml.getBytes(StandardCharsets.UTF_8));
    files.put("event.avsc", SCHEMA.getBytes(StandardCharsets.UTF_8));
    return DetectorSpecReader.read(new DetectorFiles("test", files));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aggregate: mean, window: 10s",
        "aggregate: std, window: 30s, where: \"values_1 > 0.2\"",
        "aggregate: min, window: 1m",
        "aggregate: count, window: 1m",
        "aggregate: distinct, window: 1m",
        "aggregate: last, window: 1m",
        "aggregate: lag, n: 3",
        "aggregate: delta, over: 5s",
        "aggregate: rate",
        "aggregate: ewma, half_life: 10s"
      })
  void is_that_of_each_of_its_numbers(String function) {
    DetectorSpec spec = detector(function);
    RowLayout layout = RowLayout.of(spec);
    FeatureProgram program = FeatureProgram.compile(spec);
    KeyedStage stage = program.stages().get(0);
    KeyState state = stage.newState();
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 2_000; i++) {
      Row row = row(layout, i, random);
      program.begin(row);
      stage.onEvent(row, state);
      double[] values = row.values;
      int field = layout.fieldSlot("a");
      int all = layout.slot("of_all");
      List<String> alone = List.of("of_a", "of_b", "of_c");
      for (int j = 0; j < WIDTH; j++) {
        assertSame(values[layout.slot("values") + j], values[field + j]);
        assertSame(values[all + j], values[layout.slot(alone.get(j))]);
      }
      assertSame(values[layout.slot("earlier_1")], values[layout.slot("earlier_b")]);
      assertSame(values[layout.slot("sum")], values[field] + values[all + 2]);
    }
  }

  /** Missing numbers are the same too. */
  private static void assertSame(double found, double expected) {
    assertThat(found).isEqualTo(Double.valueOf(expected));
  }

  private static Row row(RowLayout layout, int id, SplittableRandom random) {
    Row row = new Row();
    row.id = id;
    row.time = 1_700_000_000L * Specs.SECOND + id * Specs.SECOND - random.nextInt(5_000_000);
    row.keys = new long[] {1};
    row.keyTexts = new String[1];
    row.values = new double[layout.width()];
    row.texts = new String[0];
    for (int j = 0; j < WIDTH; j++) {
      double value = random.nextInt(10) == 0 ? Double.NaN : random.nextInt(100) / 100.0;
      row.values[layout.fieldSlot("a") + j] = value;
      row.values[layout.fieldSlot("values") + j] = value;
    }
    return row;
  }
}
