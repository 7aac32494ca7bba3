package io.vigia.training;

import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Reference;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.FeatureHash;
import io.vigia.jobs.command.DataOptions;
import io.vigia.jobs.command.Terminal;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.training.compare.Comparison;
import io.vigia.training.compare.ComparisonText;
import io.vigia.training.compare.DetectorComparison;
import io.vigia.training.report.Clocks;
import io.vigia.training.report.CpuTimeEnergy;
import io.vigia.training.report.EfficiencyMeter;
import io.vigia.training.report.MeterPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vigia model compare}. */
@Command(
    name = "compare",
    description = {
      "Compares two detectors, DIR and OTHER, on the same labelled events: quality, cost, how far"
          + " they agree and what differs beyond chance. Their features may differ.",
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ModelCompare implements Callable<Integer> {
  @Mixin private DataOptions data;

  @Parameters(index = "1", paramLabel = "OTHER", description = "Folder of the other detector.")
  private Path other;

  @Option(
      names = "--precision",
      defaultValue = "int8",
      description = "int8, fp32, or auto: what model gate admits; int8 unless given.")
  private Precision precision;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the events drawn for the interval (default: 1).")
  private long seed;

  @Mixin private Terminal terminal;

  @Override
  public Integer call() throws IOException {
    OfflineRequest first = data.request(precision);
    OfflineRequest second = data.request(other, precision);
    Detector a = open(data.folder(), first);
    Detector b = open(other, second);
    terminal.err().println("computing the features of " + first.data());
    terminal.err().flush();
    FeatureTable table = OfflineJob.features(first);
    FeatureTable otherTable = seeAlike(a, b) ? table : OfflineJob.features(second);
    terminal.err().println("comparing");
    terminal.err().flush();
    Set<String> files = new HashSet<>();
    for (Path file : first.data()) {
      files.add(Sha256.of(file));
    }
    Clocks clocks = Clocks.ofThisProcess();
    EfficiencyMeter meter =
        new EfficiencyMeter(
            MeterPlan.STANDARD,
            clocks,
            new CpuTimeEnergy(clocks.cpuNanos(), CpuTimeEnergy.WATTS_PER_CORE));
    Comparison found =
        new DetectorComparison(meter, seed)
            .compare(
                new DetectorComparison.Entry(data.folder().toString(), a, table, files),
                new DetectorComparison.Entry(other.toString(), b, otherTable, files));
    if (terminal.json()) {
      terminal.object(ComparisonText.object(found));
    } else {
      ComparisonText.lines(found).forEach(terminal.out()::println);
      terminal.out().flush();
    }
    return CommandLine.ExitCode.OK;
  }

  private static Detector open(Path folder, OfflineRequest request) {
    Detector detector =
        Detector.open(
            request.detector(), request.precision(), System::nanoTime, MeterPlan.LARGEST_BATCH);
    if (!detector.hasModel()) {
      throw new IllegalArgumentException(
          folder + ": the detector has rules only; expected one with a model to compare");
    }
    return detector;
  }

  /** Whether the same table of features serves both. */
  private static boolean seeAlike(Detector a, Detector b) {
    return FeatureHash.of(a.spec()).equals(FeatureHash.of(b.spec()))
        && a.spec().event().equals(b.spec().event())
        && a.spec().labels().equals(b.spec().labels())
        && a.reference().map(Reference::tables).equals(b.reference().map(Reference::tables));
  }
}
