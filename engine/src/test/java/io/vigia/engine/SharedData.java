package io.vigia.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The evaluation data that may lie beside a checkout. Never needed to build. */
public final class SharedData {
  private SharedData() {}

  /** A file of it, where the data is there. */
  public static Optional<Path> find(String file) {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path found = folder.resolve("shared/data").resolve(file);
      if (Files.exists(found)) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
