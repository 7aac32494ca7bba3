package io.vigia.benchmarks.contender.streams;

import ai.onnxruntime.OrtException;
import io.vigia.benchmarks.contender.Alarms;
import io.vigia.benchmarks.contender.RecordModel;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.model.Detector;
import io.vigia.engine.row.Row;
import io.vigia.schemas.Alert;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Fills the features of the terminal, scores and decides; the key of an alert is its customer. */
final class TerminalProcessor implements Processor<Long, Row, Long, Alert> {
  /** Store of the terminals' states. */
  static final String STORE = "terminals";

  /** Index of the stage in the feature program. */
  static final int STAGE = 1;

  /** Index of the terminal among a row's keys. */
  static final int KEY = 1;

  private final KeyedStage stage;
  private final RecordModel model;
  private final Alarms alarms;
  private final Progress progress;
  private ProcessorContext<Long, Alert> context;
  private KeyValueStore<Long, KeyState> states;

  TerminalProcessor(Setting setting, Detector detector, Progress progress) {
    this.stage = FeatureProgram.compile(detector.spec()).stages().get(STAGE);
    try {
      this.model = new RecordModel(setting.files(), detector.layout());
    } catch (OrtException e) {
      throw new IllegalStateException("cannot load the model: " + e.getMessage(), e);
    }
    this.alarms = new Alarms(detector, setting.topics().events());
    this.progress = progress;
  }

  @Override
  public void init(ProcessorContext<Long, Alert> context) {
    this.context = context;
    this.states = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<Long, Row> record) {
    Row row = record.value();
    KeyState state = states.get(record.key());
    if (state == null) {
      state = stage.newState();
    }
    if (row.kind == Row.Kind.LABEL) {
      stage.onLabel(row, state);
      states.put(record.key(), state);
      return;
    }
    stage.onEvent(row, state);
    states.put(record.key(), state);
    try {
      model.score(row);
    } catch (OrtException e) {
      throw new IllegalStateException("the model failed: " + e.getMessage(), e);
    }
    if (alarms.isCandidate(row)) {
      progress.candidate();
      context.forward(record.withKey(alarms.suppressKey(row)).withValue(alarms.alert(row)));
    }
    progress.scored(row.score);
  }

  @Override
  public void close() {
    alarms.close();
    try {
      model.close();
    } catch (OrtException e) {
      throw new IllegalStateException("cannot close the model: " + e.getMessage(), e);
    }
  }
}
