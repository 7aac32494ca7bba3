package io.vigia.app.simulate;

import io.vigia.jobs.files.AtomicFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import java.util.zip.GZIPOutputStream;

/** Writes the payments of some days to a file whose name says the format. */
public final class CardFile {
  private final Path out;

  /**
   * A file to be written.
   *
   * @throws IllegalArgumentException when its name ends in none of {@code .csv}, {@code .csv.gz},
   *     {@code .avro}
   */
  public CardFile(Path out) {
    String name = out.getFileName().toString();
    if (!name.endsWith(".csv") && !name.endsWith(".csv.gz") && !name.endsWith(".avro")) {
      throw new IllegalArgumentException(
          "--out " + out + ": expected a name that ends in .csv, .csv.gz or .avro");
    }
    this.out = out;
  }

  /** What a file holds. */
  public record Summary(long events, long frauds) {}

  /**
   * Writes the next days of a simulator; the file appears when it is complete.
   *
   * @param progress is told the number of each day that is done, from 1
   */
  public Summary write(CardSimulator simulator, int days, IntConsumer progress) throws IOException {
    long[] counts = new long[2];
    AtomicFile.write(
        out,
        part -> {
          try (CardWriter writer = open(Files.newOutputStream(part))) {
            for (int number = 1; number <= days; number++) {
              CardDay day = simulator.next();
              writer.write(day);
              counts[0] += day.size();
              counts[1] += frauds(day);
              progress.accept(number);
            }
          }
        });
    return new Summary(counts[0], counts[1]);
  }

  private CardWriter open(OutputStream file) throws IOException {
    String name = out.getFileName().toString();
    if (name.endsWith(".avro")) {
      return new CardAvro(new BufferedOutputStream(file, 1 << 16));
    }
    return new CardCsv(name.endsWith(".gz") ? new GZIPOutputStream(file, 1 << 16) : file);
  }

  private static int frauds(CardDay day) {
    int frauds = 0;
    for (int i = 0; i < day.size(); i++) {
      frauds += day.fraud(i) ? 1 : 0;
    }
    return frauds;
  }
}
