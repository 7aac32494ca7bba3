package io.vigia.engine.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import org.junit.jupiter.api.Test;

class AlertIdsTest {
  /** Consumers drop repeats by these: they may never change. */
  @Test
  void golden_ids() {
    assertThat(AlertIds.id("card-fraud", "42")).isEqualTo("ff03b552e0a9aeb92d9e89349af48cf0");
    assertThat(AlertIds.id("card-fraud", "Überweisung-7"))
        .isEqualTo("edfe0cb75586d5504549cd6a056d1f99");
  }

  /** The published value of nothing, high bits first: other languages compute the same ids. */
  @Test
  void the_hash_is_the_published_one() {
    HashValue128 hash = Hashing.xxh3_128().hashBytesTo128Bits(new byte[0]);
    assertThat(Long.toHexString(hash.getMostSignificantBits())).isEqualTo("99aa06d3014798d8");
    assertThat(Long.toHexString(hash.getLeastSignificantBits())).isEqualTo("6001c324468d497f");
  }

  @Test
  void detector_and_event_do_not_run_into_each_other() {
    assertThat(AlertIds.id("a", "bc")).isNotEqualTo(AlertIds.id("ab", "c")).hasSize(32);
  }
}
