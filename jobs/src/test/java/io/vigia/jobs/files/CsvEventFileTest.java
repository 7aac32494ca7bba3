package io.vigia.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.Transaction;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvEventFileTest {
  private static final String HEADER =
      "transaction_id,tx_time,customer_id,terminal_id,tx_amount,tx_fraud\n";
  private static final String GOOD = "7,2018-04-01T00:00:31Z,596,3156,57.16,0\n";
  private static final Transaction PAYMENT =
      new Transaction(7L, Instant.parse("2018-04-01T00:00:31Z"), 596L, 3156L, 57.16);

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("payments.csv"), text);
  }

  private static FileOptions options(Map<String, String> map, Duration unit, String origin) {
    return new FileOptions(map, unit, Instant.parse(origin), Optional.empty());
  }

  @Test
  void readsRowsInTheirOrderWithTheTruth() throws IOException {
    List<FileEvent> events =
        Payments.read(file(HEADER + GOOD + GOOD.replace("7,", "8,").replace(",0\n", ",1\n")));
    assertThat(events).extracting(FileEvent::rowNumber).containsExactly(0L, 1L);
    assertThat(events).extracting(FileEvent::label).containsExactly(0.0, 1.0);
    assertThat(Payments.payment(events.get(0))).isEqualTo(PAYMENT);
    assertThat(Payments.payment(events.get(1)).getTransactionId()).isEqualTo(8);
  }

  @Test
  void readsGzipAndSeveralFilesOneAfterTheOther() throws IOException {
    Path zipped = folder.resolve("more.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write((HEADER + GOOD).getBytes(StandardCharsets.UTF_8));
    }
    List<FileEvent> events = Payments.read(file(HEADER + GOOD + GOOD), zipped);
    assertThat(events).extracting(FileEvent::rowNumber).containsExactly(0L, 1L, 0L);
    assertThat(events.get(2).file()).isEqualTo(zipped.toString());
    assertThat(Payments.payment(events.get(2))).isEqualTo(PAYMENT);
  }

  /** Other programs' habits: a byte order mark, \r\n, quotes, empty lines, other order, no end. */
  @Test
  void readsWhatSpreadsheetsWrite() throws IOException {
    Path file =
        file(
            "\uFEFF\"tx_amount\",note,terminal_id,customer_id, tx_time ,transaction_id\r\n"
                + "\"57.16\",\"a \"\"note\"\", with é\",3156,596,2018-04-01 00:00:31,7\r\n"
                + "\r\n"
                + "57.16,é,3156,596,2018-04-01T02:00:31+02:00,7");
    List<FileEvent> events = Payments.read(file);
    assertThat(events).hasSize(2).allSatisfy(e -> assertThat(e.label()).isNaN());
    assertThat(events).extracting(Payments::payment).containsOnly(PAYMENT);
  }

  @ParameterizedTest
  @CsvSource({
    "2018-04-01T00:00:31Z, 1, 1970-01-01T00:00:00Z, 2018-04-01T00:00:31Z",
    "2018-04-01 00:00:31.25, 1, 1970-01-01T00:00:00Z, 2018-04-01T00:00:31.250Z",
    "2018-04-01, 1, 1970-01-01T00:00:00Z, 2018-04-01T00:00:00Z",
    "2018-04-01T00:00:31-05:00, 1, 1970-01-01T00:00:00Z, 2018-04-01T05:00:31Z",
    "1522540831000, 1, 1970-01-01T00:00:00Z, 2018-04-01T00:00:31Z",
    "31, 1000, 2018-04-01T00:00:00Z, 2018-04-01T00:00:31Z",
    "31.5, 1000, 2018-04-01T00:00:00Z, 2018-04-01T00:00:31.500Z",
    "-31, 1000, 2018-04-01T00:00:00Z, 2018-03-31T23:59:29Z",
    "250, 40, 2018-04-01T00:00:00Z, 2018-04-01T00:00:10Z",
  })
  void readsTimes(String text, long unitMillis, String origin, String expected) throws IOException {
    FileOptions options = options(Map.of(), Duration.ofMillis(unitMillis), origin);
    List<FileEvent> events =
        Payments.read(options, file(HEADER + "7," + text + ",596,3156,57.16,0\n"));
    assertThat(Payments.payment(events.get(0)).getTxTime()).isEqualTo(expected);
  }

  @Test
  void aMappedColumnGoesBeforeOneOfTheFieldsName() throws IOException {
    Path file =
        file(
            "transaction_id,tx_time,customer_id,terminal_id,tx_amount,tx_amount_eur\n"
                + "7,2018-04-01T00:00:31Z,596,3156,99,57.16\n");
    FileOptions options =
        options(Map.of("tx_amount_eur", "tx_amount"), Duration.ofMillis(1), "1970-01-01T00:00:00Z");
    assertThat(Payments.payment(Payments.read(options, file).get(0))).isEqualTo(PAYMENT);
  }

  @Test
  void theTruthMayStandInAnotherColumn() throws IOException {
    Path file =
        file(
            HEADER.replace("tx_fraud", "truth")
                + GOOD.replace(",0\n", ",true\n")
                + GOOD.replace(",0\n", ",0.25\n")
                + GOOD.replace(",0\n", ",\n"));
    FileOptions options =
        new FileOptions(Map.of(), Duration.ofMillis(1), Instant.EPOCH, Optional.of("truth"));
    assertThat(Payments.read(options, file))
        .extracting(FileEvent::label)
        .containsExactly(1.0, 0.25, Double.NaN);
  }

  /** A broken line is told with its bytes, and the rest goes on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7,2018-04-01T00:00:31Z,596,3156,abc,0 | INVALID_VALUE"
            + " | column 'tx_amount' is 'abc'; expected a number",
        "7,2018-04-01T00:00:31Z,596,3156,,0 | INVALID_VALUE"
            + " | column 'tx_amount' is ''; expected a number",
        "7.5,2018-04-01T00:00:31Z,596,3156,57.16,0 | INVALID_VALUE"
            + " | column 'transaction_id' is '7.5'; expected a whole number",
        "7,yesterday,596,3156,57.16,0 | INVALID_VALUE"
            + " | column 'tx_time' is 'yesterday'; expected a time such as 2018-04-01T00:00:31Z, or"
            + " a number (see --time-unit and --time-origin)",
        "7,2018-02-30,596,3156,57.16,0 | INVALID_VALUE"
            + " | column 'tx_time' is '2018-02-30'; expected a time such as 2018-04-01T00:00:31Z, or"
            + " a number (see --time-unit and --time-origin)",
        "7,2018-04-01T00:00:31Z,596,3156,57.16,2 | INVALID_VALUE"
            + " | column 'tx_fraud' is '2'; expected the truth as 0, 1, true, false or a number"
            + " between",
        "7,2018-04-01T00:00:31Z,596,3156 | INVALID_VALUE | a line of 4 cells; the header has 6",
        "7,2018-04-01T00:00:31Z,596,3156,57.16,0,9 | INVALID_VALUE"
            + " | a line of 7 cells; the header has 6",
        "7,2018-04-01T00:00:31Z,596,3156,\"57.16,0 | UNREADABLE"
            + " | not a line of CSV: a quote that is not closed",
      })
  void aBrokenLineSpoilsItselfAlone(String line, DeadLetterReason reason, String message)
      throws IOException {
    List<FileEvent> events = Payments.read(file(HEADER + GOOD + line + "\n" + GOOD));
    assertThat(events).extracting(FileEvent::isBad).containsExactly(false, true, false);
    FileEvent bad = events.get(1);
    assertThat(bad.rowNumber()).isEqualTo(1);
    assertThat(bad.reason()).isEqualTo(reason);
    assertThat(bad.message()).isEqualTo(message);
    assertThat(bad.label()).isNaN();
    assertThat(new String(bad.payload(), StandardCharsets.UTF_8)).isEqualTo(line);
  }

  @Test
  void aLineWithoutEndIsCutAndTold() throws IOException {
    String line = "9".repeat(3 << 20);
    List<FileEvent> events = Payments.read(file(HEADER + line + "\n" + GOOD));
    assertThat(events).extracting(FileEvent::isBad).containsExactly(true, false);
    assertThat(events.get(0).reason()).isEqualTo(DeadLetterReason.TOO_LARGE);
    assertThat(events.get(0).message()).isEqualTo("a line of more than 1048576 bytes");
    assertThat(events.get(0).payload()).hasSize(1 << 20);
  }

  /** Whatever bytes stand behind the header, a good line behind them is read. */
  @Property(tries = 300, seed = "41")
  void anyBytesLeaveTheNextLineWhole(@ForAll byte[] bytes) throws IOException {
    Path file = Files.createTempFile("payments", ".csv");
    try {
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(HEADER.getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        out.write(('\n' + GOOD).getBytes(StandardCharsets.UTF_8));
      }
      List<FileEvent> events = Payments.read(file);
      long breaks = IntStream.range(0, bytes.length).filter(i -> bytes[i] == '\n').count();
      assertThat(events.size()).isBetween(1, (int) breaks + 2);
      FileEvent last = events.get(events.size() - 1);
      assertThat(last.isBad()).isFalse();
      assertThat(Payments.payment(last)).isEqualTo(PAYMENT);
    } finally {
      Files.delete(file);
    }
  }

  // What is wrong for the whole file is refused before any work.

  private void assertRefused(FileOptions options, Path file, String message) {
    assertThatThrownBy(() -> Payments.read(options, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + message);
  }

  @Test
  void aMissingColumnIsRefused() throws IOException {
    assertRefused(
        FileOptions.defaults(),
        file(HEADER.replace("tx_amount", "amount") + GOOD),
        ": no column for the field 'tx_amount'; the header has [transaction_id, tx_time,"
            + " customer_id, terminal_id, amount, tx_fraud]. Add the column, or say which one it"
            + " is: --map column=tx_amount");
  }

  @Test
  void aFileWithoutAHeaderIsRefused() throws IOException {
    assertRefused(
        FileOptions.defaults(),
        file(GOOD + GOOD),
        ": no columns for the fields 'transaction_id', 'tx_time', 'customer_id', 'terminal_id',"
            + " 'tx_amount'; the header has [7, 2018-04-01T00:00:31Z, 596, 3156, 57.16, 0]. Add"
            + " the column, or say which one it is: --map column=transaction_id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "  \nx"})
  void anEmptyFileIsRefused(String text) throws IOException {
    assertRefused(
        FileOptions.defaults(),
        file(text),
        ": no header; the first line of a CSV file names its columns");
  }

  @Test
  void aHeaderWithAQuoteThatIsNotClosedIsRefused() throws IOException {
    assertRefused(
        FileOptions.defaults(),
        file("\"" + HEADER + GOOD),
        ": the header is not a line of CSV: a quote that is not closed");
  }

  @Test
  void aNameTwiceIsRefused() throws IOException {
    assertRefused(
        FileOptions.defaults(),
        file(HEADER.replace("tx_fraud", "tx_amount") + GOOD),
        ": two columns are named 'tx_amount'; expected each name once");
  }

  @Test
  void aMapThatFitsNothingIsRefused() throws IOException {
    Path file = file(HEADER + GOOD);
    Duration unit = Duration.ofMillis(1);
    String origin = "1970-01-01T00:00:00Z";
    assertRefused(
        options(Map.of("betrag", "tx_amount"), unit, origin),
        file,
        ": --map names the column 'betrag'; the file has [transaction_id, tx_time, customer_id,"
            + " terminal_id, tx_amount, tx_fraud]");
    assertRefused(
        options(Map.of("tx_amount", "betrag"), unit, origin),
        file,
        ": --map tx_amount=betrag names no field of the event; its fields are [transaction_id,"
            + " tx_time, customer_id, terminal_id, tx_amount]");
    assertRefused(
        options(Map.of("tx_fraud", "tx_amount", "tx_time", "tx_amount"), unit, origin),
        file,
        ": --map names two columns for the field 'tx_amount'");
  }

  @Test
  void aTruthColumnThatIsNamedButNotThereIsRefused() throws IOException {
    assertRefused(
        new FileOptions(Map.of(), Duration.ofMillis(1), Instant.EPOCH, Optional.of("truth")),
        file(HEADER + GOOD),
        ": no column 'truth' for the truth (--label); expected one of [transaction_id, tx_time,"
            + " customer_id, terminal_id, tx_amount, tx_fraud]");
  }

  @Test
  void theTruthOfTheDetectorMayBeMissingWhichIsNotedOnce() throws IOException {
    Path file =
        file(
            "transaction_id,tx_time,customer_id,terminal_id,tx_amount\n"
                + "1,2018-04-01T00:00:00Z,2,3,4\n"
                + "2,2018-04-01T00:00:00Z,2,3,4\n");
    List<String> notes = new ArrayList<>();
    List<FileEvent> events = notedBy(EventWriter.class, notes, () -> Payments.read(file));
    assertThat(events)
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.isBad()).as("%s", event.message()).isFalse())
        .allSatisfy(event -> assertThat(event.label()).isNaN());
    assertThat(notes)
        .containsExactly(
            file
                + ": no column 'tx_fraud' for the truth of the detector; its events stay without"
                + " labels");
  }

  /** Runs something and collects what a class logs meanwhile. */
  private static <T> T notedBy(Class<?> noting, List<String> notes, Supplier<T> run) {
    Logger logger = (Logger) LogManager.getLogger(noting);
    Appender appender =
        new AbstractAppender(
            "notes", null, null, false, org.apache.logging.log4j.core.config.Property.EMPTY_ARRAY) {
          @Override
          public void append(LogEvent event) {
            notes.add(event.getMessage().getFormattedMessage());
          }
        };
    appender.start();
    Level before = logger.getLevel();
    Configurator.setLevel(logger, Level.WARN);
    logger.addAppender(appender);
    try {
      return run.get();
    } finally {
      logger.removeAppender(appender);
      Configurator.setLevel(logger, before);
    }
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("payments.txt"), HEADER + GOOD);
    assertRefused(
        FileOptions.defaults(),
        file,
        ": unknown kind of file; expected .csv, .csv.gz, .avro or .parquet");
    assertRefused(
        FileOptions.defaults(), folder.resolve("none.csv"), ": no such file; give an existing one");
    assertThatThrownBy(() -> Payments.read())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no file of events; name one with --data FILE");
  }

  @Test
  void aFileThatIsNotZippedIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("payments.csv.gz"), HEADER + GOOD);
    assertRefused(FileOptions.defaults(), file, ": cannot be read: Not in GZIP format");
  }
}
