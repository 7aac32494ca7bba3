package io.vigia.jobs.control;

import io.vigia.engine.control.Comparison;
import io.vigia.engine.row.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * What both models said of events whose truth is not known yet: of every event on which either
 * alerts, and of one in {@value #SAMPLE} of the rest. At most {@value #MOST_CANDIDATES} and {@value
 * #MOST_SAMPLED} of them; beyond, the oldest is given up. They wait for their label twice as long
 * as the detector says that labels take, in event time.
 */
public final class Pairs {
  /** Alerts of either model that wait. */
  static final int MOST_CANDIDATES = 65_536;

  /** Other events that wait. */
  static final int MOST_SAMPLED = 4_096;

  /** One of so many other events is kept. */
  static final int SAMPLE = 64;

  private static final int ACTIVE = 1;
  private static final int CHALLENGER = 2;

  private final long patienceMicros;
  private final Map<Long, Pair> candidates = new LinkedHashMap<>();
  private final Map<Long, Pair> sampled = new LinkedHashMap<>();
  private int seen;

  private record Pair(long key, long time, int alerts) {}

  /**
   * Nothing that waits.
   *
   * @param patienceMicros how long an event waits for its label, microseconds of event time
   */
  public Pairs(long patienceMicros) {
    this.patienceMicros = patienceMicros;
  }

  /**
   * Notes what both said of an event.
   *
   * @param id number of the event's id
   * @param key number of its key
   * @param time event time in microseconds since 1970
   */
  public void add(long id, long key, long time, boolean activeAlerts, boolean challengerAlerts) {
    int alerts = (activeAlerts ? ACTIVE : 0) | (challengerAlerts ? CHALLENGER : 0);
    if (alerts != 0) {
      add(candidates, MOST_CANDIDATES, id, new Pair(key, time, alerts));
    } else if (++seen == SAMPLE) {
      seen = 0;
      add(sampled, MOST_SAMPLED, id, new Pair(key, time, 0));
    }
  }

  private void add(Map<Long, Pair> waiting, int most, long id, Pair pair) {
    waiting.put(id, pair);
    Iterator<Pair> oldest = waiting.values().iterator();
    while (oldest.hasNext()) {
      if (oldest.next().time() >= pair.time() - patienceMicros && waiting.size() <= most) {
        return;
      }
      oldest.remove();
    }
  }

  /** Counts the truth of an event that waited for it. */
  public void label(Row label, Comparison into) {
    Pair pair =
        Optional.ofNullable(candidates.remove(label.id)).orElseGet(() -> sampled.remove(label.id));
    if (pair != null) {
      into.labelled(
          (pair.alerts() & ACTIVE) != 0, (pair.alerts() & CHALLENGER) != 0, label.label >= 0.5);
    }
  }

  /** How many wait. */
  public int size() {
    return candidates.size() + sampled.size();
  }

  /** As bytes, for a checkpoint. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(size());
      for (Map<Long, Pair> waiting : List.of(candidates, sampled)) {
        for (Map.Entry<Long, Pair> entry : waiting.entrySet()) {
          out.writeLong(entry.getKey());
          out.writeLong(entry.getValue().key());
          out.writeLong(entry.getValue().time());
          out.writeByte(entry.getValue().alerts());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("pairs that have no bytes", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Adds what {@link #toBytes} wrote.
   *
   * @param isMine whether labels of a key come here
   */
  public void addAll(byte[] bytes, LongPredicate isMine) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int left = in.readInt(); left > 0; left--) {
        long id = in.readLong();
        Pair pair = new Pair(in.readLong(), in.readLong(), in.readByte());
        if (isMine.test(pair.key())) {
          (pair.alerts() != 0 ? candidates : sampled).put(id, pair);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no pairs: " + e.getMessage(), e);
    }
  }
}
