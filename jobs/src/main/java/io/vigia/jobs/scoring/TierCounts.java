package io.vigia.jobs.scoring;

import io.vigia.schemas.Tier;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

/** How many events each rung of the ladder answered. */
final class TierCounts {
  private static final Tier[] TIERS = Tier.values();

  private final Counter[] counts = new Counter[TIERS.length];
  private final Counter scored = new SimpleCounter();

  TierCounts() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new SimpleCounter();
    }
  }

  void add(Tier tier, int events) {
    counts[tier.ordinal()].inc(events);
    if (tier != Tier.RULES) {
      scored.inc(events);
    }
  }

  private long of(Tier tier) {
    return counts[tier.ordinal()].getCount();
  }

  /** How many events have a score. */
  long scored() {
    return scored.getCount();
  }

  /** Shows them as counters. */
  void register(MetricGroup group) {
    group.counter("scored", scored);
    for (Tier tier : TIERS) {
      group.counter(name(tier), counts[tier.ordinal()]);
    }
  }

  /** Puts them among the values of a sample. */
  void put(Map<String, Double> values) {
    for (Tier tier : TIERS) {
      values.put(name(tier), (double) of(tier));
    }
  }

  private static String name(Tier tier) {
    return "tier_" + tier.name().toLowerCase(Locale.ROOT) + "_total";
  }
}
