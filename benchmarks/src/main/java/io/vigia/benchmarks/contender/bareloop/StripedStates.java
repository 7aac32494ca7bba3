package io.vigia.benchmarks.contender.bareloop;

import java.util.HashMap;
import java.util.Map;

/**
 * Hash maps of states that threads share, each guarded by a lock of its own: two threads wait for
 * each other only when their keys fall into the same stripe.
 *
 * @param <S> state of a key
 */
final class StripedStates<S> {
  private static final int STRIPES = 256;

  private final Map<Long, S>[] stripes;

  @SuppressWarnings({"unchecked", "rawtypes"})
  StripedStates() {
    stripes = new Map[STRIPES];
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new HashMap<>();
    }
  }

  /** The states among which a key's is; it is also the lock to hold while one is used. */
  Map<Long, S> stripe(long key) {
    return stripes[(int) (key * 0x9E3779B97F4A7C15L >>> 56)];
  }
}
