package io.vigia.benchmarks.sensors;

import io.vigia.engine.spec.DetectorFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/**
 * The detectors that are tried on SKAB: what of the sensors they see, and what learns from it.
 *
 * @param words what they see, in words
 * @param features as detector.yaml has them
 */
record SkabDetector(String words, String features) {
  /** Standard deviations that inputs are held within: what is far off is what is looked for. */
  static final double CLIP = 100;

  /** What may be seen of the sensors. */
  static final List<SkabDetector> ALL =
      List.of(
          new SkabDetector("values", "  - {name: values, field: values, size: 8}\n"),
          lags("values and 4 before", "values", 4),
          lags("values and 8 before", "values", 8),
          lags("means of 10 s and 4 before", "mean", 4));

  private static SkabDetector lags(String words, String of, int count) {
    boolean isMean = !of.equals("values");
    StringBuilder features = new StringBuilder();
    features
        .append("  - {name: values, field: values, size: 8")
        .append(isMean ? ", input: false}\n" : "}\n");
    if (isMean) {
      features.append("  - {name: mean, key: machine, aggregate: mean, of: values, window: 10s}\n");
    }
    for (int n = 1; n <= count; n++) {
      features.append(
          "  - {name: before_"
              + n
              + "s, key: machine, aggregate: lag, n: "
              + n
              + ", of: "
              + of
              + ", window: 1m}\n");
    }
    return new SkabDetector(words, features.toString());
  }

  /** The description of a detector of principal components. */
  DetectorFiles pca(double variance, double limit) {
    return files("{pca: {variance: " + variance + "}, network: {kind: pca}", limit);
  }

  /** The description of a random cut forest. */
  DetectorFiles forest() {
    return files("{network: {kind: random-cut-forest}", 1);
  }

  private DetectorFiles files(String model, double limit) {
    String yaml =
        "detector: skab\n"
            + "event: {schema: MachineReading, topic: machine-readings, id: event_id,"
            + " time: reading_time, keys: {machine: machine_id}}\n"
            + "features:\n"
            + features
            + "model: "
            + model
            + ", training: {clip: "
            + CLIP
            + "}}\n"
            + "alerts: {times_maximum: "
            + limit
            + "}\n";
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put(DetectorFiles.SPEC, yaml.getBytes(StandardCharsets.UTF_8));
    return new DetectorFiles("skab", files);
  }
}
