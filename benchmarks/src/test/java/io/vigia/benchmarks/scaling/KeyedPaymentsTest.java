package io.vigia.benchmarks.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.benchmarks.harness.Extent;
import io.vigia.benchmarks.harness.FilledTopics;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyedPaymentsTest {

  @Test
  void aPaymentFollowsFromItsNumberAndACardIsInOnePartition() {
    KeyedPayments payments = new KeyedPayments(1_000, 20_000);
    KeyedPayments again = new KeyedPayments(1_000, 20_000);
    Set<Long> cards = new HashSet<>();
    Set<Long> terminals = new HashSet<>();
    for (int number = 0; number < payments.count(); number++) {
      var payment = payments.payment(number);
      assertThat(payment).isEqualTo(again.payment(number));
      assertThat(payment.getCustomerId() % FilledTopics.PARTITIONS)
          .isEqualTo(payments.partition(number));
      cards.add(payment.getCustomerId());
      terminals.add(payment.getTerminalId());
    }
    assertThat(cards).hasSize(1_000);
    assertThat(terminals).hasSize(1_000);
    assertThat(
            Duration.between(
                payments.payment(0).getTxTime(),
                payments.payment(payments.count() - 1).getTxTime()))
        .isBetween(Duration.ofDays(29), Duration.ofDays(30));
  }

  @Test
  void theFirstPaymentsEndWhereTheyWereSent() {
    for (int count = 1; count < 20; count++) {
      long[] ends = new long[FilledTopics.PARTITIONS];
      KeyedPayments payments = new KeyedPayments(8, count);
      for (int number = 0; number < count; number++) {
        ends[payments.partition(number)]++;
      }
      Extent first = KeyedPayments.first(count);
      assertThat(first.eventEnds()).isEqualTo(ends);
      assertThat(first.events()).isEqualTo(count);
    }
  }

  @Test
  void keysThatDoNotFitThePartitionsAreRefused() {
    assertThatThrownBy(() -> new KeyedPayments(1_001, 10))
        .hasMessage("--keys has 1001; expected multiples of 4");
    assertThat(KeysScaling.name(10_000)).isEqualTo("10k");
    assertThat(KeysScaling.name(1_000_000)).isEqualTo("1M");
    assertThat(KeysScaling.name(1_500)).isEqualTo("1500");
  }
}
