package io.vigia.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.app.simulate.camera.CameraParameters;
import io.vigia.app.simulate.camera.CameraSimulator;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.app.simulate.machine.MachineParameters;
import io.vigia.app.simulate.machine.MachineSimulator;
import io.vigia.app.simulate.sensor.SensorParameters;
import io.vigia.app.simulate.sensor.SensorSimulator;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.files.EventFiles;
import io.vigia.jobs.files.FileEvent;
import io.vigia.jobs.files.FileOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatedFileTest {
  @TempDir Path folder;

  private Path write(String name, int days) throws IOException {
    Path file = folder.resolve(name);
    SimulatedFile.Summary summary =
        new SimulatedFile(file)
            .write(new CardSimulator(CardParameters.defaults(), 7), days, day -> {});
    assertThat(summary.events()).isPositive();
    return file;
  }

  @Test
  void theBytesOfASeedNeverChange() throws Exception {
    byte[] bytes = Files.readAllBytes(write("a.csv", 3));
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
        .isEqualTo("0b059f6c4e194f24ec3f35b0f29984797a8f172154407e292bc2a4014ae98397");
  }

  /** Shipped models were trained on these streams. */
  @Test
  void theBytesOfTheOtherStreamsNeverChange() throws Exception {
    CameraParameters usual = CameraParameters.defaults();
    CameraParameters one =
        new CameraParameters(1, 10, 5, 2, usual.jitter(), usual.missed(), usual.start());
    assertThat(hash(new CameraSimulator(one, 7))).isEqualTo("aca26e73dbc2bd9e");
    assertThat(hash(new SensorSimulator(SensorParameters.defaults(), 7)))
        .isEqualTo("d2c08ada3bea0d5f");
    assertThat(hash(new MachineSimulator(MachineParameters.defaults(), 7)))
        .isEqualTo("64a4d83eaf58c106");
  }

  private String hash(Simulator simulator) throws Exception {
    Path file = folder.resolve("hashed.csv");
    new SimulatedFile(file).write(simulator, 1, day -> {});
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)))
        .substring(0, 16);
  }

  @Test
  void linesHoldTheFieldsOfThePayment() throws IOException {
    List<String> lines = Files.readAllLines(write("a.csv", 2));
    assertThat(lines.get(0) + "\n")
        .isEqualTo(
            "transaction_id,tx_time,customer_id,terminal_id,tx_amount,tx_fraud,tx_fraud_scenario\n");
    assertThat(lines.subList(1, lines.size()))
        .allMatch(
            line ->
                line.matches(
                    "\\d+,2018-04-0[12]T[012]\\d:[0-5]\\d:[0-5]\\d\\.\\d{3}Z,"
                        + "\\d+,\\d+,\\d+\\.\\d\\d,(0,0|1,[123])"));
    assertThat(lines.get(1)).startsWith("0,");
  }

  @Test
  void compressedAndAvroFilesHoldTheSamePayments() throws IOException {
    List<String> lines = Files.readAllLines(write("a.csv", 2));
    try (InputStream in = new GZIPInputStream(Files.newInputStream(write("a.csv.gz", 2)))) {
      assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo(String.join("\n", lines) + "\n");
    }
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(write("a.avro", 2).toFile(), new GenericDatumReader<>())) {
      for (String line : lines.subList(1, lines.size())) {
        List<String> fields = List.of(line.split(","));
        GenericRecord payment = reader.next();
        assertThat(payment.get("transaction_id")).hasToString(fields.get(0));
        assertThat(payment.get("tx_time"))
            .isEqualTo(java.time.Instant.parse(fields.get(1)).toEpochMilli());
        assertThat(payment.get("customer_id")).hasToString(fields.get(2));
        assertThat(payment.get("terminal_id")).hasToString(fields.get(3));
        assertThat((double) payment.get("tx_amount")).isEqualTo(Double.parseDouble(fields.get(4)));
        assertThat(payment.get("tx_fraud")).hasToString(fields.get(5));
        assertThat(payment.get("tx_fraud_scenario")).hasToString(fields.get(6));
      }
      assertThat(reader.hasNext()).isFalse();
    }
  }

  static List<Simulator> simulators() {
    return List.of(
        new CardSimulator(CardParameters.defaults(), 7),
        new CameraSimulator(CameraParameters.defaults(), 7),
        new SensorSimulator(SensorParameters.defaults(), 7),
        new MachineSimulator(MachineParameters.defaults(), 7));
  }

  /** What is written as CSV is what a job reads from it, from Avro and from Kafka. */
  @ParameterizedTest
  @MethodSource("simulators")
  void bothFormatsAreReadAsTheSameEvents(Simulator simulator) throws IOException {
    EventBatch first = simulator.next();
    while (first.size() < 500) {
      first = simulator.next();
    }
    EventBatch batch = first;
    Path csv = folder.resolve("a.csv");
    try (EventTable table = new CsvTable(Files.newOutputStream(csv), simulator)) {
      table.write(batch);
    }
    Path avro = folder.resolve("a.avro");
    try (EventTable table = new AvroTable(Files.newOutputStream(avro), simulator)) {
      table.write(batch);
    }
    List<String> fromCsv = read(csv, simulator);
    assertThat(fromCsv).hasSize(batch.size());
    assertThat(read(avro, simulator)).isEqualTo(fromCsv);
    EventPayloads payloads = new EventPayloads(simulator.schema());
    assertThat(
            IntStream.range(0, batch.size())
                .mapToObj(i -> HexFormat.of().formatHex(payloads.of(batch, i))))
        .containsExactlyElementsOf(fromCsv);
  }

  private List<String> read(Path file, Simulator simulator) throws IOException {
    Schema schema = simulator.schema();
    String time =
        schema.getFields().stream()
            .filter(field -> field.schema().getLogicalType() != null)
            .map(Schema.Field::name)
            .findFirst()
            .orElseThrow();
    Path detector = Files.createDirectories(folder.resolve("detector"));
    Files.writeString(
        detector.resolve("detector.yaml"),
        """
        detector: reader
        event: {schema: %s, topic: events, id: %s, time: %s, keys: {all: %s}}
        features:
          - {name: hour, calendar: hour_of_day}
        rules:
          - {name: none, when: "hour > 24.0", severity: low}
        """
            .formatted(
                schema.getName(),
                schema.getFields().get(0).name(),
                time,
                schema.getFields().get(0).name()));
    List<String> events = new ArrayList<>();
    try (EventFiles files =
        EventFiles.open(
            DetectorSpecReader.read(DetectorFiles.read(detector)),
            List.of(file),
            FileOptions.defaults())) {
      while (files.hasNext()) {
        FileEvent event = files.next();
        assertThat(event.isBad()).as(event.message()).isFalse();
        events.add(HexFormat.of().formatHex(event.payload()));
      }
    }
    return events;
  }

  @Test
  void anUnknownFormatIsRefused() {
    assertThatThrownBy(() -> new SimulatedFile(Path.of("a.json")))
        .hasMessage("--out a.json: expected a name that ends in .csv, .csv.gz or .avro");
  }

  @Test
  void nothingIsLeftWhenWritingFails() {
    Path file = folder.resolve("b.csv");
    assertThatThrownBy(
            () ->
                new SimulatedFile(file)
                    .write(
                        new CardSimulator(CardParameters.defaults(), 7),
                        2,
                        day -> {
                          throw new IllegalStateException("stop");
                        }))
        .hasMessage("stop");
    assertThat(folder).isEmptyDirectory();
  }
}
