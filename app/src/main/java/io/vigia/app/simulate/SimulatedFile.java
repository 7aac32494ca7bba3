package io.vigia.app.simulate;

import io.vigia.jobs.files.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import java.util.zip.GZIPOutputStream;

/** Writes some days of a simulated stream to a file whose name says the format. */
public final class SimulatedFile {
  private final Path out;

  /**
   * A file to be written.
   *
   * @throws IllegalArgumentException when its name ends in none of {@code .csv}, {@code .csv.gz},
   *     {@code .avro}
   */
  public SimulatedFile(Path out) {
    String name = out.getFileName().toString();
    if (!name.endsWith(".csv") && !name.endsWith(".csv.gz") && !name.endsWith(".avro")) {
      throw new IllegalArgumentException(
          "--out " + out + ": expected a name that ends in .csv, .csv.gz or .avro");
    }
    this.out = out;
  }

  /**
   * What a file holds.
   *
   * @param events number of events
   * @param planted those that are part of something planted
   */
  public record Summary(long events, long planted) {}

  /**
   * Writes the next days of a simulator; the file appears when it is complete.
   *
   * @param progress is told the number of each day that is done, from 1
   */
  public Summary write(Simulator simulator, int days, IntConsumer progress) throws IOException {
    long[] counts = new long[2];
    AtomicFile.write(
        out,
        part -> {
          try (EventTable table = open(Files.newOutputStream(part), simulator)) {
            for (int day = 1; day <= days; day++) {
              for (int i = 0; i < simulator.stretchesADay(); i++) {
                EventBatch batch = simulator.next();
                table.write(batch);
                counts[0] += batch.size();
                counts[1] += planted(batch);
              }
              progress.accept(day);
            }
          }
        });
    return new Summary(counts[0], counts[1]);
  }

  private EventTable open(OutputStream file, Simulator simulator) throws IOException {
    String name = out.getFileName().toString();
    if (name.endsWith(".avro")) {
      return new AvroTable(new BufferedOutputStream(file, 1 << 16), simulator);
    }
    return new CsvTable(
        name.endsWith(".gz") ? new GZIPOutputStream(file, 1 << 16) : file, simulator);
  }

  private static int planted(EventBatch batch) {
    int planted = 0;
    for (int i = 0; i < batch.size(); i++) {
      planted += batch.planted(i) ? 1 : 0;
    }
    return planted;
  }
}
