package io.vigia.engine.features;

/** Labels that came before their event: topics overtake one another. */
final class PendingLabels {
  /** Most labels that wait in one key; the oldest makes room. */
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

  void add(long time, long id, double label) {
    int index = times.insert(time);
    ids.insert(index, id);
    labels.insert(index, label);
    if (size() > MOST) {
      removeFirst(1);
    }
  }

  /** The latest label that waits for an event, or NaN; it stays until {@link #expire}. */
  double find(long time, long id) {
    for (int i = times.after(time) - 1; i >= 0 && times.get(i) == time; i--) {
      if (ids.get(i) == id) {
        return labels.get(i);
      }
    }
    return Double.NaN;
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
