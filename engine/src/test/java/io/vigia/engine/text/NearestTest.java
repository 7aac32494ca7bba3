package io.vigia.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  private static final List<String> KEYS =
      List.of("key", "of", "window", "delay", "half_life", "customer_id");

  @Test
  void findsTheMisspelt() {
    assertThat(Nearest.to("widnow", KEYS)).contains("window");
    assertThat(Nearest.to("Window", KEYS)).contains("window");
    assertThat(Nearest.to("halflife", KEYS)).contains("half_life");
    assertThat(Nearest.to("kye", KEYS)).contains("key");
  }

  @Test
  void findsWhatTheNameIsAPartOf() {
    assertThat(Nearest.to("customer", KEYS)).contains("customer_id");
  }

  @Test
  void doesNotGuess() {
    assertThat(Nearest.to("season", KEYS)).isEmpty();
    assertThat(Nearest.to("x", KEYS)).isEmpty();
    assertThat(Nearest.to("", KEYS)).isEmpty();
  }

  @Test
  void saysWhatToDo() {
    assertThat(Nearest.hint("widnow", KEYS, "known keys")).isEqualTo("did you mean 'window'?");
    assertThat(Nearest.hint("zzz", List.of("a", "b"), "keys")).isEqualTo("keys: a, b");
    assertThat(Nearest.hint("zzz", List.of(), "keys")).isEqualTo("there are no keys");
  }
}
