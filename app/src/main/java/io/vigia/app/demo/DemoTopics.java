package io.vigia.app.demo;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.LabelSpec;
import java.util.Optional;

/**
 * The topics of a demo.
 *
 * @param events payments
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

  static DemoTopics of(DetectorSpec spec) {
    return new DemoTopics(
        spec.event().topic(),
        spec.labels().map(LabelSpec::topic),
        "fraud-alerts",
        "vigia-dead-letters",
        "vigia-metrics",
        "vigia-control");
  }

  void create(EmbeddedKafka kafka, int partitions) {
    kafka.createTopic(events, partitions);
    labels.ifPresent(topic -> kafka.createTopic(topic, 1));
    kafka.createTopic(alerts, 1);
    kafka.createTopic(deadLetters, 1);
    kafka.createTopic(metrics, 1);
    kafka.createTopic(control, 1);
  }
}
