package io.vigia.app.demo;

import io.vigia.app.simulate.EventBatch;
import io.vigia.app.simulate.Simulator;
import io.vigia.app.simulate.card.CardDay;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.EventSpec.KeySpec;
import io.vigia.schemas.Label;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;

/**
 * Card payments. The truth about each fraud becomes known the detector's label delay after it.
 *
 * @param detector folder of the detector, of payments in the schema {@code Transaction}
 * @param parameters what the payments are like
 * @param days days of history
 * @param seed of the simulator
 */
public record CardStream(Path detector, CardParameters parameters, int days, long seed)
    implements DemoStream {

  /** Checks the numbers, by the names of their options. */
  public CardStream {
    DemoOptions.check("days", days, 1, 100_000);
  }

  @Override
  public String name() {
    return "card";
  }

  @Override
  public Simulator simulator() {
    return new CardSimulator(parameters, seed);
  }

  @Override
  public Instant historyFrom() {
    return parameters.start().atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  @Override
  public Instant liveFrom() {
    return historyFrom().plus(Duration.ofDays(days));
  }

  @Override
  public String alertsTopic() {
    return "fraud-alerts";
  }

  @Override
  public String plantedWord() {
    return "frauds";
  }

  @Override
  public String foundMeans() {
    return "the card was alerted that day";
  }

  @Override
  public Planted books() {
    return new PlantedFrauds();
  }

  @Override
  public List<String> subjects(GenericRecord event) {
    return List.of(event.get("customer_id").toString());
  }

  @Override
  public String describe(GenericRecord event) {
    return String.format(
        Locale.ROOT, "card %-5s %9.2f", event.get("customer_id"), (Double) event.get("tx_amount"));
  }

  @Override
  public Optional<Label> label(EventBatch batch, int index, DetectorSpec spec) {
    if (spec.labels().isEmpty()) {
      return Optional.empty();
    }
    CardDay day = (CardDay) batch;
    TreeMap<String, String> keys = new TreeMap<>();
    for (KeySpec key : spec.event().keys()) {
      keys.put(key.name(), Integer.toString(valueOf(key, day, index)));
    }
    Instant time = Instant.ofEpochMilli(day.timeMillis(index));
    return Optional.of(
        new Label(day.id(index), time, time.plus(spec.labels().get().delay()), keys, 1.0));
  }

  private static int valueOf(KeySpec key, CardDay day, int index) {
    if (key.parts().equals(List.of("customer_id"))) {
      return day.customer(index);
    }
    if (key.parts().equals(List.of("terminal_id"))) {
      return day.terminal(index);
    }
    throw new IllegalArgumentException(
        "key '"
            + key.name()
            + "' of the detector is "
            + key.parts()
            + "; the demo labels payments by customer_id and terminal_id");
  }
}
