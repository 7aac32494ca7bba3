package io.vigia.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong use of the command, refused before anything is computed. */
class TrainCommandTest {
  @TempDir private Path folder;
  private Path detector;
  private Path data;
  private Path out;

  @BeforeEach
  void setUp() throws IOException {
    detector = Training.detector(folder.resolve("small"), Training.SPEC);
    data = Training.payments(folder.resolve("payments.csv"), 10, 0.5);
    out = folder.resolve("out");
  }

  @Test
  void a_folder_that_is_missing() {
    Path missing = folder.resolve("nowhere");

    refused(
        missing + ": no such folder; expected a detector folder, such as models/card-fraud",
        missing,
        "--data",
        data,
        "--out",
        out);
  }

  @Test
  void a_folder_without_description() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    refused(empty + ": no detector.yaml in it; found []", empty, "--data", data, "--out", out);
  }

  @Test
  void a_description_with_a_mistake() throws IOException {
    Training.detector(detector, Training.SPEC.replace("aggregate: count", "aggregate: cuont"));

    Training.Run run = Training.run(detector, "--data", data, "--out", out);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "detector.yaml:15: feature 'customer_count_1d': unknown aggregate 'cuont'; did you mean"
                + " 'count'?");
  }

  @Test
  void a_detector_without_labels() throws IOException {
    Training.detector(
        detector,
        Training.SPEC
            .replaceAll("(?m)^labels:\\R(  .*\\R)+", "")
            .replaceAll("(?m)^.*terminal_risk_7d.*\\R", ""));

    refused(
        detector
            + "/detector.yaml:17: model.network: a classifier learns from labels, but the detector"
            + " has no 'labels' section; expected kind: autoencoder",
        detector,
        "--data",
        data,
        "--out",
        out);
  }

  @Test
  void workers_that_cannot_share() throws IOException {
    refused(
        "0 workers, expected 1 or more", detector, "--data", data, "--out", out, "--workers", 0);
    Training.detector(
        detector, Training.SPEC.replace("kind: classifier, hidden: [16, 8]", "kind: pca"));
    refused(
        "--workers 2: model.network.kind is pca, which learns without labels, in one process; leave"
            + " --workers out",
        detector,
        "--data",
        data,
        "--out",
        out,
        "--workers",
        2);
  }

  @Test
  void a_detector_without_model() throws IOException {
    Training.detector(
        detector,
        Training.SPEC
            .replaceAll("(?m)^model:\\R(  .*\\R)+", "")
            .replace("  budget: 20/day\n", "")
            .concat("rules:\n  - {name: high, when: \"amount > 220.0\", severity: high}\n"));

    refused(
        detector + ": the detector has no 'model' section to train",
        detector,
        "--data",
        data,
        "--out",
        out);
  }

  @Test
  void a_file_that_is_missing() {
    Path missing = folder.resolve("missing.csv");

    refused(
        missing + ": no such file; give existing ones by --data",
        detector,
        "--data",
        data,
        missing,
        "--out",
        out);
  }

  @Test
  void a_time_range_that_ends_before_it_begins() {
    refused(
        "--from 2018-05-01T00:00:00Z is not before --to 2018-04-01T00:00:00Z; --to is exclusive",
        detector,
        "--data",
        data,
        "--from",
        "2018-05-01",
        "--to",
        "2018-04-01T00:00:00Z",
        "--out",
        out);
  }

  @Test
  void a_time_that_is_none() {
    refused(
        "Invalid value for option '--from': 'yesterday' is no time; write one such as 2018-08-08 or"
            + " 2018-08-08T12:30:00Z",
        detector,
        "--data",
        data,
        "--from",
        "yesterday",
        "--out",
        out);
  }

  @Test
  void a_unit_that_is_none() {
    refused(
        "--time-unit is 0; expected a unit such as 1s or 1ms",
        detector,
        "--data",
        data,
        "--time-unit",
        "0s",
        "--out",
        out);
  }

  @Test
  void an_option_that_is_unknown() {
    refused(
        "Unknown options: '--sede', '3'", detector, "--data", data, "--out", out, "--sede", "3");
  }

  @Test
  void an_option_that_is_missing() {
    refused("Missing required option: '--out=DIR'", detector, "--data", data);
  }

  @Test
  void a_place_that_holds_something_else() throws IOException {
    Files.writeString(Files.createDirectory(out).resolve("thesis.txt"), "the only copy");

    refused(
        out
            + ": found something that is no detector folder, expected a new place or a folder with"
            + " a detector.yaml",
        detector,
        "--data",
        data,
        "--out",
        out);
    assertThat(out.resolve("thesis.txt")).hasContent("the only copy");
  }

  @Test
  void a_report_where_a_file_stands() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");

    refused(
        "--report " + file + ": found a file, expected a folder or a new place",
        detector,
        "--data",
        data,
        "--out",
        out,
        "--report",
        file);
  }

  @Test
  void a_core_that_takes_no_power() {
    refused(
        "watts per core: found -1.0, expected a number above 0, such as 6.75",
        detector,
        "--data",
        data,
        "--out",
        out,
        "--watts-per-core",
        "-1");
  }

  @Test
  void help_names_every_option() {
    Training.Run run = Training.run("--help");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("vigia train", "--data", "--from", "--to", "--map", "--time-unit")
        .contains("--time-origin", "--seed", "--out", "--report", "--watts-per-core", "--json");
  }

  private static void refused(String message, Object... arguments) {
    Training.Run run = Training.run(arguments);

    assertThat(run.err()).contains("vigia: " + message);
    assertThat(run.err()).doesNotContain("computing the features");
    assertThat(run.out()).isEmpty();
    assertThat(run.exit()).isEqualTo(2);
  }
}
