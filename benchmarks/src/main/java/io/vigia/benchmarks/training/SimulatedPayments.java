package io.vigia.benchmarks.training;

import io.vigia.app.simulate.SimulatedFile;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.files.FileOptions;
import io.vigia.jobs.offline.OfflineRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A file of simulated payments to train on, the same for each run; deleted when closed. */
final class SimulatedPayments implements AutoCloseable {
  private static final long SEED = 11;

  private final Path folder = Files.createTempDirectory("vigia-bench-");
  private final Path data = folder.resolve("payments.csv");

  /**
   * Writes the file.
   *
   * @param days how many days of payments, about 9,600 a day
   */
  SimulatedPayments(int days, Consumer<String> progress) throws IOException {
    SimulatedFile.Summary payments =
        new SimulatedFile(data)
            .write(new CardSimulator(CardParameters.defaults(), SEED), days, day -> {});
    progress.accept(payments.events() + " payments, " + payments.planted() + " frauds");
  }

  /** The features of a detector over all of the payments. */
  OfflineRequest request(DetectorFiles detector) {
    return new OfflineRequest(
        detector,
        List.of(data),
        FileOptions.defaults(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Precision.FP32,
        Runtime.getRuntime().availableProcessors());
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(data);
    Files.delete(folder);
  }
}
