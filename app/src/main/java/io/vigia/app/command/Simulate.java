package io.vigia.app.command;

import picocli.CommandLine.Command;

/** {@code vigia simulate}: streams that nobody has to have. */
@Command(
    name = "simulate",
    description = "Writes labelled events of a simulated stream to a file.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "STREAM",
    subcommands = {
      SimulateCard.class,
      SimulateCamera.class,
      SimulateSensor.class,
      SimulateMachine.class
    })
public final class Simulate {}
