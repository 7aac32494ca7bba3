package io.vigia.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.engine.model.DetectorWriter;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.command.DataOptions;
import io.vigia.jobs.command.Terminal;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.jobs.offline.OfflineJob;
import io.vigia.jobs.offline.OfflineRequest;
import io.vigia.jobs.types.SpecFiles;
import io.vigia.training.distributed.DetectorPlan;
import io.vigia.training.distributed.DistributedTraining;
import io.vigia.training.distributed.Learned;
import io.vigia.training.learned.LearnedPasses;
import io.vigia.training.recipe.Start;
import io.vigia.training.report.ReportInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigia train}: a complete detector folder from a description and labelled data. */
@Command(
    name = "train",
    description = {
      "Makes a complete detector folder from a detector.yaml and labelled events.",
      "The features are computed by the code that computes them in the job.",
      "--from and --to bound the events that are learned from."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class TrainCommand implements Callable<Integer> {
  @Mixin private DataOptions data;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of everything random; the same seed gives the same folder (default: 1).")
  private long seed;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "The folder to make.")
  private Path out;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Workers that share the rows; scales, components, teacher and network are learned by all"
              + " of them in one job (default: ${DEFAULT-VALUE}, in this process).")
  private int workers;

  @Mixin private ReportOptions report;

  @Mixin private Terminal terminal;

  @Override
  public Integer call() throws IOException {
    Consumer<String> progress =
        line -> {
          terminal.err().println(line);
          terminal.err().flush();
        };
    OfflineRequest request = data.request(Precision.INT8);
    DetectorSpec spec = DetectorSpecReader.read(request.detector());
    // Refused before any work is done.
    DetectorTrainer.check(request.detector(), spec);
    if (workers != 1) {
      shared(request);
    }
    DetectorWriter.checkPlace(out);
    report.check();
    List<ModelCard.DataFile> files = new ArrayList<>();
    for (Path file : request.data()) {
      files.add(new ModelCard.DataFile(file.getFileName().toString(), Sha256.of(file)));
    }
    request = new LearnedPasses(request, progress).run();
    DetectorTrainer trainer = new DetectorTrainer(request.detector(), spec, seed, progress);
    progress.accept("computing the features of " + request.data());
    Optional<Consumer<ReportInput>> wanted =
        report.isWanted() ? Optional.of(input -> report.write(input, progress)) : Optional.empty();
    if (workers != 1) {
      DistributedTraining.Result result = run(shared(request), progress);
      Optional<Start> start = Optional.of(result.learned().start());
      print(trainer.train(result.table(), files, out, System::nanoTime, wanted, start));
    } else {
      FeatureTable table = OfflineJob.features(request);
      print(trainer.train(table, files, out, System::nanoTime, wanted, Optional.empty()));
    }
    return CommandLine.ExitCode.OK;
  }

  private DistributedTraining shared(OfflineRequest request) {
    DetectorPlan plan = new DetectorPlan(SpecFiles.of(request.detector()), workers, seed);
    return new DistributedTraining(request, plan, workers);
  }

  private DistributedTraining.Result run(DistributedTraining training, Consumer<String> progress) {
    DistributedTraining.Result result = training.run();
    Learned learned = result.learned();
    learned.log().forEach(progress);
    progress.accept(
        String.format(
            Locale.ROOT,
            "%d workers: %.1f s, %,d bytes to them and %,d back",
            workers,
            learned.seconds(),
            learned.traffic().bytesDown(),
            learned.traffic().bytesUp()));
    return result;
  }

  private void print(ModelCard card) throws IOException {
    PrintWriter to = terminal.out();
    if (terminal.json()) {
      to.println(new ObjectMapper().readTree(card.toJson()));
    } else {
      to.println(out + ": " + card.name() + " " + card.version());
      card.metrics()
          .forEach(
              (precision, measured) ->
                  to.println(precision + ", " + measured.data() + ": " + measured.values()));
    }
    to.flush();
  }
}
