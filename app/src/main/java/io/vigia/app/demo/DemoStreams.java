package io.vigia.app.demo;

import io.vigia.app.simulate.card.CardParameters;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.schemas.MachineReading;
import io.vigia.schemas.SensorReading;
import io.vigia.schemas.TrackedObject;
import io.vigia.schemas.Transaction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.Schema;

/** The streams that the demo knows, with their detectors. */
public final class DemoStreams {
  private static final List<String> DEFAULT = List.of("card", "camera");

  private record Kind(Schema schema, String folder, Function<Path, DemoStream> make) {}

  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Path home;
  private final Map<String, Path> given = new HashMap<>();

  /**
   * The streams.
   *
   * @param home where the shipped detectors lie, in models/
   * @param detectors folders that take their place, by the schema of their events
   * @param cards what card payments are like
   * @param days days of history of card payments
   * @param seed of the simulators
   */
  public DemoStreams(Path home, List<Path> detectors, CardParameters cards, int days, long seed) {
    this.home = home;
    kinds.put(
        "card",
        new Kind(
            Transaction.getClassSchema(),
            "models/card-fraud",
            folder -> new CardStream(folder, cards, days, seed)));
    kinds.put(
        "camera",
        new Kind(
            TrackedObject.getClassSchema(),
            "models/camera-tracks",
            folder -> new CameraStream(folder, seed)));
    kinds.put(
        "sensor",
        new Kind(
            SensorReading.getClassSchema(),
            "models/sensors",
            folder -> new SensorStream(folder, seed)));
    kinds.put(
        "machine",
        new Kind(
            MachineReading.getClassSchema(),
            "models/sensors-multi",
            folder -> new MachineStream(folder, seed)));
    for (Path detector : detectors) {
      given.put(watching(detector), detector);
    }
  }

  /** The stream whose events a detector watches. */
  private String watching(Path detector) {
    String schema =
        DetectorSpecReader.read(DetectorFiles.read(detector)).event().schema().getFullName();
    return kinds.entrySet().stream()
        .filter(kind -> kind.getValue().schema().getFullName().equals(schema))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--detector "
                        + detector
                        + ": its events are of "
                        + schema
                        + ", which no stream of the demo has"));
  }

  /**
   * Those that are to be shown.
   *
   * @param names the streams asked for; empty: what is shown by default, as far as it is available
   * @param notes gets what is left out
   * @throws IllegalArgumentException for an unknown stream, and for one that is not available but
   *     asked for
   */
  public List<DemoStream> choose(Optional<List<String>> names, Consumer<String> notes) {
    Set<String> asked = new LinkedHashSet<>(names.orElse(DEFAULT));
    for (String name : asked) {
      if (!kinds.containsKey(name)) {
        throw new IllegalArgumentException(
            "--streams: '"
                + name
                + "' is unknown; expected some of "
                + String.join(", ", kinds.keySet()));
      }
    }
    List<DemoStream> streams = new ArrayList<>();
    for (String name : asked) {
      Kind kind = kinds.get(name);
      Path folder = given.getOrDefault(name, home.resolve(kind.folder()));
      Optional<String> lacking = lacking(folder);
      if (lacking.isEmpty()) {
        streams.add(kind.make().apply(folder));
      } else if (names.isPresent()) {
        throw new IllegalArgumentException(unavailable(name, lacking.get()));
      } else {
        notes.accept(unavailable(name, lacking.get()) + "; left out");
      }
    }
    for (String name : given.keySet()) {
      if (streams.stream().noneMatch(stream -> stream.name().equals(name))) {
        throw new IllegalArgumentException(
            "--detector "
                + given.get(name)
                + " watches stream "
                + name
                + ", which is not shown; add it to --streams");
      }
    }
    if (streams.isEmpty()) {
      throw new IllegalArgumentException("no stream to show; name one with --streams");
    }
    return streams;
  }

  private static String unavailable(String name, String lacking) {
    return "stream " + name + " is not available: " + lacking;
  }

  /** What keeps a detector from being run; empty for nothing. */
  public static Optional<String> lacking(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.of(folder + " is no folder of a detector");
    }
    DetectorSpec spec = DetectorSpecReader.read(DetectorFiles.read(folder));
    boolean isTrained = Files.exists(folder.resolve("model-card.json"));
    return spec.model().isPresent() && !isTrained
        ? Optional.of(folder + " is not trained yet (vigia train)")
        : Optional.empty();
  }
}
