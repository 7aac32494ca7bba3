package io.vigia.jobs.files;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.LabelSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Files of events, one after the other, their rows in the order of the files. What a file is, its
 * name tells: {@code .csv}, {@code .csv.gz}, {@code .avro} or {@code .parquet}.
 */
public final class EventFiles implements Iterator<FileEvent>, AutoCloseable {
  private final DetectorSpec spec;
  private final List<Path> files;
  private final FileOptions options;
  private int opened;
  private EventFile current;
  private FileEvent next;

  private EventFiles(DetectorSpec spec, List<Path> files, FileOptions options) {
    this.spec = spec;
    this.files = List.copyOf(files);
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
    EventFiles all = new EventFiles(spec, files, options);
    for (Path file : files) {
      try (EventFile opened = all.open(file)) {
        // Its header fits; it is read when its turn comes.
      } catch (IOException e) {
        throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
    all.advance();
    return all;
  }

  private EventFile open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + ": no such file");
    }
    String label = options.labelColumn().or(() -> spec.labels().map(LabelSpec::field)).orElse(null);
    String name = file.getFileName().toString();
    java.util.function.Function<List<String>, EventWriter> writer =
        columns -> new EventWriter(file.toString(), spec.event().schema(), columns, options, label);
    if (name.endsWith(".csv") || name.endsWith(".csv.gz")) {
      return CsvEventFile.open(file, writer);
    }
    if (name.endsWith(".avro")) {
      return AvroEventFile.open(file, writer);
    }
    throw new IllegalArgumentException(
        file + ": unknown kind of file; expected .csv, .csv.gz, .avro or .parquet");
  }

  private void advance() {
    try {
      next = current == null ? null : current.next();
      while (next == null && opened < files.size()) {
        close();
        current = open(files.get(opened++));
        next = current.next();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public FileEvent next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    FileEvent result = next;
    advance();
    return result;
  }

  @Override
  public void close() {
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
      current = null;
    }
  }
}
