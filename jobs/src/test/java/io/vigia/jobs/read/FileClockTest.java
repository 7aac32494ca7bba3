package io.vigia.jobs.read;

import static io.vigia.jobs.read.EventClock.Verdict.INVALID;
import static io.vigia.jobs.read.EventClock.Verdict.LATE;
import static io.vigia.jobs.read.EventClock.Verdict.ON_TIME;
import static io.vigia.jobs.read.EventClock.Verdict.TOO_FAR_AHEAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.jobs.read.EventClock.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileClockTest {
  private static final long SECOND = 1_000_000;
  private static final long DAY = 24 * 3600 * SECOND;
  private static final long T0 = EventClockTest.micros("2018-05-01T12:00:00Z");

  private static List<Verdict> verdicts(long... times) {
    FileClock clock = new FileClock(EventClockTest.spec());
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      int next = i + 1;
      verdicts.add(
          clock.accept(
              times[i],
              into -> {
                int count = Math.min(into.length, times.length - next);
                System.arraycopy(times, next, into, 0, count);
                return count;
              }));
    }
    return verdicts;
  }

  @Test
  void daysBetweenEventsAreNoMistake() {
    assertThat(verdicts(T0, T0 + DAY, T0 + 2 * DAY, T0 + 9 * DAY)).containsOnly(ON_TIME);
    assertThat(verdicts(T0, T0 + DAY)).containsOnly(ON_TIME);
  }

  @Test
  void aTimeThatTheNextEventsGoBackBehindIsRefused() {
    assertThat(verdicts(T0, T0 + 400 * DAY, T0 + SECOND, T0 + 2 * SECOND))
        .containsExactly(ON_TIME, TOO_FAR_AHEAD, ON_TIME, ON_TIME);
  }

  @Test
  void soIsAFirstOne() {
    assertThat(verdicts(T0 + 400 * DAY, T0, T0 + SECOND))
        .containsExactly(TOO_FAR_AHEAD, ON_TIME, ON_TIME);
  }

  @Test
  void soIsALastOneFarBeyondWhatTheFileDidBefore() {
    assertThat(verdicts(T0, T0 + SECOND, T0 + 400 * DAY))
        .containsExactly(ON_TIME, ON_TIME, TOO_FAR_AHEAD);
  }

  @Test
  void marksLateEventsAndRefusesInvalidOnes() {
    assertThat(verdicts(T0, T0 - 11 * SECOND, T0 - 10 * SECOND, T0 + 100 * 365 * DAY))
        .containsExactly(ON_TIME, LATE, ON_TIME, INVALID);
  }
}
