package io.vigia.benchmarks.contender.streams;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Our own compact serializers for Kafka Streams, which keeps every state as bytes.
 *
 * @param <T> what is written
 */
final class CompactSerde<T> implements Serde<T> {
  private final ThreadLocal<OfThread> threads;

  /** What one thread writes and reads with. */
  private final class OfThread {
    private final TypeSerializer<T> serializer;
    private final DataOutputSerializer out = new DataOutputSerializer(1024);
    private final DataInputDeserializer in = new DataInputDeserializer();

    OfThread(TypeSerializer<T> serializer) {
      this.serializer = serializer;
    }

    byte[] write(T value) {
      try {
        out.clear();
        serializer.serialize(value, out);
        return out.getCopyOfBuffer();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    T read(byte[] bytes) {
      try {
        in.setBuffer(bytes);
        return serializer.deserialize(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  CompactSerde(TypeSerializer<T> serializer) {
    threads = ThreadLocal.withInitial(() -> new OfThread(serializer.duplicate()));
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, value) -> value == null ? null : threads.get().write(value);
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, bytes) -> bytes == null ? null : threads.get().read(bytes);
  }
}
