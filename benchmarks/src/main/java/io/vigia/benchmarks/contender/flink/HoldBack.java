package io.vigia.benchmarks.contender.flink;

import io.vigia.engine.decide.Suppression;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.schemas.Alert;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFilterFunction;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/** Lets an alert of a key pass that does not come too soon after another one. */
final class HoldBack extends RichFilterFunction<Alert> {
  private static final long serialVersionUID = 1L;

  private final SpecFiles spec;
  private transient Suppression suppression;
  private transient ValueState<Long> last;

  HoldBack(SpecFiles spec) {
    this.spec = spec;
  }

  @Override
  public void open(OpenContext context) {
    suppression = Suppression.during(spec.spec().alerts().suppress().orElseThrow().during());
    last = getRuntimeContext().getState(new ValueStateDescriptor<>("last-alert", Types.LONG));
  }

  @Override
  public boolean filter(Alert alert) throws Exception {
    long time = ChronoUnit.MICROS.between(Instant.EPOCH, alert.getEventTime());
    Long known = last.value();
    long latest = known == null ? Suppression.NEVER : known;
    if (suppression.holdsBack(latest, time)) {
      return false;
    }
    last.update(suppression.after(latest, time));
    return true;
  }
}
