package io.vigia.jobs.offline;

import io.vigia.engine.row.Keys;
import io.vigia.engine.row.Row;
import io.vigia.schemas.Tier;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the parallel sinks of a run put their rows, by the row's place in the files; so the result
 * is in the order of the files whatever the order of processing. Places are written by one sink
 * each, and read when the job has ended.
 */
final class ResultStore {
  /** Rows of a chunk. */
  static final int CHUNK = 8192;

  private final int width;
  private final int keyWidth;
  private final int groups;
  private final Map<Integer, Chunk> chunks = new ConcurrentHashMap<>();

  /**
   * An empty store.
   *
   * @param width how many numbers are kept of a row
   * @param keyWidth how many keys are kept of it
   * @param groups how many numbers of groups are
   */
  ResultStore(int width, int keyWidth, int groups) {
    this.width = width;
    this.keyWidth = keyWidth;
    this.groups = groups;
  }

  /** The chunk that a place lies in. */
  Chunk chunk(long place) {
    return chunks.computeIfAbsent(
        (int) (place / CHUNK), number -> new Chunk(width, keyWidth, groups));
  }

  /** The chunk of that number, handed over; {@code null} where nothing was put. */
  Chunk remove(int number) {
    return chunks.remove(number);
  }

  /** Rows at consecutive places. */
  static final class Chunk {
    final boolean[] present = new boolean[CHUNK];
    final boolean[] late = new boolean[CHUNK];
    final boolean[] candidate = new boolean[CHUNK];
    final boolean[] alert = new boolean[CHUNK];
    final long[] times = new long[CHUNK];
    final long[] ids = new long[CHUNK];
    final long[] keys = new long[CHUNK];
    final double[] scores = new double[CHUNK];
    final double[] labels = new double[CHUNK];
    final Tier[] tiers = new Tier[CHUNK];
    final double[] values;
    final long[] allKeys;
    final long[] groups;
    private String[] idTexts;
    private final int width;
    private final int keyWidth;

    Chunk(int width, int keyWidth, int groups) {
      this.width = width;
      this.keyWidth = keyWidth;
      this.allKeys = new long[CHUNK * keyWidth];
      this.groups = new long[CHUNK * groups];
      this.values = new double[CHUNK * width];
      Arrays.fill(labels, Double.NaN);
    }

    /** Puts what is known of an event. */
    void put(Row row) {
      int at = (int) (row.offset % CHUNK);
      present[at] = true;
      late[at] = row.late;
      times[at] = row.time;
      ids[at] = row.id;
      scores[at] = row.score;
      tiers[at] = row.tier;
      if (row.idText != null) {
        texts()[at] = row.idText;
      }
      System.arraycopy(row.keys, 0, allKeys, at * keyWidth, keyWidth);
    }

    /**
     * Puts what is known of an event, and numbers of it.
     *
     * @param slots of the numbers that are kept
     */
    void put(Row row, int[] slots) {
      put(row);
      int at = (int) (row.offset % CHUNK) * width;
      for (int i = 0; i < width; i++) {
        values[at + i] = row.values[slots[i]];
      }
    }

    /** Puts what is known of an event, numbers of it and its groups. */
    void put(Row row, int[] slots, Grouping grouping) {
      put(row, slots);
      grouping.put(row, groups, (int) (row.offset % CHUNK) * grouping.size());
    }

    private synchronized String[] texts() {
      if (idTexts == null) {
        idTexts = new String[CHUNK];
      }
      return idTexts;
    }

    String eventId(int at) {
      return Keys.text(ids[at], idTexts == null ? null : idTexts[at]);
    }
  }
}
