package io.vigia.app.demo;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.LabelSpec;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The topics of a stream of the demo. Dead letters, metrics and control are shared by all.
 *
 * @param events what is watched
 * @param labels the truth, where the detector takes it
 * @param alerts what the job finds
 * @param deadLetters what it cannot use
 * @param metrics what it measures
 * @param control what changes it while it runs
 */
record DemoTopics(
    String events,
    Optional<String> labels,
    String alerts,
    String deadLetters,
    String metrics,
    String control) {

  static DemoTopics of(DetectorSpec spec, String alerts) {
    return new DemoTopics(
        spec.event().topic(),
        spec.labels().map(LabelSpec::topic),
        alerts,
        "vigia-dead-letters",
        "vigia-metrics",
        "vigia-control");
  }

  /**
   * Creates those that are not there yet.
   *
   * @param there the names of those that are; new ones are added
   */
  void create(EmbeddedKafka kafka, int partitions, Set<String> there) {
    if (there.add(events)) {
      kafka.createTopic(events, partitions);
    }
    Stream.concat(labels.stream(), Stream.of(alerts, deadLetters, metrics, control))
        .filter(there::add)
        .forEach(topic -> kafka.createTopic(topic, 1));
  }
}
