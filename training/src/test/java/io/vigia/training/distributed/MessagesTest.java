package io.vigia.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MessagesTest {

  @Property(tries = 200, seed = "7")
  void messages_come_together_again(
      @ForAll @Size(max = 6) List<byte[]> messages, @ForAll @IntRange(min = 1, max = 9) int bytes) {
    Messages receiver = new Messages();
    List<byte[]> received = new ArrayList<>();
    for (byte[] message : messages) {
      for (MessagePart part : Messages.parts(message, bytes)) {
        assertThat(part.bytes().length).isLessThanOrEqualTo(bytes);
        receiver.add(part).ifPresent(received::add);
      }
    }
    assertThat(received).hasSize(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      assertThat(received.get(i)).isEqualTo(messages.get(i));
    }
  }

  @Test
  void an_empty_message_is_one_part() {
    List<MessagePart> parts = Messages.parts(new byte[0], 10);
    assertThat(parts).hasSize(1);
    assertThat(new Messages().add(parts.get(0))).map(message -> message.length).contains(0);
  }

  @Test
  void a_missing_part_is_noticed() {
    List<MessagePart> parts = Messages.parts(new byte[30], 10);
    Messages receiver = new Messages();
    Optional<byte[]> first = receiver.add(parts.get(0));
    assertThat(first).isEmpty();
    assertThatThrownBy(() -> receiver.add(parts.get(2)))
        .hasMessage("part 2 of a message came, expected part 1");
  }
}
