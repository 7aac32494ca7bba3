package io.vigia.jobs.offline;

import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.jobs.files.FileOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A run of a detector over files.
 *
 * @param detector the detector's folder
 * @param data files of events, read one after the other
 * @param options how the files are read
 * @param fromMicros first event time of the result, microseconds since 1970, inclusive; earlier
 *     events only warm the state
 * @param toMicros end of the event times, exclusive; the job sees no event from there on
 * @param precision which of the detector's graphs scores
 * @param parallelism of the keyed stages; the result does not depend on it
 */
public record OfflineRequest(
    DetectorFiles detector,
    List<Path> data,
    FileOptions options,
    OptionalLong fromMicros,
    OptionalLong toMicros,
    Precision precision,
    int parallelism) {

  /** The same run of another detector. */
  public OfflineRequest with(DetectorFiles other) {
    return new OfflineRequest(other, data, options, fromMicros, toMicros, precision, parallelism);
  }

  /** Checks the numbers. */
  public OfflineRequest {
    data = List.copyOf(data);
    if (data.isEmpty()) {
      throw new IllegalArgumentException("no files of events given; give one by --data FILE");
    }
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism is " + parallelism + ", expected 1 or more");
    }
  }
}
