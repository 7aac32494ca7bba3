package io.vigia.jobs.read;

/**
 * A record as it was read.
 *
 * @param topic Kafka topic or file
 * @param partition partition; 0 for a file
 * @param offset offset; the number of the row, from 0, for a file
 * @param timestamp timestamp of the Kafka record, milliseconds since 1970; -1 without
 * @param key key of the Kafka record, or {@code null}
 * @param value its value, or {@code null}
 */
public record RawRecord(
    String topic, int partition, long offset, long timestamp, byte[] key, byte[] value) {}
