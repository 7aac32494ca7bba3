package io.vigia.jobs.control;

import io.vigia.engine.control.RefusedException;
import io.vigia.engine.spec.DetectorFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Fetches a detector folder through Flink's file systems: a path of the machine, or of any object
 * store whose plugin the cluster has, such as {@code s3://models/card-fraud/7}.
 */
final class RemoteFolder {
  /** Largest folder: it travels to every subtask and into checkpoints. */
  static final long MAX_BYTES = 64L << 20;

  /** Most files: a detector folder has about five. */
  static final int MAX_FILES = 100;

  private RemoteFolder() {}

  /**
   * Reads the files of a folder, not those of folders inside it.
   *
   * @throws RefusedException when it cannot be read, is no detector folder or is too large
   */
  static DetectorFiles fetch(String uri) throws RefusedException {
    try {
      Path folder = new Path(uri);
      FileSystem system = folder.getFileSystem();
      FileStatus[] entries = system.listStatus(folder);
      if (entries == null || !system.getFileStatus(folder).isDir()) {
        throw new RefusedException(
            uri + ": no such folder; expected a detector folder, such as models/card-fraud");
      }
      return new DetectorFiles(uri, read(uri, system, entries));
    } catch (IOException | IllegalArgumentException e) {
      throw new RefusedException(
          uri
              + ": cannot be read from here ("
              + e.getMessage()
              + "); give a folder that the job's machines can reach",
          e);
    }
  }

  private static TreeMap<String, byte[]> read(String uri, FileSystem system, FileStatus[] entries)
      throws IOException, RefusedException {
    TreeMap<String, byte[]> files = new TreeMap<>();
    long left = MAX_BYTES;
    for (FileStatus entry : entries) {
      if (entry.isDir()) {
        continue;
      }
      left -= entry.getLen();
      if (left < 0 || files.size() == MAX_FILES) {
        throw new RefusedException(
            String.format(
                Locale.ROOT,
                "%s: more than %d MiB or %d files; a detector has less",
                uri,
                MAX_BYTES >> 20,
                MAX_FILES));
      }
      try (InputStream in = system.open(entry.getPath())) {
        // Not more than was said, in case that it grows meanwhile.
        files.put(entry.getPath().getName(), in.readNBytes((int) entry.getLen()));
      }
    }
    if (!files.containsKey(DetectorFiles.SPEC)) {
      throw new RefusedException(
          uri + ": no " + DetectorFiles.SPEC + " in it; found " + files.keySet());
    }
    return files;
  }
}
