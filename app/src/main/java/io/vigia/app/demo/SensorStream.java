package io.vigia.app.demo;

import io.vigia.app.simulate.Simulator;
import io.vigia.app.simulate.sensor.SensorParameters;
import io.vigia.app.simulate.sensor.SensorSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.apache.avro.generic.GenericRecord;

/**
 * A hundred sensors. Two weeks of history: as long as windows look back to the same time of other
 * days.
 *
 * @param detector folder of the detector, of readings in the schema {@code SensorReading}
 * @param seed of the simulator
 */
public record SensorStream(Path detector, long seed) implements DemoStream {
  private static final SensorParameters USUAL = SensorParameters.defaults();
  private static final int SENSORS = 100;
  private static final Duration HISTORY = Duration.ofDays(14);
  private static final Duration GRACE = Duration.ofHours(1);

  @Override
  public String name() {
    return "sensor";
  }

  @Override
  public Simulator simulator() {
    return new SensorSimulator(
        new SensorParameters(
            SENSORS,
            USUAL.interval(),
            USUAL.faultsAWeek(),
            USUAL.noise(),
            USUAL.lost(),
            USUAL.start()),
        seed);
  }

  @Override
  public Instant historyFrom() {
    return USUAL.start().atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  @Override
  public Instant liveFrom() {
    return historyFrom().plus(HISTORY);
  }

  @Override
  public String alertsTopic() {
    return "sensor-alerts";
  }

  @Override
  public String plantedWord() {
    return "faults";
  }

  @Override
  public String foundMeans() {
    return "the sensor was alerted meanwhile or within " + GRACE.toHours() + " h";
  }

  @Override
  public Planted books() {
    return new PlantedEpisodes(GRACE);
  }

  @Override
  public List<String> subjects(GenericRecord event) {
    return List.of(event.get("sensor_id").toString());
  }

  @Override
  public String describe(GenericRecord event) {
    Double value = (Double) event.get("value");
    return String.format(Locale.ROOT, "%-10s %9.3f", event.get("sensor_id"), value);
  }
}
