package io.vigia.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.control.RefusedException;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.DetectorException;
import io.vigia.engine.model.DetectorWriter;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Reference;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.control.FolderShelf;
import io.vigia.jobs.control.JobModels;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.jobs.scoring.FolderModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Learned tables from a file of events to the features that the trained folder computes. */
@Timeout(180)
class LearnedTablesITCase {
  private static final int ROWS = 3_000;

  /** Two tables one after the other: the usual speed, then the usual distance from it. */
  private static final String SPEC =
      """
      detector: walkers
      event:
        schema: TrackedObject
        topic: camera-tracks
        id: event_id
        time: frame_time
        keys: {camera: camera_id, track: [camera_id, track_id]}
      features:
        - {name: x, expr: "(x1 + x2) / 2", input: false}
        - {name: height, expr: "y2 - y1", input: false}
        - {name: speed, key: track, aggregate: rate, of: x, over: 400ms, input: false}
        - {name: to_usual, ratio: {of: height, to: usual_height}}
        - {name: z_height, standard: {of: to_usual, by: camera, clip: 4, shrink: 10}}
        - {name: z_speed, standard: {of: speed, by: camera}}
      model:
        pca: none
        network: {kind: autoencoder, hidden: [1]}
        training: {epochs: 2}
      alerts: {budget: 10/day}
      learned:
        - {name: usual_height, by: camera, grid: {of: x, cell: 100}, of: height, statistic: mean, shrink: 20}
      """;

  @TempDir private Path folder;
  private Path detector;
  private Path data;
  private final double[][] boxes = new double[ROWS][];

  @BeforeEach
  void setUp() throws IOException {
    detector = Training.detector(folder.resolve("walkers"), SPEC);
    data = write("walkers.csv", 7);
  }

  /** Walkers of two cameras, one after the other ten frames a second, taller to the right. */
  private Path write(String name, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder csv = new StringBuilder("event_id,camera_id,frame,track_id,x1,y1,x2,y2\n");
    double x = 0;
    double speed = 0;
    for (int i = 0; i < ROWS; i++) {
      int camera = i % 300 < 200 ? 0 : 1;
      if (i % 20 == 0) {
        x = random.nextDouble(600);
        speed = random.nextDouble(-5, 5);
      }
      x += speed;
      double height = (camera == 0 ? 50 : 120) + x / 10 + random.nextDouble(4);
      boxes[i] = new double[] {camera, x, height};
      csv.append(i)
          .append(",cam-")
          .append(camera)
          .append(',')
          .append(i)
          .append(",t")
          .append(i / 20);
      for (double side : new double[] {x - 10, 300 - height, x + 10, 300}) {
        csv.append(',').append(side);
      }
      csv.append('\n');
    }
    return Files.writeString(folder.resolve(name), csv);
  }

  private Path train(String name, Path events) {
    Path out = folder.resolve(name);
    Training.Run run =
        Training.run(
            detector,
            "--data",
            events,
            "--map",
            "frame=frame_time",
            "--time-unit",
            "100ms",
            "--out",
            out);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("fitting usual_height, z_speed.mean, z_speed.std (pass 1 of 2)")
        .contains("fitting z_height.mean, z_height.std (pass 2 of 2)");
    return out;
  }

  private FeatureTable features(Path trained, int parallelism) {
    return OfflineJob.allFeatures(
        new OfflineRequest(
            DetectorFiles.read(trained),
            List.of(data),
            new FileOptions(
                Map.of("frame", "frame_time"),
                Duration.ofMillis(100),
                Instant.EPOCH,
                Optional.empty()),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Precision.INT8,
            parallelism));
  }

  @Test
  void featuresOfATrainedFolderAreThoseOfTheDefinition() {
    Path trained = train("trained", data);

    FeatureTable table = features(trained, 2);

    assertThat(table.names())
        .containsExactly("to_usual", "z_height", "z_speed", "x", "height", "usual_height", "speed");
    double[] usual = usualHeights();
    double[] ratios = IntStream.range(0, ROWS).mapToDouble(i -> boxes[i][2] / usual[i]).toArray();
    double[] z = scores(ratios, 10, 4);
    double[] speeds = IntStream.range(0, ROWS).mapToDouble(this::speed).toArray();
    double[] zSpeeds = scores(speeds, 50, Double.POSITIVE_INFINITY);
    for (int i = 0; i < ROWS; i++) {
      assertThat(table.value(i, 5)).isCloseTo(usual[i], within(1e-6));
      assertThat(table.value(i, 0)).isCloseTo(ratios[i], within(1e-6));
      assertThat(table.value(i, 1)).isCloseTo(z[i], within(1e-5));
      if (Double.isNaN(speeds[i])) {
        assertThat(table.value(i, 2)).isNaN();
      } else {
        assertThat(table.value(i, 6)).isCloseTo(speeds[i], within(1e-6));
        assertThat(table.value(i, 2)).isCloseTo(zSpeeds[i], within(1e-5));
      }
    }
  }

