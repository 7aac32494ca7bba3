package io.vigia.app.demo;

import io.vigia.app.simulate.EventBatch;
import io.vigia.app.simulate.Simulator;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.schemas.Label;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/**
 * A stream that the demo shows: where its events come from, who watches it, and what it means that
 * something planted was found. Everything else is the same for all streams.
 */
public interface DemoStream {
  /** Its name, as {@code --streams} has it. */
  String name();

  /** Folder of the detector that watches it. */
  Path detector();

  /** A simulator before its first event. */
  Simulator simulator();

  /** Events before this time are not sent. */
  Instant historyFrom();

  /** Events before this time are history: sent as fast as possible and not counted. */
  Instant liveFrom();

  /** Topic of its job's alerts. */
  String alertsTopic();

  /** What is planted, in words: frauds, anomalies. */
  String plantedWord();

  /** When something planted counts as found, in words. */
  String foundMeans();

  /** Empty books of what is planted and found. */
  Planted books();

  /** Whom an alerted event is about: what {@link EventBatch#subject} calls a planted one's. */
  List<String> subjects(GenericRecord event);

  /** An alerted event for people. */
  String describe(GenericRecord event);

  /**
   * The truth about a planted event, for the labels topic; empty for none. Events without a label
   * count as normal.
   */
  default Optional<Label> label(EventBatch batch, int index, DetectorSpec spec) {
    return Optional.empty();
  }
}
