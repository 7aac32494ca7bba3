package io.vigia.app.simulate.card;

import io.vigia.app.simulate.Limits;
import java.time.LocalDate;

/**
 * What the simulated card payments are like. The defaults are those of the published design: Y.-A.
 * Le Borgne, W. Siblini, B. Lebichot and G. Bontempi, <i>Reproducible Machine Learning for Credit
 * Card Fraud Detection: Practical Handbook</i>, 2022, chapter 3.
 *
 * @param customers number of customers, each with one card
 * @param terminals number of terminals
 * @param radius a customer pays at terminals up to so far away; the area is a square of side 100
 * @param minMeanAmount lowest mean amount of a customer
 * @param maxMeanAmount highest mean amount of a customer
 * @param amountDeviation standard deviation of a customer's amounts, as a share of the mean
 * @param maxDailyPayments a customer's mean number of payments a day is between 0 and this
 * @param start first day, UTC
 * @param fraudAmount scenario 1: a payment above it is fraud
 * @param compromisedTerminals scenario 2: terminals compromised on each day
 * @param terminalDays scenario 2: for so many days all payments at them are fraud
 * @param compromisedCustomers scenario 3: customers whose card is stolen on each day
 * @param customerDays scenario 3: for so many days the thief uses it beside them
 * @param stolenShare scenario 3: probability that a payment of these days is the thief's
 * @param stolenFactor scenario 3: the thief's amounts are so many times those of the customer
 */
public record CardParameters(
    int customers,
    int terminals,
    double radius,
    double minMeanAmount,
    double maxMeanAmount,
    double amountDeviation,
    double maxDailyPayments,
    LocalDate start,
    double fraudAmount,
    int compromisedTerminals,
    int terminalDays,
    int compromisedCustomers,
    int customerDays,
    double stolenShare,
    double stolenFactor) {

  /** Side of the square in which customers and terminals lie. */
  static final double SIDE = 100;

  /** A Poisson mean that the method of {@link Draws} still serves. */
  private static final double MOST_PAYMENTS = 500;

  private static final int MOST = 100_000_000;

  /** Checks each number, by the name of its option. */
  public CardParameters {
    Limits.within("customers", customers, 1, MOST);
    Limits.within("terminals", terminals, 1, MOST);
    Limits.within("radius", radius, 0, 2 * SIDE);
    Limits.within("min-mean-amount", minMeanAmount, 0, 1e9);
    Limits.within("max-mean-amount", maxMeanAmount, minMeanAmount, 1e9);
    Limits.within("amount-deviation", amountDeviation, 0, 100);
    Limits.within("max-daily-payments", maxDailyPayments, 0, MOST_PAYMENTS);
    Limits.within("fraud-amount", fraudAmount, 0, Double.POSITIVE_INFINITY);
    Limits.within("compromised-terminals", compromisedTerminals, 0, terminals);
    Limits.within("terminal-days", terminalDays, 0, 100_000);
    Limits.within("compromised-customers", compromisedCustomers, 0, customers);
    Limits.within("customer-days", customerDays, 0, 100_000);
    Limits.within("stolen-share", stolenShare, 0, 1);
    Limits.within("stolen-factor", stolenFactor, 0, 1e6);
  }

  /** The parameters of the published data. */
  public static CardParameters defaults() {
    return new CardParameters(
        5000, 10_000, 5, 5, 100, 0.5, 4, LocalDate.of(2018, 4, 1), 220, 2, 28, 3, 14, 1.0 / 3, 5);
  }
}
