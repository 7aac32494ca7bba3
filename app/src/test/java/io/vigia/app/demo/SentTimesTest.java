package io.vigia.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentTimesTest {

  @Test
  void knowsTheLatestEvents() {
    SentTimes times = new SentTimes();
    times.sent("camera-1-5-2", 1000);
    times.sent("6", 1001);

    assertThat(times.of("camera-1-5-2")).isEqualTo(1000);
    assertThat(times.of("6")).isEqualTo(1001);
    assertThat(times.of("7")).isEqualTo(-1);
  }

  @Test
  void forgetsWhatIsLongAgo() {
    SentTimes times = new SentTimes();
    times.sent("first", 1);
    for (int i = 0; i < 5_000_000; i++) {
      times.sent(Integer.toString(i), 2);
    }
    assertThat(times.of("first")).isEqualTo(-1);
    assertThat(times.of("4999999")).isEqualTo(2);
  }
}
