package io.vigia.jobs.scoring;

import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.ReconstructionModel;
import io.vigia.engine.score.Model;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.types.Hashes;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.flink.util.clock.SystemClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model of a detector's folder. A folder is opened and checked once in a process: {@link
 * Precision#AUTO} measures both graphs, which belongs to the machine and not to each operator. So
 * all subtasks of a process score by the same graph; other machines may decide otherwise.
 */
public final class FolderModel implements ModelSource {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(FolderModel.class);
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
  private final int batchSize;
  private final NanoClock clock;
  private final String fingerprint;

  /** A clock that goes along with a job. */
  interface NanoClock extends LongSupplier, Serializable {}

  /**
   * The model of a folder.
   *
   * @param files the folder
   * @param precision which of its graphs
   * @param batchSize largest batch that will be scored, at which {@link Precision#AUTO} measures
   */
  public FolderModel(DetectorFiles files, Precision precision, int batchSize) {
    this(files, precision, batchSize, () -> SystemClock.getInstance().relativeTimeNanos());
  }

  FolderModel(DetectorFiles files, Precision precision, int batchSize, NanoClock clock) {
    this.files = files;
    this.precision = precision;
    this.batchSize = batchSize;
    this.clock = clock;
    this.fingerprint = Hashes.sha256(files.files());
  }

  /**
   * The opened folder.
   *
   * @throws io.vigia.engine.model.DetectorException when it is refused
   */
  public Detector detector() {
    return OPEN.computeIfAbsent(fingerprint + precision + batchSize, key -> open());
  }

  private Detector open() {
    Detector detector = Detector.open(files, precision, clock, batchSize);
    detector
        .admission()
        .ifPresent(
            admission -> {
              if (admission.int8()) {
                LOG.info("{}: {}", files.origin(), admission.reason());
              } else {
                LOG.warn(
                    "{}: the int8 graph is not admitted on this machine, the fp32 graph scores"
                        + " instead. {}",
                    files.origin(),
                    admission.reason());
              }
            });
    return detector;
  }

  @Override
  public Optional<Model> fallback() {
    return ReconstructionModel.of(files).map(model -> model);
  }

  @Override
  public Loaded load() {
    Detector detector = detector();
    return new Loaded(
        detector.tier(),
        detector.admission(),
        detector.threshold(),
        detector.levels(),
        detector.modelRef(),
        detector.reference().orElseThrow().usual(),
        detector::newScorer);
  }
}
