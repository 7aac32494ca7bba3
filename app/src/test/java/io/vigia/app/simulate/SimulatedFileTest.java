package io.vigia.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.app.simulate.card.CardParameters;
import io.vigia.app.simulate.card.CardSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
