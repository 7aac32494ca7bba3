package io.vigia.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.app.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code score} and {@code features} by their command lines, on a detector of rules. */
class OfflineITCase {
  private static final String DETECTOR =
      """
      detector: card-rules
      event:
        schema: Transaction
        topic: transactions
        id: transaction_id
        time: tx_time
        keys: {customer: customer_id}
      features:
        - {name: amount, field: tx_amount}
        - {name: previous_amount, key: customer, aggregate: last, of: tx_amount, window: 30d}
      rules:
        - {name: large, when: "amount > 150.0", severity: high}
      """;

  @TempDir Path folder;
  private Path detector;
  private Path data;

  @BeforeEach
  void simulate() throws IOException {
    detector = Files.createDirectory(folder.resolve("card-rules"));
    Files.writeString(detector.resolve("detector.yaml"), DETECTOR);
    data = folder.resolve("card.csv.gz");
    Run run =
        Run.of(
            "simulate", "card", "--days", 3, "--customers", 40, "--terminals", 2000, "--out", data);
    assertThat(run.status()).as(run.err()).isZero();
  }

  private static JsonNode json(Run run) throws IOException {
    assertThat(run.status()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.last());
  }

  @Test
  void scoresStandInTheOrderOfTheFileWhateverTheParallelism() throws IOException {
    Path events = folder.resolve("card.csv");
    Run.of(
        "simulate", "card", "--days", 3, "--customers", 40, "--terminals", 2000, "--out", events);
    List<String> rows = Files.readAllLines(events);
    Path one = folder.resolve("one.csv");
    Path two = folder.resolve("two.csv");
    JsonNode summary =
        json(
            Run.of(
                "score",
                detector,
                "--data",
                data,
                "--from",
                "2018-04-02",
                "--to",
                "2018-04-03",
                "--parallelism",
                1,
                "--out",
                one,
                "--json"));
    json(
        Run.of(
            "score",
            detector,
            "--data",
            data,
            "--from",
            "2018-04-02T00:00:00Z",
            "--to",
            "2018-04-03T00:00:00Z",
            "--parallelism",
            2,
            "--out",
            two,
            "--json"));
    assertThat(two).hasSameBinaryContentAs(one);

    List<String> expected = new ArrayList<>();
    long alerts = 0;
    for (String row : rows.subList(1, rows.size())) {
      String[] fields = row.split(",");
      if (fields[1].startsWith("2018-04-02")) {
        boolean large = Double.parseDouble(fields[4]) > 150;
        alerts += large ? 1 : 0;
        expected.add(fields[0] + "," + fields[1] + (large ? ",1.0,1,rules,0" : ",0.0,0,rules,0"));
      }
    }
    List<String> found = Files.readAllLines(one);
    assertThat(found.get(0)).isEqualTo("event_id,event_time,score,alert,tier,late");
    assertThat(found.subList(1, found.size()))
        .map(line -> line.replace(".000Z", "Z"))
        .isEqualTo(expected.stream().map(line -> line.replace(".000Z", "Z")).toList());
    assertThat(summary.fieldNames())
        .toIterable()
        .containsExactly(
            "events", "late", "dead_letters", "alerts", "seconds", "events_per_second");
    assertThat(summary.get("events").asInt()).isEqualTo(expected.size());
    assertThat(summary.get("alerts").asLong()).isEqualTo(alerts);
    assertThat(summary.get("late").asInt()).isZero();
    assertThat(summary.get("dead_letters").asInt()).isZero();
  }

  @Test
  void featuresHaveAColumnEachAndMissingOnesAreEmpty() throws IOException {
    Path out = folder.resolve("features.csv");
    JsonNode summary = json(Run.of("features", detector, "--data", data, "--out", out, "--json"));
    List<String> lines = Files.readAllLines(out);
    assertThat(lines.get(0)).isEqualTo("event_id,amount,previous_amount");
    assertThat(lines.get(1)).matches("0,[0-9.]+,");
    assertThat(lines.subList(1, lines.size())).allMatch(l -> l.matches("\\d+,[0-9.]+,[0-9.]*"));
    assertThat(lines).anyMatch(line -> line.matches("\\d+,[0-9.]+,[0-9.]+"));
    assertThat(summary.get("events").asInt()).isEqualTo(lines.size() - 1);
    assertThat(summary.get("features").asInt()).isEqualTo(2);
  }

  @Test
  void aDetectorOfRulesHasNoModelToShow() {
    Run show = Run.of("model", "show", detector);
    assertThat(show.status()).isEqualTo(1);
    assertThat(show.err().strip())
        .isEqualTo("vigia: " + detector + ": no model card: the detector has rules only");
    Run gate = Run.of("model", "gate", detector);
    assertThat(gate.status()).isEqualTo(1);
    assertThat(gate.err().strip())
        .isEqualTo("vigia: " + detector + ": nothing to decide: the detector has rules only");
  }

  private void refuses(int status, String message, Object... arguments) {
    Run run = Run.of(arguments);
    assertThat(run.err().strip()).startsWith("vigia: " + message);
    assertThat(run.err().strip().lines()).hasSizeLessThanOrEqualTo(2);
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void mistakesAreToldInOneLineAndLeaveNoFile() throws IOException {
    Path out = folder.resolve("out.csv");
    refuses(
        2,
        folder.resolve("none") + ": no such folder; expected a detector folder",
        "score",
        folder.resolve("none"),
        "--data",
        data,
        "--out",
        out);
    refuses(
        2,
        folder.resolve("no.csv") + ": no such file; give existing ones by --data",
        "score",
        detector,
        "--data",
        folder.resolve("no.csv"),
        "--out",
        out);
    refuses(
        2,
        "--from 2018-04-03T00:00:00Z is not before --to 2018-04-02T00:00:00Z; --to is exclusive",
        "score",
        detector,
        "--data",
        data,
        "--from",
        "2018-04-03",
        "--to",
        "2018-04-02",
        "--out",
        out);
    refuses(
        2,
        "Invalid value for option '--from': 'April' is no time; write one such as"
            + " 2018-08-08 or 2018-08-08T12:30:00Z",
        "score",
        detector,
        "--data",
        data,
        "--from",
        "April",
        "--out",
        out);
    refuses(
        2,
        "--out " + folder.resolve("f.json") + ": expected a name that ends in .csv or .csv.gz",
        "features",
        detector,
        "--data",
        data,
        "--out",
        folder.resolve("f.json"));
    Path wrong = Files.writeString(folder.resolve("wrong.csv"), "transaction_id,amount\n1,2\n");
    Run run = Run.of("features", detector, "--data", wrong, "--out", out);
    assertThat(run.status()).isNotZero();
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.err()).contains("wrong.csv", "tx_time");
    Files.writeString(detector.resolve("detector.yaml"), DETECTOR.replace("large", "Large one"));
    refuses(
        2,
        detector.resolve("detector.yaml") + ":12: ",
        "score",
        detector,
        "--data",
        data,
        "--out",
        out);
    assertThat(out).doesNotExist();
  }
}
