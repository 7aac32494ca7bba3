package io.vigia.app.command;

import io.vigia.engine.model.Admission;
import io.vigia.engine.model.AdmissionGate;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.command.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigia model gate}. */
@Command(
    name = "gate",
    description =
        "Measures the int8 and the fp32 graph of a detector on this machine and says which one"
            + " --precision auto takes.",
    mixinStandardHelpOptions = true)
public final class ModelGate implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Folder of the detector.")
  private Path folder;

  @Option(
      names = "--batch-size",
      paramLabel = "ROWS",
      description = "Largest batch of the job, which is measured (default: ${DEFAULT-VALUE}).")
  private int batchSize = AdmissionGate.DEFAULT_BATCH;

  @Mixin private Terminal terminal;

  @Override
  public Integer call() {
    Detector detector =
        Detector.open(DetectorFiles.read(folder), Precision.AUTO, System::nanoTime, batchSize);
    Admission admission =
        detector
            .admission()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        folder
                            + ": nothing to decide: the detector has "
                            + (detector.hasModel() ? "a model of one precision" : "rules only")));
    if (terminal.json()) {
      terminal.object(object(admission));
    } else {
      terminal.out().println(admission.reason());
      for (Admission.Timing timing : admission.timings()) {
        terminal
            .out()
            .printf(
                Locale.ROOT,
                "batch %3d: fp32 %.3f us a row, int8 %.3f us a row, ratio %.2f%n",
                timing.batch(),
                timing.fp32Micros(),
                timing.int8Micros(),
                timing.ratio());
      }
    }
    return 0;
  }

  private static Map<String, Object> object(Admission admission) {
    List<Map<String, Object>> timings = new ArrayList<>();
    for (Admission.Timing timing : admission.timings()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("batch", timing.batch());
      row.put("fp32_us", timing.fp32Micros());
      row.put("int8_us", timing.int8Micros());
      row.put("ratio", timing.ratio());
      timings.add(row);
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("precision", admission.int8() ? "int8" : "fp32");
    object.put("reason", admission.reason());
    object.put("measure", admission.measure());
    object.put("fp32_quality", admission.fp32Quality());
    object.put("int8_quality", admission.int8Quality());
    object.put("timings", timings);
    return object;
  }
}
