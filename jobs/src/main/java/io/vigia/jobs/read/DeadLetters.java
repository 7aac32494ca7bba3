package io.vigia.jobs.read;

import io.vigia.schemas.DeadLetter;
import io.vigia.schemas.DeadLetterReason;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Builds dead letters: the record whole, and why it could not be used. */
final class DeadLetters {

  private DeadLetters() {}

  static DeadLetter of(String detector, RawRecord record, DeadLetterReason reason, String message) {
    return DeadLetter.newBuilder()
        .setDetector(detector)
        .setTopic(record.topic())
        .setPartition(record.partition())
        .setOffset(record.offset())
        .setTimestamp(Instant.ofEpochMilli(record.timestamp()))
        .setReason(reason)
        .setMessage(message)
        .setKey(record.key() == null ? null : ByteBuffer.wrap(record.key()))
        .setPayload(record.value() == null ? null : ByteBuffer.wrap(record.value()))
        .build();
  }
}
