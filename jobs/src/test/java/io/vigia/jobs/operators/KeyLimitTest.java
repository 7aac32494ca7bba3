package io.vigia.jobs.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyLimitTest {

  @Test
  void theBoundOfAJobIsSharedByKeyGroups() {
    assertThat(KeyLimit.share(100_000, 720, 720)).isEqualTo(100_000);
    assertThat(KeyLimit.share(100_000, 360, 720)).isEqualTo(50_000);
    assertThat(KeyLimit.share(10, 103, 720)).isEqualTo(2);
    assertThat(KeyLimit.share(1, 1, 720)).isEqualTo(1);
    assertThat(KeyLimit.share(100_000_000, 720, 720)).isEqualTo(100_000_000);
  }

  @Test
  void forgetsWithTheTimerAndCounts() throws Exception {
    List<String> forgotten = new ArrayList<>();
    KeyLimit limit = new KeyLimit(2, (key, timer) -> forgotten.add(key + "@" + timer));
    limit.use(1);
    limit.timer(1, 10);
    limit.use(2);
    limit.timer(2, 20);
    limit.use(1);
    assertThat(limit.use(3)).isTrue();
    assertThat(forgotten).containsExactly("2@20");
    limit.timer(2, 30);
    limit.expired(1);
    assertThat(limit.use(4)).as("there is room").isFalse();
    assertThat(limit.size()).isEqualTo(2);
    assertThat(limit.evicted()).isEqualTo(1);
  }
}
