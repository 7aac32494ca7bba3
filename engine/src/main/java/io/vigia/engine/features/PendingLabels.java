package io.vigia.engine.features;

/** Labels that came before their event: topics overtake one another. */
final class PendingLabels {
  /** Most labels that wait in one key; that of the oldest event makes room. */
  static final int MOST = 1_024;

  final TimeColumn times = new TimeColumn();
  final IntegerColumn ids = new IntegerColumn();
  final NumberColumn labels = new NumberColumn();

  PendingLabels copy() {
    PendingLabels copy = new PendingLabels();
    for (int i = 0; i < times.size(); i++) {
      copy.add(times.get(i), ids.get(i), labels.get(i));
    }
    return copy;
  }

  int size() {
    return times.size();
  }

  /**
   * Takes a label in; one of the same event that waits already is replaced.
   *
   * @return how many labels were given up for it, 0 or 1
   */
  int add(long time, long id, double label) {
    int known = index(time, id);
    if (known >= 0) {
      labels.set(known, label);
      return 0;
    }
    int index = times.insert(time);
    ids.insert(index, id);
    labels.insert(index, label);
    if (size() <= MOST) {
      return 0;
    }
    removeFirst(1);
    return 1;
  }

  /** The label that waits for an event, or NaN; it stays until {@link #expire}. */
  double find(long time, long id) {
    int index = index(time, id);
    return index < 0 ? Double.NaN : labels.get(index);
  }

  private int index(long time, long id) {
    for (int i = times.after(time) - 1; i >= 0 && times.get(i) == time; i--) {
      if (ids.get(i) == id) {
        return i;
      }
    }
    return -1;
  }

  /** Forgets labels of events of a time or before. */
  void expire(long until) {
    removeFirst(times.after(until));
  }

  private void removeFirst(int count) {
    if (count > 0) {
      times.removeFirst(count);
      ids.removeFirst(count);
      labels.removeFirst(count);
    }
  }

  int heapBytes() {
    return 24 + times.heapBytes() + ids.heapBytes() + labels.heapBytes();
  }
}
