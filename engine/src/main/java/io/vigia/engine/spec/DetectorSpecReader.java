package io.vigia.engine.spec;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Reads and checks a {@code detector.yaml}, as docs/guide/detector-format.md describes it. All
 * mistakes are reported together, one line each, in the order of the file.
 */
public final class DetectorSpecReader {
  /** The keys at the top, in their usual order. */
  static final List<String> KEYS =
      List.of(
          "detector",
          "event",
          "labels",
          "zones",
          "features",
          "model",
          "alerts",
          "learned",
          "rules");

  private DetectorSpecReader() {}

  /**
   * Reads the detector of a folder.
   *
   * @throws SpecException when the folder cannot be read or the detector is refused
   */
  public static DetectorSpec read(Path folder) {
    DetectorFiles files;
    try {
      files = DetectorFiles.read(folder);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new SpecException(e.getMessage());
    }
    return read(files);
  }

  /**
   * Reads the detector of a folder in memory.
   *
   * @throws SpecException when it is refused
   */
  public static DetectorSpec read(DetectorFiles files) {
    String file = files.origin() + "/" + DetectorFiles.SPEC;
    byte[] bytes = files.asMap().get(DetectorFiles.SPEC);
    if (bytes == null) {
      throw new SpecException(
          files.origin() + ": no " + DetectorFiles.SPEC + "; found " + files.asMap().keySet());
    }
    Mistakes mistakes = new Mistakes(file);
    Optional<DetectorSpec> spec =
        YamlDocument.parse(bytes, mistakes).flatMap(top -> read(top, files));
    mistakes.throwIfAny();
    return spec.orElseThrow(
        () -> new SpecException(file + ":1: refused, but no mistake was noted; please report it"));
  }

  private static Optional<DetectorSpec> read(YamlMap top, DetectorFiles files) {
    top.allow(KEYS);
    Optional<String> name = Names.detector(top);
    boolean hasLabels = top.has("labels");

    EventReader eventReader = new EventReader(top, files);
    Optional<Schema> schema = eventReader.schema();
    Scope scope = new Scope(schema, hasLabels);
    Optional<EventSpec> event = eventReader.read(scope);
    Optional<LabelSpec> labels = LabelReader.read(top);
    FeatureReader featureReader = new FeatureReader(scope, new ZoneReader(scope, top));
    List<FeatureSpec> features = featureReader.read(top);
    Set<String> helpers = featureReader.helpers();
    List<FeatureSpec> inputs =
        features.stream().filter(feature -> !helpers.contains(feature.name())).toList();
    Optional<ModelSpec> model =
        ModelReader.read(
            top, hasLabels, inputs, smooth -> SmoothReader.read(smooth, features, event, scope));
    AlertSpec alerts = AlertReader.read(top, scope, model);
    List<RuleSpec> rules = RuleReader.read(top, scope);
    if (name.isEmpty() || event.isEmpty() || !top.mistakes().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DetectorSpec(name.get(), event.get(), labels, features, helpers, model, alerts, rules));
  }
}
