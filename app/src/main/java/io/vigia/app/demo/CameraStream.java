package io.vigia.app.demo;

import io.vigia.app.simulate.Simulator;
import io.vigia.app.simulate.camera.CameraParameters;
import io.vigia.app.simulate.camera.CameraSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.apache.avro.generic.GenericRecord;

/**
 * People before four cameras, from shortly before noon on. A few minutes of history are enough:
 * what is usual at a place, training has learned.
 *
 * @param detector folder of the detector, of boxes in the schema {@code TrackedObject}
 * @param seed of the simulator
 */
public record CameraStream(Path detector, long seed) implements DemoStream {
  private static final LocalDate DAY = LocalDate.of(2024, 1, 1);
  private static final Instant LIVE = Instant.parse("2024-01-01T12:00:00Z");
  private static final Duration HISTORY = Duration.ofMinutes(5);
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** So many that a minute of the demo has some. */
  private static final double ANOMALIES_AN_HOUR = 24;

  @Override
  public String name() {
    return "camera";
  }

  @Override
  public Simulator simulator() {
    CameraParameters usual = CameraParameters.defaults();
    return new CameraSimulator(
        new CameraParameters(
            usual.cameras(),
            usual.peopleAnHour(),
            usual.framesASecond(),
            ANOMALIES_AN_HOUR,
            usual.jitter(),
            usual.missed(),
            DAY),
        seed);
  }

  @Override
  public Instant historyFrom() {
    return LIVE.minus(HISTORY);
  }

  @Override
  public Instant liveFrom() {
    return LIVE;
  }

  @Override
  public String alertsTopic() {
    return "surveillance-alerts";
  }

  @Override
  public String plantedWord() {
    return "anomalies";
  }

  @Override
  public String foundMeans() {
    return "the track (of a crowd: the camera) was alerted meanwhile or within "
        + GRACE.toSeconds()
        + " s";
  }

  @Override
  public Planted books() {
    return new PlantedEpisodes(GRACE);
  }

  @Override
  public List<String> subjects(GenericRecord event) {
    String camera = event.get("camera_id").toString();
    return List.of(camera, camera + "/" + event.get("track_id"));
  }

  @Override
  public String describe(GenericRecord event) {
    return String.format(
        Locale.ROOT,
        "%s track %-5s at %4.0f,%-4.0f",
        event.get("camera_id"),
        event.get("track_id"),
        ((Double) event.get("x1") + (Double) event.get("x2")) / 2,
        (Double) event.get("y2"));
  }
}
