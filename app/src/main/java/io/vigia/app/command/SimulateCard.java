package io.vigia.app.command;

import io.vigia.app.simulate.card.CardSimulator;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigia simulate card}. */
@Command(
    name = "card",
    description = "Card payments with planted frauds, after the Fraud Detection Handbook.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class SimulateCard implements Callable<Integer> {
  @Option(names = "--days", defaultValue = "60", description = "Number of days.")
  private int days;

  @Mixin private SimulationOptions simulation;
  @Mixin private CardOptions card;

  @Override
  public Integer call() throws IOException {
    return simulation.write(
        days, new CardSimulator(card.parameters(), simulation.seed()), "frauds");
  }
}
