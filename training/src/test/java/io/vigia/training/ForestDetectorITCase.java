package io.vigia.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.model.Detector;
import io.vigia.engine.model.DetectorException;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.control.FolderShelf;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.jobs.scoring.FolderModel;
import io.vigia.schemas.Tier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A random cut forest, from a file of several sensors' readings to scores of a job. */
@Timeout(120)
class ForestDetectorITCase {
  private static final int USUAL = 600;
  private static final int ROWS = 900;
  private static final int FIRST_STRANGE = 800;
  private static final String SPEC =
      """
      detector: pump
      event:
        schema: MachineReading
        topic: machine-readings
        id: event_id
        time: reading_time
        keys: {machine: machine_id}
      features:
        - {name: values, field: values, size: 3}
        - {name: before, key: machine, aggregate: lag, n: 1, of: values, window: 1m}
      model: {network: {kind: random-cut-forest, trees: 50, sample: 128}}
      alerts: {times_maximum: 1.3}
      """;

  @TempDir private Path folder;
  private Path data;
  private Path trained;

  @BeforeEach
  void train() throws IOException {
    data = readings(folder.resolve("readings.csv"));
    trained = folder.resolve("models/pump");
    Path described = Training.detector(folder.resolve("pump"), SPEC);
    String to = "1970-01-01T00:10:00Z";
    Training.Run run = Training.run(described, "--data", data, "--to", to, "--out", trained);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).contains("a forest of 50 trees over 600 events: ");
  }

  /** A reading a second: three sensors that follow one cause, the last hundred readings not. */
  private static Path readings(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    StringBuilder csv = new StringBuilder("event_id,machine_id,reading_time,values,strange\n");
    for (int i = 0; i < ROWS; i++) {
      double cause = random.nextGaussian();
      double last = i < FIRST_STRANGE ? cause : cause + 9;
      csv.append("r" + i + ",pump," + i * 1_000L + ",")
          .append(cause + 0.1 * random.nextGaussian())
          .append(';')
          .append(2 * cause + 0.1 * random.nextGaussian())
          .append(';')
          .append(last + 0.1 * random.nextGaussian())
          .append(i < FIRST_STRANGE ? ",0\n" : ",1\n");
    }
    return Files.writeString(file, csv);
  }

  private List<String> score(Path detector, Precision precision, int parallelism)
      throws IOException {
    Path out = folder.resolve("scores.csv");
    OfflineJob.score(
        new OfflineRequest(
            DetectorFiles.read(detector),
            List.of(data),
            FileOptions.defaults(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            precision,
            parallelism),
        out);
    return Files.readAllLines(out);
  }

  @Test
  void finds_what_is_strange_at_any_parallelism() throws IOException {
    List<String> lines = score(trained, Precision.INT8, 1);
    assertThat(score(trained, Precision.AUTO, 2)).isEqualTo(lines);
    double[] alerts = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      String[] cells = lines.get(i + 1).split(",");
      assertThat(Double.parseDouble(cells[2])).isBetween(0.0, 1.0);
      alerts[i] = Integer.parseInt(cells[3]);
      assertThat(cells[4]).isEqualTo("fp32");
    }
    assertThat(Arrays.stream(alerts, 0, USUAL).sum()).isZero();
    assertThat(Arrays.stream(alerts, USUAL, FIRST_STRANGE).sum()).isLessThan(10);
    assertThat(Arrays.stream(alerts, FIRST_STRANGE, ROWS).sum()).isGreaterThan(95);
  }

  @Test
  void the_same_seed_gives_the_same_folder_whose_card_knows_the_forest() throws IOException {
    Path again = folder.resolve("models/again");
    Path described = folder.resolve("pump");
    String to = "1970-01-01T00:10:00Z";
    assertThat(Training.run(described, "--data", data, "--to", to, "--out", again).exit()).isZero();
    try (var files = Files.list(trained)) {
      List<String> names = new ArrayList<>(files.map(f -> f.getFileName().toString()).toList());
      assertThat(names)
          .containsExactlyInAnyOrder(
              "detector.yaml", "forest.json", "model-card.json", "reference.avro");
    }
    assertThat(again.resolve("forest.json")).hasSameBinaryContentAs(trained.resolve("forest.json"));
    Detector detector = Detector.open(DetectorFiles.read(trained), Precision.FP32);
    ModelCard card = detector.card().orElseThrow();
    assertThat(card.network().kind()).isEqualTo("random-cut-forest");
    assertThat(card.costs()).containsOnlyKeys("fp32");
    assertThat(card.costs().get("fp32").bytes())
        .isEqualTo(Files.size(again.resolve("forest.json")));
    assertThat(card.hashes().get("forest.json"))
        .isEqualTo(Sha256.of(trained.resolve("forest.json")))
        .isEqualTo(detector.modelRef().getSha256());
    assertThat(detector.tier()).isEqualTo(Tier.FP32);
    assertThat(detector.threshold()).isBetween(0.8999, 0.9001);
  }

  @Test
  void a_changed_forest_is_refused_whether_or_not_the_card_was_changed_too() throws IOException {
    Path forest = trained.resolve("forest.json");
    String text = Files.readString(forest);
    Files.writeString(forest, text.replaceFirst("\"slope\":", "\"slope\":1"));
    DetectorFiles changed = DetectorFiles.read(trained);
    assertThatThrownBy(() -> Detector.open(changed, Precision.INT8))
        .isInstanceOf(DetectorException.class)
        .hasMessageContaining("forest.json: SHA-256 is ")
        .hasMessageContaining("the file was changed after training");

    String card = Files.readString(trained.resolve("model-card.json"));
    Files.writeString(
        trained.resolve("model-card.json"),
        card.replace(
            Sha256.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)), Sha256.of(forest)));
    DetectorFiles resealed = DetectorFiles.read(trained);
    assertThatThrownBy(() -> Detector.open(resealed, Precision.INT8))
        .isInstanceOf(DetectorException.class)
        .hasMessageContaining("forest.json");
  }

  /** A running job takes a forest by command as it takes a graph. */
  @Test
  void a_forest_can_be_swapped_in() throws Exception {
    DetectorFiles own = DetectorFiles.read(trained);
    JobModels models =
        new JobModels(own, new FolderModel(own, Precision.AUTO, 64), Precision.AUTO, 64);
    FolderShelf shelf = new FolderShelf(models, Map.of());
    String sha256 = Sha256.of(trained.resolve("forest.json"));
    assertThat(shelf.load(trained.toUri().toString(), sha256).sha256()).isEqualTo(sha256);
    assertThat(shelf.threshold(sha256, 50)).isBetween(0.0, 1.0);
  }

  @Test
  void two_forests_are_compared() throws IOException {
    Training.Run run =
        Training.command(
            "model", "compare", trained, trained, "--data", data, "--label", "strange", "--json");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"average_precision\"");
  }
}
