package io.vigia.app.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which of the planted frauds were found. A fraud is found when its card was alerted on the day of
 * the fraud, in event time: what a team that calls the card's owner would know by evening.
 */
final class PlantedFrauds {
  private static final long MILLIS_OF_DAY = 86_400_000L;

  /** A card on a day. */
  private record CardDay(String card, long day) {}

  private final Map<CardDay, Integer> frauds = new HashMap<>();
  private final Set<CardDay> alerted = new HashSet<>();
  private long planted;

  /** A fraud was sent. */
  synchronized void planted(String card, long timeMillis) {
    frauds.merge(of(card, timeMillis), 1, Integer::sum);
    planted++;
  }

  /** An alert came. */
  synchronized void alerted(String card, long timeMillis) {
    alerted.add(of(card, timeMillis));
  }

  synchronized long planted() {
    return planted;
  }

  synchronized long found() {
    return alerted.stream().mapToLong(each -> frauds.getOrDefault(each, 0)).sum();
  }

  private static CardDay of(String card, long timeMillis) {
    return new CardDay(card, Math.floorDiv(timeMillis, MILLIS_OF_DAY));
  }
}
