package io.vigia.app.command;

import picocli.CommandLine.Command;

/** {@code vigia model}: what a detector's model is like. */
@Command(
    name = "model",
    description = "Looks at a detector's model.",
    mixinStandardHelpOptions = true,
    footer = {"", "In a module of its own, built when first used:", "  compare  Compares two."},
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelShow.class, ModelGate.class})
public final class Model {}
