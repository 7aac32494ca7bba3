package io.vigia.jobs.types;

import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.engine.spec.FeatureHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a detector's folder describes its rows and states: {@code detector.yaml} and the schemas
 * beside it, without the models. Serializers carry it into checkpoints, so that old state can be
 * read by the description that wrote it.
 */
public final class SpecFiles implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int KEPT = 16;
  private static final Map<String, DetectorSpec> PARSED =
      Collections.synchronizedMap(
          new LinkedHashMap<>(KEPT, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, DetectorSpec> eldest) {
              return size() > KEPT;
            }
          });

  private final DetectorFiles files;
  private final String fingerprint;

  private SpecFiles(DetectorFiles files) {
    this.files = files;
    this.fingerprint = Hashes.sha256(files.files());
  }

  /** Picks the describing files of a folder. */
  public static SpecFiles of(DetectorFiles folder) {
    TreeMap<String, byte[]> kept = new TreeMap<>();
    folder
        .files()
        .forEach(
            (name, bytes) -> {
              if (name.equals(DetectorFiles.SPEC) || name.endsWith(".avsc")) {
                kept.put(name, bytes);
              }
            });
    return new SpecFiles(new DetectorFiles(folder.origin(), kept));
  }

  /**
   * The checked description; parsed once in a process.
   *
   * @throws io.vigia.engine.spec.SpecException when the detector is refused
   */
  public DetectorSpec spec() {
    return PARSED.computeIfAbsent(fingerprint, key -> DetectorSpecReader.read(files));
  }

  /** The layout of the detector's rows. */
  public RowLayout layout() {
    return RowLayout.of(spec());
  }

  /** SHA-256 of the files' names and contents, in hexadecimal. */
  public String fingerprint() {
    return fingerprint;
  }

  /** What must be equal for rows and states to be readable: the hash of the features. */
  public String stamp() {
    return FeatureHash.of(spec());
  }

  void write(DataOutput out) throws IOException {
    files.write(out);
  }

  static SpecFiles read(DataInput in) throws IOException {
    return new SpecFiles(DetectorFiles.read(in));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SpecFiles that && fingerprint.equals(that.fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  @Override
  public String toString() {
    return files.origin() + "@" + fingerprint.substring(0, 12);
  }
}
