package io.vigia.jobs.operators;

import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.types.Hashes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.util.clock.SystemClock;

/**
 * The model of a detector's folder. A folder is opened and checked once in a process: {@link
 * Precision#AUTO} measures both graphs, which belongs to the machine and not to each operator.
 */
public final class FolderModel implements ModelSource {
  private static final long serialVersionUID = 1L;
  private static final int KEPT = 4;
  private static final Map<String, Detector> OPEN =
      Collections.synchronizedMap(
          new LinkedHashMap<>(KEPT, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Detector> eldest) {
              return size() > KEPT;
            }
          });

  private final DetectorFiles files;
  private final Precision precision;
  private final String fingerprint;

  /**
   * The model of a folder.
   *
   * @param files the folder
   * @param precision which of its graphs
   */
  public FolderModel(DetectorFiles files, Precision precision) {
    this.files = files;
    this.precision = precision;
    this.fingerprint = Hashes.sha256(files.files());
  }

  /**
   * The opened folder.
   *
   * @throws io.vigia.engine.model.DetectorException when it is refused
   */
  public Detector detector() {
    return OPEN.computeIfAbsent(
        fingerprint + precision,
        key -> Detector.open(files, precision, SystemClock.getInstance()::relativeTimeNanos));
  }

  @Override
  public Loaded load() {
    Detector detector = detector();
    return new Loaded(
        detector.tier(),
        detector.threshold(),
        detector.modelRef(),
        detector.reference().orElseThrow().usual(),
        detector::newScorer);
  }
}
