package io.vigia.engine.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.row.Keys;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.FeatureHash;
import io.vigia.engine.spec.FeatureSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Learned tables and standard scores, from the detector's text to the numbers of an event. */
class LearnedFeaturesTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Box", "fields": [
        {"name": "event_id", "type": "long"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "camera_id", "type": "string"},
        {"name": "lens", "type": ["null", "string"], "default": null},
        {"name": "floor", "type": ["null", "int"], "default": null},
        {"name": "x", "type": "double"},
        {"name": "y", "type": "double"},
        {"name": "height", "type": "double"}
      ]}
      """;

  private static final String FEATURES =
      """
        - {name: half, expr: "height / 2"}
        - {name: to_usual, ratio: {of: height, to: usual}}
        - {name: z, standard: {of: half, by: camera, clip: 3}}
        - {name: hour, key: camera, aggregate: mean, of: to_usual, window: 1h}
      """;

  private static final String LEARNED =
      """
      learned:
        - {name: usual, by: camera, grid: {of: [x, y], cell: 10}, of: height, statistic: mean}
        - {name: seen, by: [lens, floor], of: half, statistic: count}
      """;

  private static DetectorSpec spec() {
    String yaml =
        """
        detector: boxes
        event:
          schema: box.avsc
          topic: boxes
          id: event_id
          time: at
          keys: {camera: camera_id}
        model: {pca: none}
        features:
        """
            + FEATURES
            + LEARNED;
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put(DetectorFiles.SPEC, yaml.getBytes(StandardCharsets.UTF_8));
    files.put("box.avsc", SCHEMA.getBytes(StandardCharsets.UTF_8));
    return DetectorSpecReader.read(new DetectorFiles("boxes", files));
  }

  private static LearnedTable table(String name, Map<String, Double> values) {
    return new LearnedTable(name, new TreeMap<>(values));
  }

  private static LearnedTables tables(double usual) {
    return new LearnedTables(
        List.of(
            table("usual", Map.of("*", usual, "c\\|1", 80.0, "c\\|1|2|-1", 160.0)),
            table("seen", Map.of("tele|3", 7.0)),
            table("z.mean", Map.of("*", 10.0, "c\\|1", 20.0)),
            table("z.std", Map.of("*", 5.0, "c\\|1", 0.0))));
  }

  private static Row row(
      RowLayout layout, String camera, String lens, double floor, double x, double y, double h) {
    Row row = new Row();
    row.time = 1_700_000_000_000_000L;
    row.keys = new long[] {Keys.hash(camera)};
    row.keyTexts = new String[] {camera};
    row.values = new double[layout.width()];
    row.texts = new String[] {camera, lens};
    row.values[layout.fieldSlot("camera_id")] = Keys.textNumber(camera);
    row.values[layout.fieldSlot("lens")] = Keys.textNumber(lens);
    row.values[layout.fieldSlot("floor")] = floor;
    row.values[layout.fieldSlot("x")] = x;
    row.values[layout.fieldSlot("y")] = y;
    row.values[layout.fieldSlot("height")] = h;
    return row;
  }

  @Test
  void aTableStandsWhereAllItIsMadeOfIsKnown() {
    DetectorSpec spec = spec();
    assertThat(spec.features().stream().map(FeatureSpec::name).toList())
        .containsExactly("usual", "half", "seen", "to_usual", "z", "hour");
    assertThat(spec.helpers()).containsExactlyInAnyOrder("usual", "seen");
    assertThat(spec.tables())
        .extracting(table -> table.name())
        .containsExactly("usual", "seen", "z.mean", "z.std");
  }

  @Test
  void theFinestGroupThatIsKnownAnswers() {
    FeatureProgram program = FeatureProgram.compile(spec(), tables(30));
    RowLayout layout = program.layout();
    int slot = layout.slot("usual");
    Map<String, Row> rows =
        Map.of(
            "160.0", row(layout, "c|1", null, 3, 25, -0.5, 60),
            "80.0", row(layout, "c|1", null, 3, 5, 5, 60),
            "30.0", row(layout, "unseen", null, 3, 25, -0.5, 60));
    rows.forEach(
        (expected, row) -> {
          program.begin(row);
          assertThat(row.values[slot]).isEqualTo(Double.parseDouble(expected));
          assertThat(row.values[layout.slot("to_usual")])
              .isEqualTo(60 / Double.parseDouble(expected));
        });
  }

  @Test
  void whatWasNeverCountedIsNone() {
    FeatureProgram program = FeatureProgram.compile(spec(), tables(30));
    RowLayout layout = program.layout();
    int slot = layout.slot("seen");
    for (Row row :
        List.of(
            row(layout, "a", "tele", 3, 0, 0, 1),
            row(layout, "a", "wide", 3, 0, 0, 1),
            row(layout, "a", null, 3, 0, 0, 1),
            row(layout, "a", "tele", Double.NaN, 0, 0, 1))) {
      program.begin(row);
      boolean isSeen =
          "tele".equals(row.texts[1]) && !Double.isNaN(row.values[layout.slot("floor")]);
      assertThat(row.values[slot]).isEqualTo(isSeen ? 7 : 0);
    }
  }

  @Property(seed = "20261124", tries = 200)
  void a_standard_score_is_that_of_its_definition(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double height, @ForAll @IntRange(max = 1) int c) {
    FeatureProgram program = FeatureProgram.compile(spec(), tables(30));
    RowLayout layout = program.layout();
    Row row = row(layout, c == 0 ? "unseen" : "c|1", null, 0, 0, 0, height);
    program.begin(row);
    double expected =
        c == 0
            ? Math.max(-3, Math.min(3, (height / 2 - 10) / 5))
            : height == 40 ? 0 : height > 40 ? 3 : -3;
    assertThat(row.values[layout.slot("z")]).isEqualTo(expected);
  }

  @Test
  void withoutTablesNothingIsKnown() {
    FeatureProgram program = FeatureProgram.compile(spec());
    Row row = row(program.layout(), "c|1", "tele", 3, 0, 0, 40);
    program.begin(row);
    for (String name : List.of("usual", "seen", "to_usual", "z")) {
      assertThat(row.values[program.layout().slot(name)]).as(name).isNaN();
    }
  }

  @Test
  void theStateOfAKeyOutlivesATableThatWasLearnedAnew() throws IOException {
    DetectorSpec spec = spec();
    FeatureProgram before = FeatureProgram.compile(spec, tables(30));
    FeatureProgram after = FeatureProgram.compile(spec, tables(60));
    RowLayout layout = before.layout();
    KeyedStage stage = before.stages().get(0);
    KeyState state = stage.newState();
    Row first = row(layout, "unseen", null, 0, 0, 0, 60);
    before.begin(first);
    stage.onEvent(first, state);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    stage.write(state, new DataOutputStream(out));

    KeyedStage restarted = after.stages().get(0);
    KeyState read =
        restarted.read(new DataInputStream(new ByteArrayInputStream(out.toByteArray())));
    Row second = row(layout, "unseen", null, 0, 0, 0, 60);
    second.time += 1;
    after.begin(second);
    restarted.onEvent(second, read);
    // 60 / 30 by the table of then, 60 / 60 by that of now.
    assertThat(second.values[layout.slot("hour")]).isEqualTo(1.5);
    assertThat(FeatureHash.of(spec)).isEqualTo(FeatureHash.of(spec()));
  }

  @Test
  void theHashOfTablesIsThatOfTheirNumbers() {
    assertThat(tables(30).hash()).hasSize(64).isEqualTo(tables(30).hash());
    assertThat(tables(30).hash()).isNotEqualTo(tables(31).hash());
    assertThat(LearnedTables.NONE.hash()).isNotEqualTo(tables(30).hash());
  }

  @Test
  void aTableOfOtherGroupsIsRefused() {
    LearnedTables other = new LearnedTables(List.of(table("seen", Map.of("tele|high", 7.0))));
    assertThatThrownBy(() -> FeatureProgram.compile(spec(), other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("learned table 'seen': group 'tele|high' is none of by [lens, floor]");
  }

  @Test
  void lookingUpAllocatesNothing() {
    FeatureProgram program = FeatureProgram.compile(spec(), tables(30));
    Row row = row(program.layout(), "c|1", "tele", 3, 25, -0.5, 60);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    for (int i = 0; i < 10_000; i++) {
      program.begin(row);
    }
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < 100_000; i++) {
      program.begin(row);
    }
    // The measurement itself, and what a compiler thread's hand-over leaves, is no object a row.
    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(100_000);
  }
}
