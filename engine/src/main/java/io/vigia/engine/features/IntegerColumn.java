package io.vigia.engine.features;

/** A column of whole numbers. */
final class IntegerColumn extends PackedColumn {

  IntegerColumn() {}

  private IntegerColumn(IntegerColumn from) {
    super(from);
  }

  IntegerColumn copy() {
    return new IntegerColumn(this);
  }

  long get(int index) {
    return raw(index);
  }

  void set(int index, long value) {
    widenFor(value);
    setRaw(index, value);
  }

  void insert(int index, long value) {
    widenFor(value);
    insertGap(index);
    setRaw(index, value);
  }

  private void widenFor(long value) {
    int needed = widthOf(value);
    if (needed > width()) {
      setWidth(needed);
    }
  }
}
