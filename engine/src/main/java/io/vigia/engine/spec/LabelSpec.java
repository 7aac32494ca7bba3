package io.vigia.engine.spec;

import java.time.Duration;

/**
 * Where the truth comes from.
 *
 * @param topic the Kafka topic of {@link io.vigia.schemas.Label}s
 * @param field the column that holds the truth in files
 * @param delay in files: the truth is known this long after the event
 */
public record LabelSpec(String topic, String field, Duration delay) {}
