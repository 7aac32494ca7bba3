package io.vigia.jobs.read;

import static io.vigia.jobs.read.EventClock.Verdict.INVALID;
import static io.vigia.jobs.read.EventClock.Verdict.LATE;
import static io.vigia.jobs.read.EventClock.Verdict.ON_TIME;
import static io.vigia.jobs.read.EventClock.Verdict.TOO_FAR_AHEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.spec.EventSpec;
import io.vigia.schemas.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class EventClockTest {
  private static final long SECOND = 1_000_000;
  private static final long HOUR = 3600 * SECOND;
  private static final long T0 = micros("2018-05-01T12:00:00Z");

  private final EventClock clock = new EventClock(spec());

  static EventSpec spec() {
    return new EventSpec(
        Transaction.getClassSchema(),
        "transactions",
        "transaction_id",
        "tx_time",
        Duration.ofSeconds(10),
        new EventSpec.Validity(
            micros("2000-01-01T00:00:00Z"), micros("2100-01-01T00:00:00Z"), Duration.ofHours(1)),
        List.of());
  }

  static long micros(String instant) {
    return Instant.parse(instant).toEpochMilli() * 1000;
  }

  @Test
  void marksWhatIsFurtherBehindThanTheOutOfOrderness() {
    assertThat(clock.accept(T0, -1)).isEqualTo(ON_TIME);
    assertThat(clock.accept(T0 - 10 * SECOND, -1)).isEqualTo(ON_TIME);
    assertThat(clock.accept(T0 - 10 * SECOND - 1, -1)).isEqualTo(LATE);
    assertThat(clock.settled()).isEqualTo(T0);
  }

  @Test
  void refusesWhatIsOutsideTheValidTimes() {
    assertThat(clock.accept(micros("1999-12-31T23:59:59Z"), -1)).isEqualTo(INVALID);
    assertThat(clock.accept(micros("2100-01-01T00:00:00Z"), -1)).isEqualTo(INVALID);
    assertThat(clock.latest()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aTimeTooFarAheadDoesNotMoveTheClock() {
    clock.accept(T0, -1);
    clock.accept(T0 + SECOND, -1);
    assertThat(clock.accept(T0 + SECOND + HOUR + 1, -1)).isEqualTo(TOO_FAR_AHEAD);
    assertThat(clock.settled()).isEqualTo(T0 + SECOND);
    assertThat(clock.accept(T0 + 2 * SECOND, -1)).isEqualTo(ON_TIME);
  }

  @Test
  void theFirstEventDoesNotMoveTheWatermarkBeforeASecondConfirmsIt() {
    assertThat(clock.accept(T0 + 24 * HOUR, -1)).isEqualTo(ON_TIME);
    assertThat(clock.settled()).isEqualTo(Long.MIN_VALUE);

    assertThat(clock.accept(T0, -1)).isEqualTo(ON_TIME);
    assertThat(clock.settled()).isEqualTo(Long.MIN_VALUE);
    assertThat(clock.accept(T0 + SECOND, -1)).isEqualTo(ON_TIME);
    assertThat(clock.settled()).isEqualTo(T0 + SECOND);
  }

  @Test
  void aPauseOfTheStreamIsGrantedWhereKafkaSawItToo() {
    clock.accept(T0, 1_000);
    clock.accept(T0 + SECOND, 2_000);
    long pause = 8 * HOUR;
    assertThat(clock.accept(T0 + SECOND + pause, 2_000 + pause / 1000)).isEqualTo(ON_TIME);
  }

  @Test
  void manyEventsThatAgreeSetTheClockAnew() {
    clock.accept(T0, -1);
    clock.accept(T0 + SECOND, -1);
    long later = T0 + 24 * HOUR;
    for (int i = 1; i < EventClock.CONFIRMING; i++) {
      assertThat(clock.accept(later + i * SECOND, -1)).isEqualTo(TOO_FAR_AHEAD);
    }
    assertThat(clock.accept(later + HOUR / 2, -1)).isEqualTo(ON_TIME);
    assertThat(clock.settled()).isEqualTo(later + HOUR / 2);
  }

  @Property(seed = "20180501")
  void noSingleEventMovesTheClockFurtherThanAllowed(
      @ForAll @LongRange(min = 0, max = 40L * 365 * 24 * 3600) long seconds) {
    EventClock fresh = new EventClock(spec());
    fresh.accept(T0, -1);
    fresh.accept(T0, -1);
    fresh.accept(T0 + seconds * SECOND, -1);
    assertThat(fresh.settled()).isBetween(T0, T0 + HOUR);
  }
}
