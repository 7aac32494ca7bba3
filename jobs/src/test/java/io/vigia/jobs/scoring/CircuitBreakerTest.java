package io.vigia.jobs.scoring;

import static io.vigia.jobs.scoring.CircuitBreaker.State.CLOSED;
import static io.vigia.jobs.scoring.CircuitBreaker.State.HALF_OPEN;
import static io.vigia.jobs.scoring.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private final CircuitBreaker breaker = new CircuitBreaker();

  private void fail(int times, long now) {
    for (int i = 0; i < times; i++) {
      breaker.failed(now);
    }
  }

  @Test
  void opens_after_failures_in_a_row() {
    fail(CircuitBreaker.FAILURES - 1, 0);
    breaker.answered();
    fail(CircuitBreaker.FAILURES - 1, 0);
    assertThat(breaker.state()).isEqualTo(CLOSED);
    breaker.failed(0);
    assertThat(breaker.state()).isEqualTo(OPEN);
    assertThat(breaker.opened()).isEqualTo(1);
    assertThat(breaker.admits(CircuitBreaker.SHORTEST_REST - 1)).isFalse();
  }

  @Test
  void a_single_batch_tries_after_the_rest() {
    fail(CircuitBreaker.FAILURES, 0);
    assertThat(breaker.admits(CircuitBreaker.SHORTEST_REST)).isTrue();
    breaker.asked();
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    assertThat(breaker.admits(CircuitBreaker.SHORTEST_REST)).isFalse();
    breaker.answered();
    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.admits(CircuitBreaker.SHORTEST_REST)).isTrue();
  }

  @Test
  void rests_double_up_to_the_longest() {
    fail(CircuitBreaker.FAILURES, 0);
    long now = 0;
    long rest = CircuitBreaker.SHORTEST_REST;
    for (int i = 0; i < 10; i++) {
      now += rest;
      assertThat(breaker.admits(now - 1)).isFalse();
      assertThat(breaker.admits(now)).isTrue();
      breaker.asked();
      breaker.failed(now);
      rest = Math.min(CircuitBreaker.LONGEST_REST, 2 * rest);
    }
    assertThat(rest).isEqualTo(CircuitBreaker.LONGEST_REST);
    assertThat(breaker.opened()).isEqualTo(11);
  }

  @Test
  void a_try_that_found_no_worker_is_one_that_failed() {
    fail(CircuitBreaker.FAILURES, 0);
    breaker.failed(CircuitBreaker.SHORTEST_REST);
    assertThat(breaker.admits(CircuitBreaker.SHORTEST_REST)).isFalse();
    assertThat(breaker.admits(3 * CircuitBreaker.SHORTEST_REST)).isTrue();
  }

  @Test
  void failures_of_batches_that_were_under_way_lengthen_nothing() {
    fail(CircuitBreaker.FAILURES + 3, 0);
    assertThat(breaker.opened()).isEqualTo(1);
    assertThat(breaker.admits(CircuitBreaker.SHORTEST_REST)).isTrue();
  }

  @Test
  void a_recovered_model_rests_shortly_again() {
    fail(CircuitBreaker.FAILURES, 0);
    breaker.asked();
    breaker.failed(1_000);
    breaker.asked();
    breaker.answered();
    fail(CircuitBreaker.FAILURES, 10_000);
    assertThat(breaker.admits(10_000 + CircuitBreaker.SHORTEST_REST)).isTrue();
  }
}
