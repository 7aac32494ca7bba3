package io.vigia.app.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Precision among the k most suspicious groups of each period, averaged over the periods: with
 * cards and days, the card precision top-k of the <i>Fraud Detection Handbook</i>. A group is as
 * suspicious as its most suspicious event and positive when one of its events is. One that was
 * found in a period is taken out of the later ones, as a card would be blocked.
 */
final class RankedGroups {
  private final int top;
  private final TreeMap<Long, Map<String, Group>> periods = new TreeMap<>();

  private static final class Group {
    private final String name;
    private double score = Double.NEGATIVE_INFINITY;
    private boolean positive;

    private Group(String name) {
      this.name = name;
    }
  }

  /** None yet. */
  RankedGroups(int top) {
    this.top = top;
  }

  /** Takes an event. */
  void add(long period, String name, double score, boolean positive) {
    Group group =
        periods.computeIfAbsent(period, p -> new HashMap<>()).computeIfAbsent(name, Group::new);
    group.score = Math.max(group.score, score);
    group.positive |= positive;
  }

  /** The mean precision; NaN without events. Equal scores are ranked by name. */
  double precision() {
    Set<String> found = new HashSet<>();
    double sum = 0;
    for (Map<String, Group> groups : periods.values()) {
      List<Group> left = new ArrayList<>(groups.values());
      left.removeIf(group -> found.contains(group.name));
      left.sort(
          Comparator.<Group>comparingDouble(group -> -group.score)
              .thenComparing(group -> group.name));
      int hits = 0;
      for (Group group : left.subList(0, Math.min(top, left.size()))) {
        if (group.positive) {
          hits++;
          found.add(group.name);
        }
      }
      sum += left.isEmpty() ? 0 : (double) hits / Math.min(top, left.size());
    }
    return sum / periods.size();
  }
}
