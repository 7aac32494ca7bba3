package io.vigia.training.distributed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes messages apart, and puts those of one sender together, whose parts come in their order. */
final class Messages {
  /** Bytes of a part, well below the limit of a remote call. */
  static final int PART_BYTES = 1 << 20;

  private final List<MessagePart> parts = new ArrayList<>();

  /** The parts of a message; at least one. */
  static List<MessagePart> parts(byte[] message, int partBytes) {
    int count = Math.max(1, (message.length + partBytes - 1) / partBytes);
    List<MessagePart> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = i * partBytes;
      int to = Math.min(message.length, from + partBytes);
      parts.add(new MessagePart(i, count, Arrays.copyOfRange(message, from, to)));
    }
    return parts;
  }

  /**
   * Takes in the next part.
   *
   * @return the message, when it is complete
   * @throws IllegalStateException when a part is missing
   */
  Optional<byte[]> add(MessagePart part) {
    if (part.number() != parts.size()) {
      throw new IllegalStateException(
          "part " + part.number() + " of a message came, expected part " + parts.size());
    }
    parts.add(part);
    if (parts.size() < part.parts()) {
      return Optional.empty();
    }
    byte[] message = new byte[parts.stream().mapToInt(each -> each.bytes().length).sum()];
    int at = 0;
    for (MessagePart each : parts) {
      System.arraycopy(each.bytes(), 0, message, at, each.bytes().length);
      at += each.bytes().length;
    }
    parts.clear();
    return Optional.of(message);
  }
}
