package io.vigia.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.MachineReading;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists in CSV: in one cell, or in a column for each item. */
class ListCellsTest {
  private static final String HEADER = "event_id,machine_id,reading_time,";
  private static final String ROW = "1,pump,2020-03-09T10:34:33Z,";

  @TempDir Path folder;

  private static DetectorSpec spec() {
    String yaml =
        """
        detector: machine
        event: {schema: MachineReading, topic: t, id: event_id, time: reading_time}
        features: [{name: values, field: values, size: 3}]
        """;
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put(DetectorFiles.SPEC, yaml.getBytes(StandardCharsets.UTF_8));
    return DetectorSpecReader.read(new DetectorFiles("machine", files));
  }

  private List<FileEvent> read(String text, Map<String, String> map) throws IOException {
    Path file = Files.writeString(folder.resolve("readings.csv"), text);
    FileOptions options =
        new FileOptions(map, Duration.ofMillis(1), Instant.EPOCH, Optional.empty());
    List<FileEvent> events = new ArrayList<>();
    try (EventFiles all = EventFiles.open(spec(), List.of(file), options)) {
      all.forEachRemaining(events::add);
    }
    return events;
  }

  private List<Double> values(String header, String cells) throws Exception {
    return values(read(HEADER + header + "\n" + ROW + cells + "\n", Map.of()).get(0));
  }

  private static List<Double> values(FileEvent event) throws CodecException {
    return new SingleObjectCodec<>(MachineReading.class).decode(event.payload()).getValues();
  }

  @ParameterizedTest
  @CsvSource({"1.5;-2;3e2, 1.5 -2.0 300.0", "1.5; ; 3 , 1.5 NaN 3.0", ";2;NaN, NaN 2.0 NaN"})
  void a_cell_holds_numbers_between_semicolons(String cell, String expected) throws Exception {
    List<Double> numbers = List.of(expected.split(" ")).stream().map(Double::valueOf).toList();
    assertThat(values("values", cell)).isEqualTo(numbers);
  }

  @Test
  void an_empty_cell_is_an_empty_list() throws Exception {
    assertThat(values("values", "")).isEmpty();
  }

  @Test
  void columns_named_after_the_field_hold_its_items() throws Exception {
    assertThat(values("values_1,values_0,values_2", "1.5,,3"))
        .containsExactly(Double.NaN, 1.5, 3.0);
  }

  @Test
  void any_columns_can_be_mapped_to_the_items() throws Exception {
    List<FileEvent> events =
        read(
            HEADER + "Pressure,Note,Current\n" + ROW + "0.05,x,0.87\n",
            Map.of("Current", "values_0", "Pressure", "values_1"));
    assertThat(values(events.get(0))).containsExactly(0.87, 0.05);
  }

  @Test
  void a_column_of_the_whole_list_goes_before_columns_of_its_items() throws Exception {
    assertThat(values("values_0,values", "9,1;2")).containsExactly(1.0, 2.0);
  }

  @ParameterizedTest
  @CsvSource({
    "values, 1;two;3, column 'values' is 'two'; expected a number",
    "'values_0,values_1', '1,two', 'one of the columns ''values_0'' to ''values_1'' is ''two'';"
        + " expected a number'"
  })
  void a_text_among_the_numbers_is_a_dead_letter(String header, String cells, String message)
      throws IOException {
    FileEvent event = read(HEADER + header + "\n" + ROW + cells + "\n", Map.of()).get(0);
    assertThat(event.reason()).isEqualTo(DeadLetterReason.INVALID_VALUE);
    assertThat(event.message()).isEqualTo(message);
  }

  @Test
  void a_file_without_any_of_them_is_refused() {
    assertThatThrownBy(() -> read(HEADER + "values_1\n", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no column for the field 'values'");
    assertThatThrownBy(() -> read(HEADER + "a\n", Map.of("a", "values_x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--map a=values_x names no field of the event");
  }
}
