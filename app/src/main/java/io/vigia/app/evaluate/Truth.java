package io.vigia.app.evaluate;

/**
 * What the data say about the events that were scored, at the places of {@link Scores}.
 *
 * @param present whether the data hold the event
 * @param labels the truth; NaN = unknown
 * @param groups what is ranked as one; null where events are ranked by themselves
 * @param keys what may be known already; null where nothing is dropped
 * @param known what was known when; null where nothing is dropped
 */
@SuppressWarnings("ArrayRecordComponent") // Columns of a table, never compared.
record Truth(boolean[] present, double[] labels, String[] groups, String[] keys, KnownKeys known) {}
