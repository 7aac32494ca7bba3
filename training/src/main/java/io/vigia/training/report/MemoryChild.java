package io.vigia.training.report;

import io.vigia.engine.score.Scorer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The process that {@link MemoryMeter} starts: loads one model, or none, scores, and writes down
 * how much memory that took.
 */
final class MemoryChild {
  static final String HEAP = "heap";
  static final String RESIDENT = "resident";
  static final String NO_MODEL = "-";

  private static final int CAPACITY = 256;
  private static final int CALLS = 200;
  private static final int MOST_COLLECTIONS = 20;
  private static final long STABLE_BYTES = 1_024;

  private MemoryChild() {}

  /** Arguments: file of the rows, file of the scorer's source or "-", file of the result. */
  public static void main(String[] arguments) throws IOException, ClassNotFoundException {
    double[] values = rows(Path.of(arguments[0]));
    // Makes the class loader open every jar, which costs the models different shares of it else.
    if (MemoryChild.class.getClassLoader().getResource("in/no/jar") != null) {
      throw new IllegalStateException("found a resource that is not there");
    }
    long before = liveHeap();
    long peak =
        arguments[1].equals(NO_MODEL) ? liveHeap() : score(source(Path.of(arguments[1])), values);
    Properties result = new Properties();
    result.setProperty(HEAP, Long.toString(peak - before));
    result.setProperty(RESIDENT, Long.toString(ProcessMemory.peakResident()));
    try (var out = Files.newBufferedWriter(Path.of(arguments[2]))) {
      result.store(out, null);
    }
  }

  private static double[] rows(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      double[] values = new double[in.readInt()];
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readDouble();
      }
      return values;
    }
  }

  private static ScorerSource source(Path file) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in =
        new ObjectInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      return (ScorerSource) in.readObject();
    }
  }

  /** The most heap that lived while the model was there. */
  private static long score(ScorerSource source, double[] values) {
    try (Scorer scorer = source.open(CAPACITY)) {
      long loaded = liveHeap();
      int rows = values.length / scorer.width();
      for (int call = 0; call < CALLS; call++) {
        for (int i = 0; i < CAPACITY; i++) {
          scorer.put(i, values, (call * CAPACITY + i) % rows * scorer.width());
        }
        scorer.run(CAPACITY);
      }
      long scored = liveHeap();
      // The model's bytes count too: a job keeps its detector's files.
      Reference.reachabilityFence(source);
      return Math.max(loaded, scored);
    }
  }

  /**
   * The heap that lives. A collection only unlinks some of what died, such as what soft references
   * and cleaners held, so there are more of them until one frees nothing.
   */
  private static long liveHeap() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < MOST_COLLECTIONS; i++) {
      System.gc();
      long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
      if (used - now < STABLE_BYTES) {
        return now;
      }
      used = now;
    }
    return used;
  }
}
