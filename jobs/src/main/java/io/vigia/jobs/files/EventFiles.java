package io.vigia.jobs.files;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.LabelSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Files of events, one after the other, their rows in the order of the files. What a file is, its
 * name tells: {@code .csv}, {@code .csv.gz}, {@code .avro} or {@code .parquet}.
 */
public final class EventFiles implements Iterator<FileEvent>, AutoCloseable {
  private final DetectorSpec spec;
  private final FileOptions options;

  /** Files that have been opened and whose turn comes; the first one is being read. */
  private final Deque<EventFile> waiting = new ArrayDeque<>();

  private FileEvent next;

  private EventFiles(DetectorSpec spec, FileOptions options) {
    this.spec = spec;
    this.options = options;
  }

  /**
   * Opens files. Each is looked at now, so that a missing file or column is refused before any
   * work.
   *
   * @throws IllegalArgumentException when a file is not there, is of no known kind, or lacks a
   *     column
   */
  public static EventFiles open(DetectorSpec spec, List<Path> files, FileOptions options) {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file of events; name one with --data FILE");
    }
    EventFiles all = new EventFiles(spec, options);
    try {
      for (Path file : files) {
        all.waiting.add(all.open(file));
      }
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
    return all;
  }

  private EventFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + ": no such file; give an existing one");
    }
    String label = options.labelColumn().or(() -> spec.labels().map(LabelSpec::field)).orElse(null);
    String name = file.getFileName().toString();
    Function<List<String>, EventWriter> writer =
        columns -> new EventWriter(file.toString(), spec.event().schema(), columns, options, label);
    try {
      if (name.endsWith(".csv") || name.endsWith(".csv.gz")) {
        return CsvEventFile.open(file, writer);
      }
      if (name.endsWith(".avro")) {
        return AvroEventFile.open(file, writer);
      }
      if (name.endsWith(".parquet")) {
        return ParquetEventFile.open(file, writer);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        file + ": unknown kind of file; expected .csv, .csv.gz, .avro or .parquet");
  }

  /** Looks for the next row. A read error is thrown behind the last good one. */
  @Override
  public boolean hasNext() {
    try {
      while (next == null && !waiting.isEmpty()) {
        next = waiting.peek().next();
        if (next == null) {
          waiting.poll().close();
        }
      }
      return next != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public FileEvent next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    FileEvent result = next;
    next = null;
    return result;
  }

  @Override
  public void close() {
    try {
      while (!waiting.isEmpty()) {
        waiting.poll().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
