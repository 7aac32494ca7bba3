package io.vigia.engine.spec;

import java.nio.file.Path;

/**
 * Reads and checks a {@code detector.yaml}. All mistakes are reported together, one line each, in
 * the order of the file.
 */
public final class DetectorSpecReader {

  private DetectorSpecReader() {}

  /**
   * Reads the detector of a folder.
   *
   * @throws SpecException when the folder cannot be read or the detector is refused
   */
  public static DetectorSpec read(Path folder) {
    return read(DetectorFiles.read(folder));
  }

  /**
   * Reads the detector of a folder in memory.
   *
   * @throws SpecException when it is refused
   */
  public static DetectorSpec read(DetectorFiles files) {
    throw new UnsupportedOperationException(files.origin());
  }
}
