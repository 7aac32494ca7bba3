package io.vigia.app.simulate.card;

import io.vigia.app.simulate.Draws;
import io.vigia.app.simulate.Simulator;
import io.vigia.schemas.Transaction;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;

/**
 * Card payments with planted fraud, day by day, after the <i>Fraud Detection Handbook</i> (see
 * {@link CardParameters}):
 *
 * <ul>
 *   <li>A customer lives at a random place, pays a random mean amount and makes a random mean
 *       number of payments a day, at the terminals nearby. Customers without one pay nothing.
 *   <li>On each day a customer makes a Poisson number of payments; the second of the day is normal
 *       around noon with deviation 20,000 (outside the day: no payment); the amount is normal
 *       around the mean (negative: uniform up to twice the mean), in cents.
 *   <li>Scenario 1: amounts above 220. Scenario 2: terminals compromised for 28 days. Scenario 3:
 *       cards stolen for 14 days, where a third of the payments are the thief's, of five times the
 *       amount. A later scenario overrides an earlier one.
 * </ul>
 *
 * <p>The handbook takes exactly a third of a stolen card's payments, which needs its future; here
 * each is the thief's with that probability. Everything about a customer's day is drawn from a
 * stream of its own, so the same seed gives the same payments, whatever the number of days.
 */
public final class CardSimulator implements Simulator {
  private static final int MILLIS_OF_DAY = 86_400_000;
  private static final double NOON = 43_200_000;
  private static final double TIME_DEVIATION = 20_000_000;

  // What a stream of numbers is for; customers' days use the customer's number.
  private static final long PROFILES = -1;
  private static final long PLACES = -2;
  private static final long TERMINAL_FRAUD = -3;
  private static final long CUSTOMER_FRAUD = -4;

  private final CardParameters parameters;
  private final long seed;
  private final Draws draws = new Draws();
  private final double[] meanAmount;
  private final double[] noPayment;
  private final int[][] nearby;
  private final long startMillis;
  private final CardDay day = new CardDay();

  // Last day, exclusive, on which a terminal is compromised; running compromises of customers.
  private final int[] terminalUntil;
  private final int[][] stolenUntil;

  private int nextDay;
  private long nextId;

  /**
   * A simulator before its first day.
   *
   * @param parameters what the payments are like
   * @param seed the same seed gives the same payments
   */
  public CardSimulator(CardParameters parameters, long seed) {
    this.parameters = parameters;
    this.seed = seed;
    startMillis = parameters.start().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    TerminalGrid grid = terminals();
    int customers = parameters.customers();
    meanAmount = new double[customers];
    noPayment = new double[customers];
    nearby = new int[customers][];
    for (int customer = 0; customer < customers; customer++) {
      draws.at(seed, PROFILES, customer);
      double x = draws.uniform(0, CardParameters.SIDE);
      double y = draws.uniform(0, CardParameters.SIDE);
      meanAmount[customer] = draws.uniform(parameters.minMeanAmount(), parameters.maxMeanAmount());
      noPayment[customer] = StrictMath.exp(-draws.uniform(0, parameters.maxDailyPayments()));
      nearby[customer] = grid.around(x, y);
    }
    terminalUntil = new int[parameters.terminals()];
    stolenUntil = new int[customers][];
  }

  private TerminalGrid terminals() {
    double[] x = new double[parameters.terminals()];
    double[] y = new double[x.length];
    for (int terminal = 0; terminal < x.length; terminal++) {
      draws.at(seed, PLACES, terminal);
      x[terminal] = draws.uniform(0, CardParameters.SIDE);
      y[terminal] = draws.uniform(0, CardParameters.SIDE);
    }
    return new TerminalGrid(x, y, parameters.radius());
  }

  @Override
  public Schema schema() {
    return Transaction.getClassSchema();
  }

  @Override
  public List<Schema.Field> truth() {
    Schema number = Schema.create(Schema.Type.INT);
    return List.of(
        new Schema.Field("tx_fraud", number, "1 = fraud, 0 = not."),
        new Schema.Field(
            "tx_fraud_scenario",
            number,
            "1 = amount, 2 = compromised terminal, 3 = stolen card, 0 = no fraud."));
  }

  @Override
  public int stretchesADay() {
    return 1;
  }

  /** The next day's payments; the same object each time. */
  @Override
  public CardDay next() {
    plant();
    day.begin(startMillis + (long) nextDay * MILLIS_OF_DAY, nextId);
    for (int customer = 0; customer < meanAmount.length; customer++) {
      if (nearby[customer].length > 0) {
        pay(customer);
      }
    }
    day.sort();
    nextDay++;
    nextId += day.size();
    return day;
  }

  /** Chooses the terminals and customers who are compromised from this day on. */
  private void plant() {
    draws.at(seed, TERMINAL_FRAUD, nextDay);
    for (int terminal : sample(parameters.terminals(), parameters.compromisedTerminals())) {
      terminalUntil[terminal] = nextDay + parameters.terminalDays();
    }
    draws.at(seed, CUSTOMER_FRAUD, nextDay);
    for (int customer : sample(parameters.customers(), parameters.compromisedCustomers())) {
      stolenUntil[customer] = running(stolenUntil[customer], nextDay + parameters.customerDays());
    }
  }

  /** Different numbers below {@code bound}, by Floyd's method (J. Bentley, 1987). */
  private int[] sample(int bound, int count) {
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      int last = bound - count + i;
      int candidate = draws.below(last + 1);
      for (int j = 0; j < i; j++) {
        if (chosen[j] == candidate) {
          candidate = last;
          break;
        }
      }
      chosen[i] = candidate;
    }
    return chosen;
  }

  private int[] running(int[] before, int until) {
    int[] still =
        before == null ? new int[0] : Arrays.stream(before).filter(end -> end > nextDay).toArray();
    int[] now = Arrays.copyOf(still, still.length + 1);
    now[still.length] = until;
    return now;
  }

  private void pay(int customer) {
    draws.at(seed, customer, nextDay);
    int[] terminals = nearby[customer];
    double mean = meanAmount[customer];
    for (int left = draws.poisson(noPayment[customer]); left > 0; left--) {
      double time = draws.normal(NOON, TIME_DEVIATION);
      if (time <= 0 || time >= MILLIS_OF_DAY) {
        continue;
      }
      double amount = draws.normal(mean, mean * parameters.amountDeviation());
      if (amount < 0) {
        amount = draws.uniform(0, 2 * mean);
      }
      amount = cents(amount);
      int terminal = terminals[draws.below(terminals.length)];
      int scenario = amount > parameters.fraudAmount() ? 1 : 0;
      scenario = terminalUntil[terminal] > nextDay ? 2 : scenario;
      if (stolenUntil[customer] != null) {
        for (int until : stolenUntil[customer]) {
          if (until > nextDay && draws.uniform() < parameters.stolenShare()) {
            amount = cents(amount * parameters.stolenFactor());
            scenario = 3;
          }
        }
      }
      day.add((int) time, customer, terminal, amount, scenario);
    }
  }

  private static double cents(double amount) {
    return Math.rint(amount * 100) / 100;
  }
}
