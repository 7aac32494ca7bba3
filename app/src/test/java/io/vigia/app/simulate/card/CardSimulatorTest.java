package io.vigia.app.simulate.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CardSimulatorTest {

  private record Payment(
      long id, long time, int customer, int terminal, double amount, int scenario) {}

  private static List<Payment> payments(long seed, int days) {
    CardSimulator simulator = new CardSimulator(CardParameters.defaults(), seed);
    List<Payment> payments = new ArrayList<>();
    for (int i = 0; i < days; i++) {
      CardDay day = simulator.next();
      for (int p = 0; p < day.size(); p++) {
        payments.add(
            new Payment(
                day.number(p),
                day.timeMillis(p),
                day.customer(p),
                day.terminal(p),
                day.amount(p),
                day.scenario(p)));
      }
    }
    return payments;
  }

  @Test
  void theSameSeedGivesTheSamePaymentsAndAnotherSeedGivesOthers() {
    assertThat(payments(7, 3)).isEqualTo(payments(7, 3));
    assertThat(payments(8, 3)).isNotEqualTo(payments(7, 3));
    assertThat(payments(7, 5).subList(0, payments(7, 3).size())).isEqualTo(payments(7, 3));
  }

  @Test
  void paymentsAreNumberedInTheOrderOfTime() {
    List<Payment> payments = payments(1, 4);
    for (int i = 0; i < payments.size(); i++) {
      assertThat(payments.get(i).id()).isEqualTo(i);
      assertThat(payments.get(i).time())
          .isGreaterThanOrEqualTo(payments.get(Math.max(0, i - 1)).time());
    }
    long start = payments.get(0).time() / 86_400_000 * 86_400_000;
    assertThat(start).isEqualTo(1_522_540_800_000L); // 2018-04-01T00:00:00Z
  }

  @Test
  void volumesTimesAndAmountsAreThoseOfTheDesign() {
    int days = 40;
    List<Payment> payments = payments(3, days);
    // Mean of 2 payments a day; the normal time of day stays within the day with probability
    // P(|z| < 2.16) = 0.9692.
    assertThat(payments.size() / (days * 5000.0)).isCloseTo(2 * 0.9692, within(0.06));
    double noon = 0;
    double square = 0;
    for (Payment payment : payments) {
      double second = payment.time() % 86_400_000 / 1000.0;
      noon += second / payments.size();
      square += (second - 43_200) * (second - 43_200) / payments.size();
    }
    assertThat(noon).isCloseTo(43_200, within(150.0));
    // Standard deviation of the normal truncated at 2.16 deviations: 0.8946 of 20,000.
    assertThat(Math.sqrt(square)).isCloseTo(0.8946 * 20_000, within(400.0));
    double mean = payments.stream().mapToDouble(Payment::amount).average().orElseThrow();
    // Half of the sum of 5 and 100, a little raised by stolen cards.
    assertThat(mean).isCloseTo(53.5, within(1.5));
    assertThat(payments).allSatisfy(p -> assertThat(p.amount()).isNotNegative());
  }

  @Test
  void aCustomerPaysOnlyAtTheTerminalsNearby() {
    Map<Integer, Set<Integer>> byCustomer = new HashMap<>();
    for (Payment payment : payments(5, 60)) {
      byCustomer.computeIfAbsent(payment.customer(), c -> new HashSet<>()).add(payment.terminal());
    }
    // π·5² / 100² of 10,000 terminals = 78.5; fewer at the edge, and no customer sees all of them.
    double mean = byCustomer.values().stream().mapToInt(Set::size).average().orElseThrow();
    assertThat(mean).isBetween(45.0, 78.5);
    assertThat(byCustomer.values()).allSatisfy(t -> assertThat(t).hasSizeLessThan(125));
  }

  @Test
  void everyScenarioIsPlantedAsOftenAsTheDesignSays() {
    int days = 60;
    List<Payment> payments = payments(11, days);
    Map<Integer, Long> counts = new HashMap<>();
    payments.forEach(p -> counts.merge(p.scenario(), 1L, Long::sum));
    // The published data (183 days): 0.84 % fraud: 978 / 9,099 / 4,604 of its three scenarios.
    double share = 1 - (double) counts.get(0) / payments.size();
    assertThat(share).isBetween(0.005, 0.0105);
    assertThat(counts.get(2)).isGreaterThan(counts.get(3)).isGreaterThan(counts.get(1));
    assertThat(payments)
        .filteredOn(p -> p.amount() > 220)
        .allSatisfy(p -> assertThat(p.scenario()).isNotZero());
    assertThat(payments)
        .filteredOn(p -> p.scenario() == 1)
        .allSatisfy(p -> assertThat(p.amount()).isGreaterThan(220));
    // After 28 days, 56 of 10,000 terminals and 42 of 5,000 customers are compromised.
    long late = payments.stream().filter(p -> day(p) >= 28).count();
    long atTerminals = payments.stream().filter(p -> day(p) >= 28 && p.scenario() == 2).count();
    long stolen = payments.stream().filter(p -> day(p) >= 28 && p.scenario() == 3).count();
    assertThat((double) atTerminals / late).isCloseTo(0.0056, within(0.002));
    assertThat((double) stolen / late).isCloseTo(42.0 / 5000 / 3, within(0.001));
  }

  private static long day(Payment payment) {
    return (payment.time() - 1_522_540_800_000L) / 86_400_000;
  }

  @Test
  void aCompromisedTerminalTakesOnlyFraudForItsDays() {
    List<Payment> payments = payments(13, 50);
    Map<Integer, Long> first = new HashMap<>();
    payments.stream()
        .filter(p -> p.scenario() == 2)
        .forEach(p -> first.merge(p.terminal(), day(p), Math::min));
    Map<Integer, Long> last = new HashMap<>();
    payments.stream()
        .filter(p -> p.scenario() == 2)
        .forEach(p -> last.merge(p.terminal(), day(p), Math::max));
    first.forEach((terminal, from) -> assertThat(last.get(terminal) - from).isLessThan(56));
    long once = first.keySet().stream().filter(t -> last.get(t) - first.get(t) < 28).count();
    assertThat(once).isGreaterThan(first.size() * 9L / 10);
    assertThat(payments)
        .filteredOn(
            p ->
                first.containsKey(p.terminal())
                    && day(p) >= first.get(p.terminal())
                    && day(p) <= last.get(p.terminal())
                    && last.get(p.terminal()) - first.get(p.terminal()) < 28)
        .allSatisfy(p -> assertThat(p.scenario()).isBetween(2, 3));
  }

  @Test
  void anImpossibleNumberIsRefusedByTheNameOfItsOption() {
    CardParameters d = CardParameters.defaults();
    assertThatThrownBy(
            () ->
                new CardParameters(0, 10, 5, 5, 100, 0.5, 4, d.start(), 220, 2, 28, 3, 14, 0.3, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--customers is 0; expected 1 to 100000000");
    assertThatThrownBy(
            () ->
                new CardParameters(
                    10, 10, 5, 5, 100, 0.5, 4, d.start(), 220, 11, 28, 3, 14, 0.3, 5))
        .hasMessage("--compromised-terminals is 11; expected 0 to 10");
  }
}
