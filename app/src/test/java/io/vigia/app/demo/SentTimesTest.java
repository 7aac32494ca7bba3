package io.vigia.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SentTimesTest {

  @Test
  void knowsTheLatestMillionEvents() {
    SentTimes times = new SentTimes();
    times.sent(5, 1000);
    times.sent(6, 1001);

    assertThat(times.of(5)).isEqualTo(1000);
    assertThat(times.of(6)).isEqualTo(1001);
    assertThat(times.of(7)).isEqualTo(-1);

    times.sent(5 + (1 << 20), 2000);
    assertThat(times.of(5)).isEqualTo(-1);
    assertThat(times.of(5 + (1 << 20))).isEqualTo(2000);
  }

  @Test
  void idZeroIsNotKnownBeforeItIsSent() {
    assertThat(new SentTimes().of(0)).isEqualTo(-1);
  }
}
