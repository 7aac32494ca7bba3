package io.vigia.jobs.files;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.schemas.Transaction;
import io.vigia.schemas.codec.CodecException;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files of payments whole. */
final class Payments {
  private static final DetectorSpec SPEC = TestDetector.spec().spec();

  private Payments() {}

  static List<FileEvent> read(FileOptions options, Path... files) {
    List<FileEvent> events = new ArrayList<>();
    try (EventFiles all = EventFiles.open(SPEC, List.of(files), options)) {
      all.forEachRemaining(events::add);
    }
    return events;
  }

  static List<FileEvent> read(Path... files) {
    return read(FileOptions.defaults(), files);
  }

  static Transaction payment(FileEvent event) {
    try {
      return new SingleObjectCodec<>(Transaction.class).decode(event.payload());
    } catch (CodecException e) {
      throw new AssertionError(event.message(), e);
    }
  }
}
