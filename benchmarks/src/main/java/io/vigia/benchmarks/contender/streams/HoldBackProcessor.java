package io.vigia.benchmarks.contender.streams;

import io.vigia.engine.decide.Suppression;
import io.vigia.schemas.Alert;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Lets an alert of a key pass that does not come too soon after another one. */
final class HoldBackProcessor implements Processor<Long, Alert, Long, Alert> {
  /** Store of the times of the latest alerts. */
  static final String STORE = "last-alerts";

  private final Suppression suppression;
  private final Progress progress;
  private ProcessorContext<Long, Alert> context;
  private KeyValueStore<Long, Long> last;

  HoldBackProcessor(Suppression suppression, Progress progress) {
    this.suppression = suppression;
    this.progress = progress;
  }

  @Override
  public void init(ProcessorContext<Long, Alert> context) {
    this.context = context;
    this.last = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<Long, Alert> record) {
    long time = ChronoUnit.MICROS.between(Instant.EPOCH, record.value().getEventTime());
    Long known = last.get(record.key());
    long latest = known == null ? Suppression.NEVER : known;
    if (!suppression.holdsBack(latest, time)) {
      last.put(record.key(), suppression.after(latest, time));
      context.forward(record);
    }
    progress.decided();
  }
}
