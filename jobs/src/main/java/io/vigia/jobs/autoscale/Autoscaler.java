package io.vigia.jobs.autoscale;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decides on the parallelism of each vertex of a job, from its load.
 *
 * <p>Needs come from {@link RateModel}: a vertex is to have as many subtasks as work at the target
 * utilization when the job keeps up. What keeps the answer from swinging: nothing changes while a
 * utilization is within a band around the target; nothing changes for a while after a change; and
 * subtasks are taken away only when fewer would have sufficed for a while, and no more than would
 * have sufficed at any time of it.
 *
 * <p>Not thread safe. Times are passed in, so that decisions follow from what is given alone.
 */
public final class Autoscaler {
  private final ScalingOptions options;
  private final Map<String, Surplus> surplus = new HashMap<>();
  private long quietUntil = Long.MIN_VALUE;

  /** An autoscaler that knows nothing yet. */
  public Autoscaler(ScalingOptions options) {
    this.options = options;
  }

  /** Since when fewer subtasks would do, and how many would have done at any time since. */
  private record Surplus(long sinceMillis, int enough) {}

  /**
   * Decides.
   *
   * @param load of the job over the latest window
   * @param nowMillis the time now, in milliseconds from any fixed point
   */
  public Decision decide(JobLoad load, long nowMillis) {
    Map<String, RateModel.Demand> demands = RateModel.demands(load, options.catchUp());
    List<VertexDecision> decisions = new ArrayList<>();
    Map<String, Integer> decided = new HashMap<>();
    for (VertexLoad vertex : load.vertices()) {
      RateModel.Demand demand = demands.get(vertex.id());
      Wish wish = wish(vertex, demand, bound(load, vertex, decided), nowMillis);
      decided.put(vertex.id(), wish.parallelism());
      decisions.add(
          new VertexDecision(
              vertex, demand.perSecond(), demand.utilization(), wish.parallelism(), wish.reason()));
    }
    return new Decision(decisions);
  }

  /**
   * Tells that the job was changed, so that it is left alone for a while.
   *
   * @param nowMillis the time now, from the same point as that of {@link #decide}
   */
  public void rescaled(long nowMillis) {
    quietUntil = nowMillis + options.stabilization().toMillis();
    surplus.clear();
  }

  private record Wish(int parallelism, String reason) {}

  /** A greatest parallelism, and what it comes from. */
  private record Bound(int most, String by) {
    Bound or(int other, String why) {
      return other < most ? new Bound(other, why) : this;
    }
  }

  private Bound bound(JobLoad load, VertexLoad vertex, Map<String, Integer> decided) {
    VertexCounters counters = vertex.counters();
    Bound bound =
        new Bound(options.maxParallelism(), "--max-parallelism")
            .or(
                counters.mostParallelism(),
                counters.isSource() ? "partitions" : "the job's maximum")
            .or(load.slots(), "the cluster's slots");
    if (!counters.isSource()
        && counters.inputs().stream().allMatch(VertexCounters.Input::forward)) {
      int before =
          counters.inputs().stream()
              .mapToInt(input -> decided.get(input.from()))
              .max()
              .orElseThrow();
      bound = bound.or(before, "the subtasks before it");
    }
    return bound;
  }

  private Wish wish(VertexLoad vertex, RateModel.Demand demand, Bound bound, long now) {
    int current = vertex.counters().parallelism();
    int least = Math.min(options.minParallelism(), bound.most());
    int needed = needed(current, demand.utilization());
    int wanted = Math.max(least, Math.min(bound.most(), needed));
    if (now < quietUntil) {
      return new Wish(current, "left alone after the last change");
    }
    if (wanted > current) {
      surplus.remove(vertex.id());
      // A vertex below its least parallelism is raised whatever its load.
      return demand.utilization() > options.high() || current < least
          ? new Wish(
              Math.max(least, step(current, wanted)),
              percent(demand.utilization()) + " busy when keeping up" + limit(needed, bound))
          : new Wish(current, percent(demand.utilization()) + " busy, within the band");
    }
    if (wanted < current && (demand.utilization() < options.low() || current > bound.most())) {
      return fewer(vertex, demand, bound, wanted, now);
    }
    surplus.remove(vertex.id());
    return new Wish(
        current, percent(demand.utilization()) + " busy when keeping up" + limit(needed, bound));
  }

  private Wish fewer(
      VertexLoad vertex, RateModel.Demand demand, Bound bound, int wanted, long now) {
    int current = vertex.counters().parallelism();
    Surplus before = surplus.getOrDefault(vertex.id(), new Surplus(now, wanted));
    Surplus surplusNow = new Surplus(before.sinceMillis(), Math.max(before.enough(), wanted));
    surplus.put(vertex.id(), surplusNow);
    if (current > bound.most()) {
      return new Wish(bound.most(), "no more by " + bound.by());
    }
    String busy = percent(demand.utilization()) + " busy when keeping up";
    return now - surplusNow.sinceMillis() >= options.scaleDownDelay().toMillis()
        ? new Wish(step(current, surplusNow.enough()), busy)
        : new Wish(current, busy + ", waiting whether it lasts");
  }

  /** How many subtasks would work at the target utilization. */
  private int needed(int current, double utilization) {
    // A hair of tolerance: 7 subtasks of .7 of 10 are 7, not 8.
    double subtasks = current * utilization / options.targetUtilization() - 1e-9;
    return subtasks >= Integer.MAX_VALUE
        ? Integer.MAX_VALUE
        : Math.max(1, (int) Math.ceil(subtasks));
  }

  /** As far towards what is wanted as one step may go; always at least by one. */
  private int step(int current, int wanted) {
    if (wanted > current) {
      return Math.min(
          wanted, Math.max(current + 1, (int) Math.min(1e9, current * options.maxStep())));
    }
    return Math.max(wanted, Math.min(current - 1, (int) Math.ceil(current / options.maxStep())));
  }

  private static String limit(int needed, Bound bound) {
    return needed > bound.most()
        ? ", needs " + needed + " but has no more than " + bound.most() + " by " + bound.by()
        : "";
  }

  private static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * fraction);
  }
}
