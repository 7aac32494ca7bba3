package io.vigia.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.app.Run;
import io.vigia.app.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateTest {
  @TempDir Path folder;

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  private static JsonNode json(Run run) throws IOException {
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    return new ObjectMapper().readTree(run.last());
  }

  private Path scores() throws IOException {
    return file(
        "scores.csv",
        "event_id,event_time,score,alert,tier,late",
        "1,2020-01-03T10:00:00Z,0.9,1,int8,0",
        "2,2020-01-03T11:00:00Z,0.8,0,int8,0",
        "3,2020-01-03T12:00:00Z,0.7,0,int8,0",
        "4,2020-01-04T10:00:00Z,0.6,0,int8,0",
        "5,2020-01-04T11:00:00Z,0.1,0,int8,0");
  }

  private Path data() throws IOException {
    return file(
        "data.csv",
        "transaction_id,seconds,card,fraud",
        "0,0,c,1", // 2020-01-01, unscored: card c is compromised
        "1,208800,a,1",
        "2,212400,b,0",
        "3,216000,c,1",
        "4,295200,c,0",
        "5,298800,a,");
  }

  @Test
  void measuresAreThoseOfTheLabelledEvents() throws IOException {
    JsonNode result =
        json(
            Run.of(
                "evaluate",
                "--scores",
                scores(),
                "--data",
                data(),
                "--label",
                "fraud",
                "--top",
                2,
                "--json"));
    assertThat(result.get("events").asInt()).isEqualTo(4);
    assertThat(result.get("positives").asInt()).isEqualTo(2);
    // Of the pairs (0.9, 0.8), (0.9, 0.6), (0.7, 0.8), (0.7, 0.6) three are in order.
    assertThat(result.get("auc_roc").asDouble()).isEqualTo(0.75);
    assertThat(result.get("average_precision").asDouble()).isEqualTo((1 + 2.0 / 3) / 2);
    assertThat(result.get("precision_at_k").asDouble()).isEqualTo(0.5);
    assertThat(result.get("recall_at_1pct_fpr").asDouble()).isEqualTo(0.5);
    assertThat(result.get("calibration_error").asDouble())
        .isCloseTo((0.1 + 0.8 + 0.3 + 0.6) / 4, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(result.fieldNames()).toIterable().hasSize(7);
  }

  @Test
  void aCardThatWasFoundIsNotCountedAgain() throws IOException {
    JsonNode result =
        json(
            Run.of(
                "evaluate",
                "--scores",
                scores(),
                "--data",
                data(),
                "--label",
                "fraud",
                "--group-by",
                "card",
                "--top",
                1,
                "--per",
                "day",
                "--json"));
    // Day 1: a is found. Day 2: only c is left, and clean.
    assertThat(result.get("precision_at_k").asDouble()).isEqualTo(0.5);
  }

  @Test
  void knownCardsAreDroppedDayByDayWhateverTheUnitOfTime() throws IOException {
    // c was fraud on January 1st: known on the 3rd after a delay of a day, not before.
    JsonNode dropped =
        json(
            Run.of(
                "evaluate",
                "--scores",
                scores(),
                "--data",
                data(),
                "--label",
                "fraud",
                "--drop-known",
                "card",
                "--known-from",
                "2020-01-01",
                "--known-delay",
                "1d",
                "--time",
                "seconds",
                "--json"));
    assertThat(dropped.get("events").asInt()).isEqualTo(2);
    JsonNode explicit =
        json(
            Run.of(
                "evaluate",
                "--scores",
                scores(),
                "--data",
                data(),
                "--label",
                "fraud",
                "--drop-known",
                "card",
                "--known-from",
                "2020-01-01",
                "--known-delay",
                "2d",
                "--map",
                "seconds=tx_time",
                "--time-unit",
                "1s",
                "--time-origin",
                "2020-01-01T00:00:00Z",
                "--json"));
    assertThat(explicit.get("events").asInt()).isEqualTo(3);
    JsonNode later =
        json(
            Run.of(
                "evaluate",
                "--scores",
                scores(),
                "--data",
                data(),
                "--label",
                "fraud",
                "--drop-known",
                "card",
                "--known-from",
                "2020-01-02",
                "--known-delay",
                "1d",
                "--time",
                "seconds",
                "--json"));
    assertThat(later.get("events").asInt()).isEqualTo(4);
  }

  /** The file of the jobs' tests: 200 payments 61.5 s apart, each tenth a fraud; see there. */
  private static Path parquet() {
    return Path.of("../jobs/src/test/resources/io/vigia/jobs/files/js-snappy.parquet");
  }

  @Test
  void parquetIsReadLikeTheRest() throws IOException {
    Path scores =
        file(
            "payments.csv",
            "event_id,event_time,score",
            "0,2018-04-01T00:00:00Z,0.9",
            "1,2018-04-01T00:01:01.500Z,0.8",
            "7,2018-04-01T00:07:10.500Z,0.2",
            "10,2018-04-01T00:10:15Z,0.7");
    JsonNode result =
        json(
            Run.of(
                "evaluate",
                "--scores",
                scores,
                "--data",
                parquet(),
                "--label",
                "tx_fraud",
                "--json"));
    assertThat(result.get("events").asInt()).isEqualTo(4);
    assertThat(result.get("positives").asInt()).isEqualTo(2);
    assertThat(result.get("auc_roc").asDouble()).isEqualTo(0.75);
    JsonNode dropped =
        json(
            Run.of(
                "evaluate",
                "--scores",
                scores,
                "--data",
                parquet(),
                "--label",
                "tx_fraud",
                "--group-by",
                "terminal_id",
                "--drop-known",
                "customer_id",
                "--known-delay",
                "0s",
                "--json"));
    // Customer 0 had a fraud on this day, which is known on the next one only.
    assertThat(dropped.get("events").asInt()).isEqualTo(4);
  }

  @Test
  void parquetThatCannotBeReadIsRefused() throws IOException {
    Path scores = scores();
    Path text = file("text.parquet", "transaction_id,fraud");
    refuses(
        2,
        text + ": cannot be read: no Parquet file: it does not end with PAR1, or is not complete",
        "evaluate",
        "--scores",
        scores,
        "--data",
        text,
        "--label",
        "fraud");
    refuses(
        2,
        folder.resolve("no.parquet") + ": no such file; give an existing one",
        "evaluate",
        "--scores",
        scores,
        "--data",
        folder.resolve("no.parquet"),
        "--label",
        "fraud");
    refuses(
        2,
        parquet()
            + ": no column 'fraud'; found transaction_id, tx_time, customer_id, terminal_id,"
            + " tx_amount, note, tx_fraud",
        "evaluate",
        "--scores",
        scores,
        "--data",
        parquet(),
        "--label",
        "fraud");
    refuses(
        1,
        parquet() + ": row 1: note is 'é1', expected a number",
        "evaluate",
        "--scores",
        scores,
        "--data",
        parquet(),
        "--label",
        "note");
  }

  private void refuses(int status, String message, Object... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.err().strip()).isEqualTo("vigia: " + message);
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void mistakesAreToldInOneLine() throws IOException {
    Path data = data();
    Path scores = scores();
    refuses(
        2,
        data + ": no column 'frod'; found transaction_id, seconds, card, fraud",
        "evaluate",
        "--scores",
        scores,
        "--data",
        data,
        "--label",
        "frod");
    refuses(
        2,
        folder.resolve("no.csv") + ": no such file; give an existing one",
        "evaluate",
        "--scores",
        folder.resolve("no.csv"),
        "--data",
        data,
        "--label",
        "fraud");
    refuses(
        2,
        "x.txt: expected a .csv, .csv.gz, .avro or .parquet file",
        "evaluate",
        "--scores",
        scores,
        "--data",
        "x.txt",
        "--label",
        "fraud");
    refuses(
        2,
        "--top is 0; expected 1 or more",
        "evaluate",
        "--scores",
        scores,
        "--data",
        data,
        "--label",
        "fraud",
        "--top",
        0);
    Path fewer = file("fewer.csv", "transaction_id,fraud", "1,1");
    refuses(
        1,
        scores
            + ": 4 of 5 scored events are not in the data; give the files that were"
            + " scored, and the column of the event id by --id",
        "evaluate",
        "--scores",
        scores,
        "--data",
        fewer,
        "--label",
        "fraud");
    Path broken = file("broken.csv", "transaction_id,fraud", "1,1", "2,0,7");
    refuses(
        1,
        broken + ":3: 3 fields, expected the 2 of the header",
        "evaluate",
        "--scores",
        scores,
        "--data",
        broken,
        "--label",
        "fraud");
    Path words = file("words.csv", "transaction_id,fraud", "1,yes");
    refuses(
        1,
        words + ":2: fraud is 'yes', expected a number",
        "evaluate",
        "--scores",
        scores,
        "--data",
        words,
        "--label",
        "fraud");
    Path infinite = file("bad.csv", "event_id,event_time,score", "1,2020-01-03T10:00:00Z,NaN");
    refuses(
        1,
        infinite + ":2: score is NaN, expected a number in [0, 1]",
        "evaluate",
        "--scores",
        infinite,
        "--data",
        data,
        "--label",
        "fraud");
    Path untimed = file("untimed.csv", "event_id,event_time,score", "1,yesterday,0.5");
    refuses(
        1,
        untimed
            + ":2: event_time is 'yesterday', expected a time such as"
            + " 2018-08-08T00:00:00Z",
        "evaluate",
        "--scores",
        untimed,
        "--data",
        data,
        "--label",
        "fraud");
    Run period =
        Run.of("evaluate", "--scores", scores, "--data", data, "--label", "fraud", "--per", "moon");
    assertThat(period.status()).isEqualTo(2);
    assertThat(period.err()).contains("'moon' is no duration; write one such as 500ms");
  }

  /** The published test week: 58,264 rows, 385 frauds, best possible card precision@100 .397. */
  @Test
  void thePublishedTestWeekIsTheOneOfTheHandbook() throws IOException {
    Path data = SharedData.file("card-fraud/transactions-2018-04-01_2018-08-14.csv.gz");
    Path scores = folder.resolve("perfect.csv");
    Instant origin = Instant.parse("2018-04-01T00:00:00Z");
    try (BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(data)), StandardCharsets.UTF_8));
        var writer = Files.newBufferedWriter(scores)) {
      String header = reader.readLine();
      List<String> names = List.of(header.split(","));
      int label = names.indexOf("tx_fraud");
      writer.write("event_id,event_time,score,alert,tier,late\n");
      long from = 129 * 86_400L; // 2018-08-08
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] fields = line.split(",");
        long seconds = Long.parseLong(fields[1]);
        if (seconds >= from) {
          writer.write(
              fields[0] + "," + origin.plusSeconds(seconds) + "," + fields[label] + ",0,int8,0\n");
        }
      }
    }
    Object[] command = {
      "evaluate",
      "--scores",
      scores,
      "--data",
      data,
      "--label",
      "tx_fraud",
      "--group-by",
      "customer_id",
      "--top",
      100,
      "--per",
      "day",
      "--drop-known",
      "customer_id",
      "--known-from",
      "2018-07-25T00:00:00Z",
      "--known-delay",
      "7d",
      "--json"
    };
    JsonNode result = json(Run.of(command));
    assertThat(result.get("events").asInt()).isEqualTo(58_264);
    assertThat(result.get("positives").asInt()).isEqualTo(385);
    assertThat(result.get("auc_roc").asDouble()).isEqualTo(1);
    assertThat(result.get("precision_at_k").asDouble())
        .isCloseTo(0.397, org.assertj.core.api.Assertions.within(5e-4));
    Object[] told =
        IntStream.range(0, command.length + 6)
            .mapToObj(
                i ->
                    i < command.length
                        ? command[i]
                        : List.of(
                                "--map", "tx_time_seconds=tx_time",
                                "--time-unit", "1s",
                                "--time-origin", "2018-04-01T00:00:00Z")
                            .get(i - command.length))
            .toArray();
    assertThat(json(Run.of(told))).isEqualTo(result);
  }
}
