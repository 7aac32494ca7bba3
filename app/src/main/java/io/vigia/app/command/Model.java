package io.vigia.app.command;

import picocli.CommandLine.Command;

/**
 * {@code vigia model}: what a detector's model is like. The launcher sends the rest to training.
 */
@Command(
    name = "model",
    description = {
      "Looks at a detector's model. Two more commands come with the trainer:",
      "  vigia model compare A B --data FILE",
      "  vigia model quantize IN.onnx --calibration FILES --out OUT.onnx"
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelShow.class, ModelGate.class})
public final class Model {}
