package io.vigia.training.report;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures the peak memory of contenders, each in a process of its own: the same Java and class
 * path, a small heap whose pages are all touched when it starts. So what the resident memory grows
 * by, compared with a process that loads no model, is native memory, the model's libraries
 * included. The young generation is small too, so that the peak of the heap is little more than
 * what lives.
 *
 * <p>What cannot be measured is said to be unknown, with the reason; it never becomes 0.
 */
public final class MemoryMeter {
  private static final int MOST_ROWS = 1_024;
  private static final String HEAP = "256m";

  private final Duration patience;

  /** A meter that gives each process so long before it ends it. */
  public MemoryMeter(Duration patience) {
    this.patience = patience;
  }

  /** A process's peaks in bytes. */
  private record Peaks(long heap, long resident) {}

  /** Measures each contender, in their order. */
  public List<MemoryUse> measure(List<Contender> contenders, LabelledRows rows) {
    try {
      Path folder = Files.createTempDirectory("vigia-memory-");
      try {
        return measure(contenders, rows, folder);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot measure memory: " + e.getMessage(), e);
    }
  }

  private List<MemoryUse> measure(List<Contender> contenders, LabelledRows rows, Path folder)
      throws IOException {
    Path rowFile = folder.resolve("rows");
    write(rows, rowFile);
    Peaks baseline;
    try {
      baseline = run(rowFile, MemoryChild.NO_MODEL, folder.resolve("baseline"));
    } catch (ChildFailedException e) {
      MemoryUse unknown = MemoryUse.unknown("the process without a model: " + e.getMessage());
      return contenders.stream().map(contender -> unknown).toList();
    }
    List<MemoryUse> uses = new ArrayList<>();
    for (int i = 0; i < contenders.size(); i++) {
      uses.add(measure(contenders.get(i), baseline, rowFile, folder.resolve("source" + i)));
    }
    return uses;
  }

  private MemoryUse measure(Contender contender, Peaks baseline, Path rowFile, Path sourceFile) {
    try {
      try (ObjectOutputStream out =
          new ObjectOutputStream(new BufferedOutputStream(Files.newOutputStream(sourceFile)))) {
        out.writeObject(contender.source());
      }
      Peaks peaks =
          run(rowFile, sourceFile.toString(), sourceFile.resolveSibling(sourceFile + ".result"));
      OptionalLong heap = OptionalLong.of(Math.max(0, peaks.heap - baseline.heap));
      if (peaks.resident == ProcessMemory.UNKNOWN || baseline.resident == ProcessMemory.UNKNOWN) {
        return new MemoryUse(
            heap, OptionalLong.empty(), "this system has no /proc/self/status to tell VmHWM");
      }
      return new MemoryUse(
          heap, OptionalLong.of(Math.max(0, peaks.resident - baseline.resident)), "");
    } catch (IOException | ChildFailedException e) {
      return MemoryUse.unknown(contender.name() + ": " + e.getMessage());
    }
  }

  private static void write(LabelledRows rows, Path file) throws IOException {
    int count = Math.min(rows.rows(), MOST_ROWS) * rows.width();
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(count);
      for (int i = 0; i < count; i++) {
        out.writeDouble(rows.values()[i]);
      }
    }
  }

  private static final class ChildFailedException extends Exception {
    ChildFailedException(String message) {
      super(message);
    }
  }

  private Peaks run(Path rows, String source, Path result)
      throws IOException, ChildFailedException {
    Path messages = result.resolveSibling(result.getFileName() + ".messages");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + HEAP,
                "-Xmx" + HEAP,
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:MaxDirectMemorySize=2g",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryChild.class.getName(),
                rows.toString(),
                source,
                result.toString())
            .redirectErrorStream(true)
            .redirectOutput(messages.toFile())
            .start();
    await(child);
    if (child.exitValue() != 0 || !Files.exists(result)) {
      throw new ChildFailedException(
          "ended with status " + child.exitValue() + ": " + complaint(messages));
    }
    Properties found = new Properties();
    try (var in = Files.newBufferedReader(result)) {
      found.load(in);
    }
    return new Peaks(
        Long.parseLong(found.getProperty(MemoryChild.HEAP)),
        Long.parseLong(found.getProperty(MemoryChild.RESIDENT)));
  }

  private void await(Process child) throws ChildFailedException {
    try {
      if (!child.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new ChildFailedException("not done within " + patience.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChildFailedException("interrupted");
    } finally {
      child.destroyForcibly();
    }
  }

  /** What the process complained about: its exception, else whatever it said first. */
  private static String complaint(Path messages) throws IOException {
    List<String> lines =
        Files.readAllLines(messages).stream().filter(line -> !line.isBlank()).toList();
    return lines.stream()
        .filter(line -> line.startsWith("Exception") || line.startsWith("Error"))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .orElse("no message");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(folder);
  }
}
