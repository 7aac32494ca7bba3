package io.vigia.jobs.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Output files appear only when they are complete: written beside their place, then moved. */
public final class AtomicFile {

  private AtomicFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes to a path that exists and is empty. */
    void writeTo(Path part) throws IOException;
  }

  /**
   * Writes a file, with the folders it stands in.
   *
   * @param out where it appears; an older file there is replaced
   * @param content writes it
   */
  public static void write(Path out, Content content) throws IOException {
    Path folder = out.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    // Not by createTempFile: its files are for the owner alone, and the result would stay so.
    Path part = folder.resolve("." + out.getFileName() + "." + UUID.randomUUID() + ".part");
    Files.createFile(part);
    try {
      content.writeTo(part);
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
