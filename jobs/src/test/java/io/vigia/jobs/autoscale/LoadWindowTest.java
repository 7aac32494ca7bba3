package io.vigia.jobs.autoscale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadWindowTest {

  private static JobCounters at(
      double seconds, int parallelism, long records, double busySeconds, double pool, long lag) {
    return new JobCounters(
        List.of(
            new VertexCounters(
                "v",
                "stage",
                parallelism,
                720,
                List.of(),
                records,
                1000 * busySeconds,
                1000 * seconds * parallelism,
                pool,
                lag)),
        8);
  }

  @Test
  void ratesAreOfTheTimeThatTheSubtasksCounted() {
    LoadWindow window = new LoadWindow(Duration.ofSeconds(10));
    assertThat(window.add(at(5, 2, 1000, 2, 0, 50))).isEmpty();
    assertThat(window.add(at(10, 2, 2000, 4, 0, 50))).isEmpty();
    VertexLoad load = window.add(at(15, 2, 3000, 7, 0, 250)).orElseThrow().vertices().get(0);
    assertThat(load.perSecond()).isEqualTo(200);
    // Five of ten seconds of each of the two.
    assertThat(load.utilization()).isEqualTo(.25);
    assertThat(load.trueRate()).isEqualTo(800);
    assertThat(load.lagPerSecond()).isEqualTo(20);
    // The window moves on: of the last ten seconds, not of all.
    assertThat(window.add(at(20, 2, 3000, 7, 0, 250)).orElseThrow().vertices().get(0).perSecond())
        .isEqualTo(100);
  }

  @Test
  void workersBesideTheThreadCount() {
    LoadWindow window = new LoadWindow(Duration.ofSeconds(1));
    Optional<JobLoad> none = window.add(at(0, 1, 0, 0, .9, 0));
    assertThat(none).isEmpty();
    assertThat(window.add(at(2, 1, 10, .2, .9, 0)).orElseThrow().vertices().get(0).utilization())
        .isEqualTo(.9);
  }

  @Test
  void numbersThatTheClusterHasNotFetchedAnewAddNothing() {
    LoadWindow window = new LoadWindow(Duration.ofSeconds(10));
    for (int i = 0; i < 20; i++) {
      assertThat(window.add(at(5, 1, 1000, 2, 0, 0))).isEmpty();
    }
  }

  @Test
  void aRestartAndAnotherParallelismBeginAnew() {
    LoadWindow window = new LoadWindow(Duration.ofSeconds(10));
    assertThat(window.add(at(5, 1, 1000, 2, 0, 0))).isEmpty();
    assertThat(window.add(at(20, 1, 2000, 2, 0, 0))).isPresent();
    assertThat(window.add(at(3, 1, 100, 1, 0, 0))).isEmpty();
    assertThat(window.add(at(14, 1, 200, 1, 0, 0))).isPresent();
    assertThat(window.add(at(30, 2, 300, 1, 0, 0))).isEmpty();
  }
}
