package io.vigia.engine.row;

/**
 * Rows that a thread has done with, for the next ones it needs. A row has one owner at a time, so
 * its last owner knows when nobody needs it any more: where it was written to the network, and
 * where it was decided that it raises no alert. Without the pool a row's arrays are most of what a
 * job allocates.
 *
 * <p>Giving a row back is never needed: one that is not given back is garbage like any other.
 */
public final class RowPool {
  /** More than operators of one task hold at a time; beyond it, rows become garbage. */
  private static final int MOST = 4096;

  private static final ThreadLocal<RowPool> OF_THREAD = ThreadLocal.withInitial(RowPool::new);

  private final Row[] rows = new Row[MOST];
  private int size;

  private RowPool() {}

  /** The pool of the thread that asks: operators of one task share it. */
  public static RowPool ofThread() {
    return OF_THREAD.get();
  }

  /** A row without content; its arrays are of some earlier row, or {@code null}. */
  public Row take() {
    if (size == 0) {
      return new Row();
    }
    Row row = rows[--size];
    rows[size] = null;
    row.pooled = false;
    return row;
  }

  /**
   * Takes a row back. Neither the row nor its arrays may be used from now on by who gave it.
   *
   * @throws IllegalStateException when it was given back before: two owners would get it
   */
  public void give(Row row) {
    if (row.pooled) {
      throw new IllegalStateException("row " + row.id + " was given back twice");
    }
    if (size < MOST) {
      row.clear();
      row.pooled = true;
      rows[size++] = row;
    }
  }
}
