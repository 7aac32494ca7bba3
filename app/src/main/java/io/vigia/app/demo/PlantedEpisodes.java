package io.vigia.app.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Episodes that last for a while. One is found when one of its subjects was alerted while it lasted
 * or shortly afterwards, in event time.
 */
final class PlantedEpisodes implements Planted {
  private final long graceMillis;
  private final Map<Long, Episode> episodes = new HashMap<>();
  private final Map<String, NavigableSet<Long>> alerts = new HashMap<>();

  private static final class Episode {
    private final Set<String> subjects = new HashSet<>();
    private final long from;
    private long to;

    Episode(long from) {
      this.from = from;
    }
  }

  /**
   * Empty books.
   *
   * @param grace how long after its end an episode may be found
   */
  PlantedEpisodes(Duration grace) {
    graceMillis = grace.toMillis();
  }

  @Override
  public synchronized void planted(long episode, String subject, long timeMillis) {
    Episode known = episodes.computeIfAbsent(episode, number -> new Episode(timeMillis));
    known.subjects.add(subject);
    known.to = timeMillis;
  }

  @Override
  public synchronized void alerted(String subject, long timeMillis) {
    alerts.computeIfAbsent(subject, key -> new TreeSet<>()).add(timeMillis);
  }

  @Override
  public synchronized long planted() {
    return episodes.size();
  }

  @Override
  public synchronized long found() {
    return episodes.values().stream().filter(this::isFound).count();
  }

  private boolean isFound(Episode episode) {
    for (String subject : episode.subjects) {
      NavigableSet<Long> times = alerts.get(subject);
      Long first = times == null ? null : times.ceiling(episode.from);
      if (first != null && first <= episode.to + graceMillis) {
        return true;
      }
    }
    return false;
  }
}
