package io.vigia.app.command;

import io.vigia.app.simulate.card.CardParameters;
import java.time.LocalDate;
import picocli.CommandLine.Option;

/** The parameters of simulated card payments. */
public final class CardOptions {
  @Option(names = "--customers", defaultValue = "5000", description = "Number of customers.")
  private int customers;

  @Option(names = "--terminals", defaultValue = "10000", description = "Number of terminals.")
  private int terminals;

  @Option(
      names = "--radius",
      defaultValue = "5",
      description = "Customers pay at terminals so far away; the area is 100 by 100.")
  private double radius;

  @Option(
      names = "--min-mean-amount",
      defaultValue = "5",
      description = "Lowest mean amount of a customer.")
  private double minMeanAmount;

  @Option(
      names = "--max-mean-amount",
      defaultValue = "100",
      description = "Highest mean amount of a customer.")
  private double maxMeanAmount;

  @Option(
      names = "--amount-deviation",
      defaultValue = "0.5",
      description = "Standard deviation of the amounts, as a share of the customer's mean.")
  private double amountDeviation;

  @Option(
      names = "--max-daily-payments",
      defaultValue = "4",
      description = "A customer's mean number of payments a day lies between 0 and this.")
  private double maxDailyPayments;

  @Option(names = "--start", defaultValue = "2018-04-01", description = "First day, UTC.")
  private LocalDate start;

  @Option(
      names = "--fraud-amount",
      defaultValue = "220",
      description = "Scenario 1: payments above this are fraud.")
  private double fraudAmount;

  @Option(
      names = "--compromised-terminals",
      defaultValue = "2",
      description = "Scenario 2: terminals compromised on each day.")
  private int compromisedTerminals;

  @Option(
      names = "--terminal-days",
      defaultValue = "28",
      description = "Scenario 2: for so many days.")
  private int terminalDays;

  @Option(
      names = "--compromised-customers",
      defaultValue = "3",
      description = "Scenario 3: cards stolen on each day.")
  private int compromisedCustomers;

  @Option(
      names = "--customer-days",
      defaultValue = "14",
      description = "Scenario 3: for so many days.")
  private int customerDays;

  @Option(
      names = "--stolen-share",
      defaultValue = "0.3333333333333333",
      description = "Scenario 3: share of the card's payments that are the thief's.")
  private double stolenShare;

  @Option(
      names = "--stolen-factor",
      defaultValue = "5",
      description = "Scenario 3: the thief's amounts are so many times the customer's.")
  private double stolenFactor;

  /**
   * The parameters given.
   *
   * @throws IllegalArgumentException for an impossible one
   */
  CardParameters parameters() {
    return new CardParameters(
        customers,
        terminals,
        radius,
        minMeanAmount,
        maxMeanAmount,
        amountDeviation,
        maxDailyPayments,
        start,
        fraudAmount,
        compromisedTerminals,
        terminalDays,
        compromisedCustomers,
        customerDays,
        stolenShare,
        stolenFactor);
  }
}
