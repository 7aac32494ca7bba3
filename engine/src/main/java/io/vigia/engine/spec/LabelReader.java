package io.vigia.engine.spec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code labels}. */
final class LabelReader {
  private static final List<String> KEYS = List.of("topic", "field", "delay");

  private LabelReader() {}

  static Optional<LabelSpec> read(YamlMap top) {
    Optional<YamlMap> section = top.map("labels", "a mapping with topic, field, delay");
    if (section.isEmpty()) {
      return Optional.empty();
    }
    YamlMap labels = section.get();
    labels.allow(KEYS);
    Optional<String> topic = Names.topic(labels);
    Optional<String> field =
        labels.requiredText("field", "the column that holds the truth in files");
    labels.require("delay", "how long after its event a label is known, such as 7d");
    Optional<Duration> delay = labels.duration("delay", true);
    if (topic.isEmpty() || field.isEmpty() || delay.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new LabelSpec(topic.get(), field.get(), delay.get()));
  }
}
