package io.vigia.app.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Frauds with cards, each on its own. A fraud is found when its card was alerted on the day of the
 * fraud, in event time: what a team that calls the card's owner would know by evening.
 */
final class PlantedFrauds implements Planted {
  private static final long MILLIS_OF_DAY = 86_400_000L;

  /** A card on a day. */
  private record CardDay(String card, long day) {}

  private final Map<CardDay, Integer> frauds = new HashMap<>();
  private final Set<CardDay> alerted = new HashSet<>();
  private long planted;

  @Override
  public synchronized void planted(long episode, String card, long timeMillis) {
    frauds.merge(of(card, timeMillis), 1, Integer::sum);
    planted++;
  }

  @Override
  public synchronized void alerted(String card, long timeMillis) {
    alerted.add(of(card, timeMillis));
  }

  @Override
  public synchronized long planted() {
    return planted;
  }

  @Override
  public synchronized long found() {
    return alerted.stream().mapToLong(each -> frauds.getOrDefault(each, 0)).sum();
  }

  private static CardDay of(String card, long timeMillis) {
    return new CardDay(card, Math.floorDiv(timeMillis, MILLIS_OF_DAY));
  }
}
