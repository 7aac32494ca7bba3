package io.vigia.engine.features;

/**
 * The recent events of a key, exactly, in the order of their times; events of one time in the order
 * they came. Columns that no feature needs do not exist.
 */
final class EventLog {
  final TimeColumn times;

  /** Ids, by which labels find their event; {@code null} where no feature reads labels. */
  final IntegerColumn ids;

  /** The truth, NaN until known; {@code null} where no feature reads labels. */
  final NumberColumn labels;

  /** One bit a condition; {@code null} where there is no condition. */
  final IntegerColumn flags;

  final NumberColumn[] numbers;

  EventLog(int numberColumns, boolean hasFlags, boolean hasLabels) {
    times = new TimeColumn();
    ids = hasLabels ? new IntegerColumn() : null;
    labels = hasLabels ? new NumberColumn() : null;
    flags = hasFlags ? new IntegerColumn() : null;
    numbers = new NumberColumn[numberColumns];
    for (int i = 0; i < numberColumns; i++) {
      numbers[i] = new NumberColumn();
    }
  }

  private EventLog(EventLog from) {
    times = from.times.copy();
    ids = from.ids == null ? null : from.ids.copy();
    labels = from.labels == null ? null : from.labels.copy();
    flags = from.flags == null ? null : from.flags.copy();
    numbers = new NumberColumn[from.numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = from.numbers[i].copy();
    }
  }

  EventLog copy() {
    return new EventLog(this);
  }

  int size() {
    return times.size();
  }

  int peek() {
    int peeked = times.peek();
    for (NumberColumn column : numbers) {
      peeked += column.peek();
    }
    if (labels != null) {
      peeked += ids.peek() + labels.peek();
    }
    return flags == null ? peeked : peeked + flags.peek();
  }

  int heapBytes() {
    int bytes = times.heapBytes() + 40 + 16 + 4 * numbers.length;
    for (NumberColumn column : numbers) {
      bytes += column.heapBytes() + 8;
    }
    if (ids != null) {
      bytes += ids.heapBytes() + labels.heapBytes() + 8;
    }
    return flags == null ? bytes : bytes + flags.heapBytes();
  }

  /** Takes an event in, its numbers missing and its conditions unmet until set. */
  int insert(long time, long id) {
    int index = times.insert(time);
    if (ids != null) {
      ids.insert(index, id);
      labels.insert(index, Double.NaN);
    }
    if (flags != null) {
      flags.insert(index, 0);
    }
    for (NumberColumn column : numbers) {
      column.insert(index, Double.NaN);
    }
    return index;
  }

  void removeFirst(int count) {
    times.removeFirst(count);
    if (ids != null) {
      ids.removeFirst(count);
      labels.removeFirst(count);
    }
    if (flags != null) {
      flags.removeFirst(count);
    }
    for (NumberColumn column : numbers) {
      column.removeFirst(count);
    }
  }

  /** Index of the event of a time and id, or -1. */
  int find(long time, long id) {
    for (int i = times.after(time) - 1; i >= 0 && times.get(i) == time; i--) {
      if (ids.get(i) == id) {
        return i;
      }
    }
    return -1;
  }

  /** Marks that an entry meets a condition. */
  void setFlag(int index, int flag) {
    flags.set(index, flags.get(index) | 1L << flag);
  }

  /** What a measure sees of an entry; NaN where it leaves the entry out. */
  double value(Measure measure, int index) {
    if (measure.flag() >= 0 && (flags.get(index) >> measure.flag() & 1) == 0) {
      return Double.NaN;
    }
    int column = measure.column();
    if (column >= 0) {
      return numbers[column].get(index);
    }
    if (column == Measure.EVENT) {
      return 1;
    }
    double label = labels.get(index);
    return Double.isNaN(label) ? 0 : label;
  }
}
