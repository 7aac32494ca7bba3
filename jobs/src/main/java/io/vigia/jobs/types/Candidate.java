package io.vigia.jobs.types;

import io.vigia.schemas.Alert;

/**
 * An alert before suppression.
 *
 * @param alert the alert
 * @param key number of the key whose alerts are suppressed
 * @param eventId number of the event's id: orders events of the same time
 * @param ingestMillis timestamp of the event's Kafka record in milliseconds since 1970, or -1
 */
public record Candidate(Alert alert, long key, long eventId, long ingestMillis) {}
