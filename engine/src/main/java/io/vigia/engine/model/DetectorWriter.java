package io.vigia.engine.model;

import io.vigia.engine.spec.DetectorFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes a detector folder, whole or not at all. */
public final class DetectorWriter {
  private DetectorWriter() {}

  /**
   * Writes a folder. It is made beside its place and moved there when complete; a detector folder
   * that stands there already is replaced.
   *
   * @param folder where to
   * @param card the model card; its hashes are computed here
   * @param reference the reference data
   * @param others the other files: {@code detector.yaml}, the graphs, the event schema
   * @return the card as written, with the hashes
   * @throws IllegalArgumentException when something that is no detector folder stands there, or
   *     {@code detector.yaml} is missing
   * @throws UncheckedIOException when it cannot be written
   */
  public static ModelCard write(
      Path folder, ModelCard card, Reference reference, Map<String, byte[]> others) {
    TreeMap<String, byte[]> files = new TreeMap<>(others);
    if (!files.containsKey(DetectorFiles.SPEC)) {
      throw new IllegalArgumentException(
          folder + ": no " + DetectorFiles.SPEC + " among " + files.keySet());
    }
    files.put(DetectorFiles.REFERENCE, reference.write());
    files.remove(DetectorFiles.CARD);
    TreeMap<String, String> hashes = new TreeMap<>();
    files.forEach((name, bytes) -> hashes.put(name, Sha256.of(bytes)));
    ModelCard complete = card.withHashes(hashes);
    files.put(DetectorFiles.CARD, complete.write());
    replace(folder.toAbsolutePath().normalize(), files);
    return complete;
  }

  /**
   * Refuses a place where a folder must not go, so that long work need not end in that.
   *
   * @throws IllegalArgumentException when something that is no detector folder stands there
   */
  public static void checkPlace(Path folder) {
    if (Files.exists(folder) && !isDetectorOrEmpty(folder)) {
      throw new IllegalArgumentException(
          folder
              + ": found something that is no detector folder, expected a new place or a"
              + " folder with a "
              + DetectorFiles.SPEC);
    }
  }

  private static void replace(Path folder, Map<String, byte[]> files) {
    checkPlace(folder);
    try {
      Files.createDirectories(folder.getParent());
      Path made = Files.createTempDirectory(folder.getParent(), "." + folder.getFileName() + "-");
      Path old = made.resolveSibling(made.getFileName() + ".old");
      try {
        readableByAll(made);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
          Files.write(made.resolve(file.getKey()), file.getValue());
        }
        if (Files.exists(folder)) {
          Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        if (!Files.exists(folder) && Files.exists(old)) {
          Files.move(old, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        delete(made);
        delete(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + folder + ": " + e.getMessage(), e);
    }
  }

  /** A temporary folder is its owner's alone; a detector is read by the users of other services. */
  private static void readableByAll(Path folder) throws IOException {
    PosixFileAttributeView posix = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
    if (posix != null) {
      posix.setPermissions(PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static boolean isDetectorOrEmpty(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    if (Files.exists(folder.resolve(DetectorFiles.SPEC))) {
      return true;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Deletes a folder of files, where it is. A folder within it is kept, and so is this one. */
  private static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        if (!Files.isDirectory(entry)) {
          Files.delete(entry);
        }
      }
    }
    try (Stream<Path> rest = Files.list(folder)) {
      if (rest.findAny().isEmpty()) {
        Files.delete(folder);
      }
    }
  }
}
