package io.vigia.training;

import io.vigia.jobs.command.Terminal;
import io.vigia.training.quantize.Agreement;
import io.vigia.training.quantize.CalibrationMethod;
import io.vigia.training.quantize.FusionCheck;
import io.vigia.training.quantize.InputShape;
import io.vigia.training.quantize.QuantizationOptions;
import io.vigia.training.quantize.Quantized;
import io.vigia.training.quantize.Quantizer;
import io.vigia.training.quantize.Stopwatch;
import io.vigia.training.quantize.WeightBits;
import io.vigia.training.quantize.input.InputFiles;
import io.vigia.training.quantize.input.PictureFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigia model quantize}: an int8 network of any fp32 one, and what that gains and costs. */
@Command(
    name = "quantize",
    description = {
      "Makes an int8 network of an fp32 ONNX network of Conv, Gemm, MatMul and what stands between.",
      "Every fifth input is held out from calibration; agreement and time are measured on those."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ModelQuantize implements Callable<Integer> {
  /** Every one of so many inputs is held out. */
  private static final int HELD_OUT = 5;

  @Parameters(paramLabel = "IN.onnx", description = "The fp32 network; one input, the batch first.")
  private Path in;

  @Option(
      names = "--calibration",
      required = true,
      arity = "1..*",
      paramLabel = "FILES",
      description = {
        "Inputs as the network will see them, a hundred or more: folders or files; .npy, .csv,"
            + " .csv.gz (an input a line), .png, .jpg, .bmp, .pgm."
      })
  private List<Path> calibration;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "OUT.onnx",
      description = "The file to make.")
  private Path out;

  @Option(
      names = "--method",
      defaultValue = "mse",
      description = "How ranges are chosen: mse, percentile or min-max (default: mse).")
  private String method;

  @Option(
      names = "--percentile",
      defaultValue = "0.9999",
      description = "Share of values below the high end, and above the low end (default: 0.9999).")
  private double percentile;

  @Option(
      names = "--weights",
      defaultValue = "auto",
      description = {
        "Bits of the weights: 7 computes the same on every processor; 8 is for those with VNNI or"
            + " the like; auto looks at this one (default)."
      })
  private String weights;

  @Option(
      names = "--keep-float",
      split = ",",
      paramLabel = "NODE",
      description = "Names of nodes to leave in floating point.")
  private List<String> keepFloat = List.of();

  @Option(names = "--equalise", description = "Even out the channels between layers first.")
  private boolean equalise;

  @Option(
      names = "--most",
      defaultValue = "500",
      paramLabel = "N",
      description = "Most inputs to read, evenly spread over the files (default: 500).")
  private int most;

  @Option(
      names = "--scale",
      defaultValue = "1/255",
      description = "What pixels of 0 to 255 are multiplied by (default: 1/255).")
  private String scale;

  @Option(
      names = "--mean",
      split = ",",
      defaultValue = "0",
      description = "Subtracted after that: one number, or one a channel (default: 0).")
  private List<Double> mean;

  @Option(
      names = "--std",
      split = ",",
      defaultValue = "1",
      description = "Divided by after that: one number, or one a channel (default: 1).")
  private List<Double> deviation;

  @Option(names = "--bgr", description = "Blue is the first of three channels, not red.")
  private boolean isBgr;

  @Option(names = "--strict", description = "Fail where ONNX Runtime leaves a node in float.")
  private boolean isStrict;

  @Mixin private Terminal terminal;

  @Override
  public Integer call() throws IOException {
    QuantizationOptions options = options();
    byte[] fp32 = Files.readAllBytes(in);
    InputShape shape = InputShape.of(fp32);
    List<float[]> all =
        InputFiles.read(
            calibration, shape, new PictureFormat(fraction(), mean, deviation, isBgr), most);
    List<float[]> held = new ArrayList<>();
    List<float[]> seen = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      (i % HELD_OUT == HELD_OUT - 1 ? held : seen).add(all.get(i));
    }
    if (held.isEmpty()) {
      throw new IllegalArgumentException(
          calibration + ": " + all.size() + " inputs, expected " + HELD_OUT + " at least");
    }
    say("calibrating on " + seen.size() + " inputs of " + shape.dimensions());
    Quantized made = Quantizer.quantize(fp32, joined(seen, shape.width()), shape.width(), options);
    if (made.count(Quantized.Fate.INTEGER) == 0) {
      throw new IllegalArgumentException(
          in
              + ": nothing to quantise; expected Conv, Gemm or MatMul nodes with constant weights"
              + " that are not kept in float");
    }
    FusionCheck fusion = FusionCheck.of(made);
    if (!fusion.isFused()) {
      String message =
          "ONNX Runtime leaves nodes in float that were quantised: "
              + String.join(", ", fusion.unfused());
      if (isStrict) {
        throw new IllegalStateException(message);
      }
      say("warning: " + message);
    }
    say("comparing on " + held.size() + " inputs held out");
    QuantizeResult result =
        new QuantizeResult(
            fp32.length,
            made,
            options.weights(),
            fusion,
            Agreement.of(fp32, made.onnx(), seen),
            Agreement.of(fp32, made.onnx(), held),
            new Stopwatch(io.vigia.training.report.Clocks.ofThisProcess().nanos())
                .compare(fp32, made.onnx(), held));
    write(made.onnx());
    if (terminal.json()) {
      terminal.object(result.object());
    } else {
      result.lines().forEach(terminal.out()::println);
      terminal.out().flush();
    }
    return CommandLine.ExitCode.OK;
  }

  private QuantizationOptions options() {
    CalibrationMethod calibrationMethod =
        switch (method) {
          case "mse" -> CalibrationMethod.MSE;
          case "percentile" -> CalibrationMethod.PERCENTILE;
          case "min-max" -> CalibrationMethod.MIN_MAX;
          default ->
              throw new IllegalArgumentException(
                  "--method is " + method + ", expected mse, percentile or min-max");
        };
    WeightBits bits =
        switch (weights) {
          case "7" -> WeightBits.SEVEN;
          case "8" -> WeightBits.EIGHT;
          case "auto" -> WeightBits.ofThisMachine();
          default ->
              throw new IllegalArgumentException(
                  "--weights is " + weights + ", expected auto, 7 or 8");
        };
    QuantizationOptions options =
        QuantizationOptions.defaults()
            .with(calibrationMethod)
            .withShare(percentile)
            .with(bits)
            .keepingFloat(Set.copyOf(keepFloat));
    return equalise ? options.equalised() : options;
  }

  private double fraction() {
    try {
      double[] parts = Arrays.stream(scale.split("/")).mapToDouble(Double::parseDouble).toArray();
      if (parts.length <= 2) {
        return parts.length == 1 ? parts[0] : parts[0] / parts[1];
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "--scale is " + scale + ", expected a number or a fraction such as 1/255");
  }

  private static float[] joined(List<float[]> inputs, int width) {
    float[] all = new float[inputs.size() * width];
    for (int i = 0; i < inputs.size(); i++) {
      System.arraycopy(inputs.get(i), 0, all, i * width, width);
    }
    return all;
  }

  /** The file appears complete or not at all. */
  private void write(byte[] onnx) throws IOException {
    Path target = out.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      Files.write(part, onnx);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void say(String line) {
    terminal.err().println(line);
    terminal.err().flush();
  }
}
