package io.vigia.app;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds evaluation data that are not part of the project; tests skip where they are absent. */
public final class SharedData {

  private SharedData() {}

  /** A file of the data; the test is skipped, with a message, where there is none. */
  public static Path file(String name) {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path file = folder.resolve("shared/data").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
      folder = folder.getParent();
    }
    Assumptions.abort("skipped: no ../shared/data/" + name);
    throw new AssertionError();
  }
}
