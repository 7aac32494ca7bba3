package io.vigia.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlantedEpisodesTest {
  private final PlantedEpisodes episodes = new PlantedEpisodes(Duration.ofMillis(10));

  @Test
  void anAlertWhileItLastsOrShortlyAfterFindsAnEpisode() {
    episodes.planted(1, "a", 100);
    episodes.planted(1, "a", 200);
    episodes.planted(2, "b", 100);
    episodes.planted(2, "b", 200);
    episodes.planted(3, "c", 100);
    episodes.planted(3, "c", 200);

    episodes.alerted("a", 150);
    episodes.alerted("b", 210);
    episodes.alerted("c", 211);
    episodes.alerted("c", 99);

    assertThat(episodes.planted()).isEqualTo(3);
    assertThat(episodes.found()).isEqualTo(2);
  }

  @Test
  void anEpisodeGoesOnWhileItsEventsCome() {
    episodes.planted(1, "a", 100);
    episodes.alerted("a", 150);
    assertThat(episodes.found()).isZero();
    episodes.planted(1, "a", 145);
    assertThat(episodes.found()).isEqualTo(1);
  }

  @Test
  void anyOfItsSubjectsWillDoAndNobodyElse() {
    episodes.planted(1, "a", 100);
    episodes.planted(1, "b", 120);
    episodes.alerted("c", 110);
    assertThat(episodes.found()).isZero();
    episodes.alerted("b", 105);
    episodes.alerted("b", 106);
    assertThat(episodes.found()).isEqualTo(1);
  }
}
