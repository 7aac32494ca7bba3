package io.vigia.app.command;

import picocli.CommandLine.Command;

/** {@code vigia model}: what a detector's model is like. */
@Command(
    name = "model",
    description = "Looks at a detector's model.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelShow.class, ModelGate.class})
public final class Model {}
