package io.vigia.app.demo;

import io.vigia.app.simulate.Simulator;
import io.vigia.app.simulate.machine.MachineParameters;
import io.vigia.app.simulate.machine.MachineSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.apache.avro.generic.GenericRecord;

/**
 * Machines with several sensors each, with a day of history.
 *
 * @param detector folder of the detector, of readings in the schema {@code MachineReading}
 * @param seed of the simulator
 */
public record MachineStream(Path detector, long seed) implements DemoStream {
  private static final MachineParameters USUAL = MachineParameters.defaults();
  private static final Duration HISTORY = Duration.ofDays(1);
  private static final Duration GRACE = Duration.ofMinutes(10);

  @Override
  public String name() {
    return "machine";
  }

  @Override
  public Simulator simulator() {
    return new MachineSimulator(USUAL, seed);
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
    return "machine-alerts";
  }

  @Override
  public String plantedWord() {
    return "faults";
  }

  @Override
  public String foundMeans() {
    return "the machine was alerted meanwhile or within " + GRACE.toMinutes() + " min";
  }

  @Override
  public Planted books() {
    return new PlantedEpisodes(GRACE);
  }

  @Override
  public List<String> subjects(GenericRecord event) {
    return List.of(event.get("machine_id").toString());
  }

  @Override
  public String describe(GenericRecord event) {
    return String.format(Locale.ROOT, "%-10s", event.get("machine_id"));
  }
}
