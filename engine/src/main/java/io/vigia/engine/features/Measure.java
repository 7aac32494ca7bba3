package io.vigia.engine.features;

/**
 * What aggregates look at in an entry of the log: which number, of which entries.
 *
 * @param column number column of the log; {@link #EVENT} where the entry itself counts as 1; {@link
 *     #LABEL} for the truth, an unlabelled entry counting 0
 * @param flag bit of the log's flags that an entry must have; {@link #ANY} where all count
 * @param distinct whether tiles have to keep a sketch of the different values
 */
record Measure(int column, int flag, boolean distinct) {
  static final int EVENT = -1;
  static final int LABEL = -2;
  static final int ANY = -1;
}
