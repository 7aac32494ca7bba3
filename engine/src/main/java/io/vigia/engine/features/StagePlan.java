package io.vigia.engine.features;

/**
 * What a keyed stage keeps and for how long.
 *
 * @param index place among the stages, from 0
 * @param key name of the key
 * @param keyIndex index of the key in a row
 * @param measures what tiles keep
 * @param numberColumns number columns of the log
 * @param hasFlags whether features have conditions
 * @param usesLabels whether features read labels
 * @param needsTiles whether anything but the latest events is looked at
 * @param memories what features learn
 * @param unboundedMeans how many exponentially weighted means have no window
 * @param retention how long an event may be looked at, in microseconds
 * @param keepCount how many of the events behind the retention stay, however old
 * @param expiry how long after its last event the state of a key has an influence, in microseconds
 * @param logLimit events that the log holds before its older half is folded
 */
@SuppressWarnings("ArrayRecordComponent") // Read, never compared.
record StagePlan(
    int index,
    String key,
    int keyIndex,
    Measure[] measures,
    int numberColumns,
    boolean hasFlags,
    boolean usesLabels,
    boolean needsTiles,
    Memory.Kind[] memories,
    int unboundedMeans,
    long retention,
    int keepCount,
    long expiry,
    int logLimit) {

  KeyState newState() {
    return new KeyState(new EventLog(numberColumns, hasFlags, usesLabels), memories.length);
  }
}
