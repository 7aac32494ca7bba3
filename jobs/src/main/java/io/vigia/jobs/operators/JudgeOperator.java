package io.vigia.jobs.operators;

import io.vigia.engine.control.Comparison;
import io.vigia.engine.control.Comparison.Count;
import io.vigia.engine.control.ShadowVerdict;
import io.vigia.jobs.control.OwnCommands;
import io.vigia.jobs.control.Trial;
import io.vigia.jobs.types.Types;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.MetricSample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Adds up what all subtasks count while a challenger scores beside the active model, and ends the
 * trial by a command of the job's own when the challenger has lost. Runs once in a job. That a
 * challenger has won it only says: to promote it is a decision of people.
 */
public final class JudgeOperator extends AbstractStreamOperator<ControlCommand>
    implements OneInputStreamOperator<MetricSample, ControlCommand> {
  private static final long serialVersionUID = 1L;

  /** Uid of the operator. */
  public static final String UID = "judge";

  private static final int MOST_TRIALS = 4;

  private final String detector;
  private transient Map<Trial, Comparison> trials;
  private transient ListState<MetricSample> stored;

  /**
   * The operator of a job.
   *
   * @param detector name of the detector
   */
  public JudgeOperator(String detector) {
    this.detector = detector;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    trials =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Trial, Comparison> eldest) {
            return size() > MOST_TRIALS;
          }
        };
    stored =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    "trials",
                    Types.avro(MetricSample.class).createSerializer(new SerializerConfigImpl())));
    for (MetricSample sample : stored.get()) {
      count(sample);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<MetricSample> samples = new ArrayList<>();
    trials.forEach((trial, counts) -> samples.add(sample(trial, counts, "")));
    stored.update(samples);
  }

  private Comparison count(MetricSample sample) {
    Comparison counts =
        trials.computeIfAbsent(Trial.of(sample.getTags()), trial -> new Comparison());
    counts.addAll(sample.getValues());
    return counts;
  }

  @Override
  public void processElement(StreamRecord<MetricSample> element) {
    MetricSample sample = element.getValue();
    Trial trial = Trial.of(sample.getTags());
    boolean wasOpen = verdict(trial) == ShadowVerdict.OPEN;
    Comparison counts = count(sample);
    output.collect(Metrics.TAG, new StreamRecord<>(sample(trial, counts, "_total")));
    if (wasOpen && verdict(trial) == ShadowVerdict.LOST) {
      LOG.info("{}: {}", detector, ShadowVerdict.why(counts));
      output.collect(
          new StreamRecord<>(
              OwnCommands.rollBack(
                  detector,
                  trial.challenge().since(),
                  trial.challenge().model(),
                  getProcessingTimeService().getCurrentProcessingTime(),
                  ShadowVerdict.why(counts))));
    }
  }

  private ShadowVerdict verdict(Trial trial) {
    Comparison counts = trials.get(trial);
    return counts == null ? ShadowVerdict.OPEN : ShadowVerdict.of(counts);
  }

  private MetricSample sample(Trial trial, Comparison counts, String suffix) {
    Map<String, Double> values = new TreeMap<>();
    counts.put(suffix, values);
    if (!suffix.isEmpty()) {
      addShares(counts, values);
    }
    return MetricSample.newBuilder()
        .setDetector(detector)
        .setOperator(UID)
        .setSubtask(0)
        .setTime(Instant.ofEpochMilli(getProcessingTimeService().getCurrentProcessingTime()))
        .setIntervalMs(0)
        .setValues(values)
        .setTags(trial.tags())
        .build();
  }

  /** What a reader wants to know, in place of working it out. */
  private static void addShares(Comparison counts, Map<String, Double> values) {
    double compared = counts.of(Count.COMPARED);
    double disagreed =
        counts.of(Count.ALERTS_ACTIVE_ONLY) + counts.of(Count.ALERTS_CHALLENGER_ONLY);
    put(values, "agreement", compared - disagreed, compared);
    put(values, "difference_mean", counts.of(Count.DIFFERENCE), compared);
    put(
        values,
        "active_precision",
        counts.of(Count.ACTIVE_HITS),
        counts.of(Count.ACTIVE_HITS) + counts.of(Count.ACTIVE_FALSE_ALARMS));
    put(
        values,
        "challenger_precision",
        counts.of(Count.CHALLENGER_HITS),
        counts.of(Count.CHALLENGER_HITS) + counts.of(Count.CHALLENGER_FALSE_ALARMS));
    put(
        values,
        "challenger_recall_to_active",
        counts.of(Count.CHALLENGER_HITS),
        counts.of(Count.ACTIVE_HITS));
    values.put("challenger_lost", ShadowVerdict.of(counts) == ShadowVerdict.LOST ? 1.0 : 0.0);
    values.put("challenger_won", ShadowVerdict.of(counts) == ShadowVerdict.WON ? 1.0 : 0.0);
  }

  private static void put(Map<String, Double> values, String name, double part, double whole) {
    if (whole > 0) {
      values.put(name, part / whole);
    }
  }
}