  /** The change over the last four frames of the track, or as many as there are. */
  private double speed(int i) {
    int first = Math.max(i - 4, i / 20 * 20);
    return first == i ? Double.NaN : (boxes[i][1] - boxes[first][1]) / ((i - first) * 0.1);
  }

  private double[] usualHeights() {
    double all = IntStream.range(0, ROWS).mapToDouble(i -> boxes[i][2]).average().orElseThrow();
    Map<List<Integer>, List<Double>> cells = new HashMap<>();
    for (double[] box : boxes) {
      cells.computeIfAbsent(List.of((int) box[0]), k -> new ArrayList<>()).add(box[2]);
      cells
          .computeIfAbsent(
              List.of((int) box[0], (int) Math.floor(box[1] / 100)), k -> new ArrayList<>())
          .add(box[2]);
    }
    return Arrays.stream(boxes)
        .mapToDouble(
            box -> {
              double camera = mixed(cells.get(List.of((int) box[0])), all);
              return mixed(
                  cells.get(List.of((int) box[0], (int) Math.floor(box[1] / 100))), camera);
            })
        .toArray();
  }

  private static double mixed(List<Double> own, double parent) {
    double sum = own.stream().mapToDouble(v -> v).sum();
    return (sum + 20 * parent) / (own.size() + 20);
  }

  /** Standard scores by camera. */
  private double[] scores(double[] values, double shrink, double clip) {
    double[] all = moments(values, -1);
    double[][] cameras = {moments(values, 0), moments(values, 1)};
    return IntStream.range(0, ROWS)
        .mapToDouble(
            i -> {
              double[] own = cameras[(int) boxes[i][0]];
              double mean = (own[0] * own[1] + shrink * all[1]) / (own[0] + shrink);
              double std = (own[0] * own[2] + shrink * all[2]) / (own[0] + shrink);
              return Math.max(-clip, Math.min(clip, (values[i] - mean) / std));
            })
        .toArray();
  }

  /** Count, mean and deviation of the known values of a camera, or of all. */
  private double[] moments(double[] values, int camera) {
    double[] own =
        IntStream.range(0, ROWS)
            .filter(i -> (camera < 0 || boxes[i][0] == camera) && !Double.isNaN(values[i]))
            .mapToDouble(i -> values[i])
            .toArray();
    double mean = Arrays.stream(own).average().orElseThrow();
    double squares = Arrays.stream(own).map(v -> (v - mean) * (v - mean)).sum();
    return new double[] {own.length, mean, Math.sqrt(squares / own.length)};
  }

  @Test
  void aModelRunsWithItsOwnTablesOnly() throws Exception {
    Path first = train("first", data);
    Path again = train("again", data);
    Path other = train("other", write("later.csv", 8));
    DetectorFiles own = DetectorFiles.read(first);
    JobModels models =
        new JobModels(own, new FolderModel(own, Precision.INT8, 16), Precision.INT8, 16);
    FolderShelf shelf = new FolderShelf(models, Map.of());

    // The same data and seed: the same tables, whichever folder they are in.
    assertThat(shelf.load(again.toString(), sha256(again)).sha256()).isEqualTo(sha256(again));
    String sha256 = sha256(other);
    assertThatThrownBy(() -> shelf.load(other.toString(), sha256))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            other
                + ": its learned tables (usual_height, z_height.mean, z_height.std, z_speed.mean,"
                + " z_speed.std) are others than those this job computes features with, and a model"
                + " sees what it was trained on; restart the job with this folder: the state of its"
                + " keys stays readable");
  }

  private static String sha256(Path trained) {
    return Detector.open(DetectorFiles.read(trained), Precision.INT8).modelRef().getSha256();
  }

  @Test
  void aReferenceWithoutTheTablesIsRefused() {
    TreeMap<String, byte[]> files = new TreeMap<>(DetectorFiles.read(train("cut", data)).asMap());
    Reference whole = Reference.read(files.get(DetectorFiles.REFERENCE), "r");
    Reference cut =
        new Reference(whole.features(), whole.pca(), List.of(), whole.sample(), whole.golden());
    assertThat(whole.tables()).hasSize(5);
    Path resealed = folder.resolve("resealed");
    ModelCard card = ModelCard.read(files.get(DetectorFiles.CARD), "card");
    DetectorWriter.write(resealed, card, cut, files);
    DetectorFiles made = DetectorFiles.read(resealed);
    assertThatThrownBy(() -> Detector.open(made, Precision.INT8))
        .isInstanceOf(DetectorException.class)
        .hasMessage(
            resealed
                + "/reference.avro: no learned table 'usual_height', which detector.yaml asks for;"
                + " found []; train again");
  }
}
