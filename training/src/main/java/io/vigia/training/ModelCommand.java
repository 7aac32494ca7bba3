package io.vigia.training;

import picocli.CommandLine.Command;

/** {@code vigia model}, as far as training is needed for it; {@code app} has the rest. */
@Command(
    name = "model",
    description = "Works on a detector's model.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelCompare.class, ModelQuantize.class})
final class ModelCommand {}
