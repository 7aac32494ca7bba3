package io.vigia.schemas.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds what README.md says of versions: complete, never changed, each readable by each. */
class SchemaHistoryTest {

  /** In the order of the build: Alert defines types that others use. */
  static final List<String> NAMES =
      List.of(
          "Alert",
          "ControlCommand",
          "DeadLetter",
          "Label",
          "MachineReading",
          "MetricSample",
          "Score",
          "SensorReading",
          "TrackedObject",
          "Transaction");

  /** The schemas as their files in src/main/avro write them, each complete in itself. */
  private static Schema current(String name) {
    Schema.Parser parser = new Schema.Parser();
    Schema found = null;
    for (String each : NAMES) {
      Schema schema = parser.parse(text("/io/vigia/schemas/avro/" + each + ".avsc"));
      found = each.equals(name) ? schema : found;
    }
    return found;
  }

  private static String text(String resource) {
    try (InputStream in = SchemaHistoryTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(resource, e);
    }
  }

  static List<String> names() {
    return NAMES;
  }

  @Test
  void everyRecordOfTheBuildIsHeldHere() throws IOException {
    try (var files = Files.list(Path.of("src/main/avro"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".avsc", "")))
          .containsExactlyInAnyOrderElementsOf(NAMES);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theCurrentSchemaIsTheLastCommittedVersion(String name) throws IOException {
    Schema current = current(name);
    List<Schema> committed = SchemaStore.committed(name);
    if (!committed.isEmpty() && committed.get(committed.size() - 1).equals(current)) {
      return;
    }
    String file = name + ".v" + (committed.size() + 1) + ".avsc";
    Path written = Path.of("target/history", file);
    Files.createDirectories(written.getParent());
    Files.writeString(written, current.toString(true) + "\n");
    fail(
        "%s.avsc differs from its last committed version. Undo the change, or commit it as a new"
            + " version: see README.md, the file is written to schemas/%s",
        name, written);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyVersionReadsEveryOther(String name) {
    List<Schema> versions = new ArrayList<>(SchemaStore.committed(name));
    versions.add(current(name));
    for (Schema reader : versions) {
      for (Schema writer : versions) {
        assertThat(refusal(reader, writer)).as("%s read as %s", writer, reader).isEmpty();
      }
    }
  }

  @Test
  void committedVersionsAreNeverChanged() {
    Map<String, String> committed = new LinkedHashMap<>();
    for (String name : NAMES) {
      List<Schema> versions = SchemaStore.committed(name);
      for (int i = 0; i < versions.size(); i++) {
        committed.put(name + ".v" + (i + 1), hex(versions.get(i)));
      }
    }
    Map<String, String> noted = new LinkedHashMap<>();
    text("/io/vigia/schemas/history/fingerprints.txt")
        .lines()
        .map(line -> line.split(" "))
        .forEach(pair -> noted.put(pair[0], pair[1]));
    assertThat(committed).isEqualTo(noted);
  }

  private static String hex(Schema schema) {
    return String.format("%016x", SchemaNormalization.parsingFingerprint64(schema));
  }

  @ParameterizedTest
  @MethodSource("names")
  void theStoreFindsEveryVersionByItsFingerprint(String name) throws ReflectiveOperationException {
    Schema compiled =
        (Schema) Class.forName("io.vigia.schemas." + name).getField("SCHEMA$").get(null);
    SchemaStore store = SchemaStore.of(compiled);
    assertThat(store.current()).isSameAs(compiled);
    for (Schema version : SchemaStore.committed(name)) {
      assertThat(store.find(SchemaNormalization.parsingFingerprint64(version))).isPresent();
    }
    assertThat(store.find(0)).isEmpty();
  }

  @Test
  void anotherNamespaceHasNoHistory() {
    Schema other =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "Alert", "namespace": "org.other", "fields": []}
                """);
    assertThat(SchemaStore.of(other).all()).containsExactly(other);
  }

  /** The check bites: what README.md forbids is refused. */
  @Test
  void aNewFieldNeedsADefault() {
    String before = "{\"name\": \"a\", \"type\": \"long\"}";
    String after = before + ", {\"name\": \"b\", \"type\": \"long\"}";
    assertThat(refusal(parse(record(after)), parse(record(before))))
        .contains("READER_FIELD_MISSING_DEFAULT_VALUE", "/fields/1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"double\"", "\"string\"", "[\"null\", \"long\"]"})
  void aFieldKeepsItsType(String type) {
    Schema before = parse(record("{\"name\": \"a\", \"type\": \"long\"}"));
    Schema after = parse(record("{\"name\": \"a\", \"type\": " + type + "}"));
    assertThat(refusal(before, after) + refusal(after, before)).contains("TYPE_MISMATCH");
  }

  @Test
  void descriptionsAreNoPartOfAVersion() {
    String fields = "{\"name\": \"a\", \"type\": \"long\", \"doc\": \"%s\"}";
    assertThat(parse(record(fields.formatted("old"))))
        .isEqualTo(parse(record(fields.formatted("new"))));
  }

  @Test
  void aFieldWithADefaultAndASymbolOfAnEnumWithOneMayBeAdded() {
    String kind =
        "{\"name\": \"k\", \"type\": {\"type\": \"enum\", \"name\": \"K\", \"symbols\": [%s],"
            + " \"default\": \"A\"}}";
    Schema before = parse(record(kind.formatted("\"A\"")));
    Schema after =
        parse(
            record(
                kind.formatted("\"A\", \"B\"")
                    + ", {\"name\": \"b\", \"type\": \"long\", \"default\": 0}"));
    assertThat(refusal(before, after)).isEmpty();
    assertThat(refusal(after, before)).isEmpty();
  }

  private static String record(String fields) {
    return "{\"type\": \"record\", \"name\": \"R\", \"fields\": [" + fields + "]}";
  }

  private static Schema parse(String text) {
    return new Schema.Parser().parse(text);
  }

  /** What keeps a reader from what a writer wrote; empty where nothing does. */
  private static String refusal(Schema reader, Schema writer) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
    return result.getCompatibility() == SchemaCompatibilityType.COMPATIBLE
        ? ""
        : result.getIncompatibilities().toString();
  }
}
