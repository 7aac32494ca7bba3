package io.vigia.benchmarks.contender.bareloop;

import io.vigia.benchmarks.contender.Alarms;
import io.vigia.benchmarks.contender.Contender;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.engine.decide.Suppression;
import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.model.Detector;
import io.vigia.engine.row.BadRecordException;
import io.vigia.engine.row.EventDecoder;
import io.vigia.engine.row.LabelDecoder;
import io.vigia.engine.row.Row;
import io.vigia.engine.score.Scorer;
import io.vigia.schemas.Alert;
import io.vigia.schemas.codec.SingleObjectCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One thread of {@link BareLoop}: its consumer, its producer, its model, and rows that it reuses.
 */
final class BareLoopThread implements AutoCloseable {
  private static final int BATCH = 256;
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<TopicPartition, Long> ends;
  private final String events;
  private final EventDecoder decoder;
  private final LabelDecoder labels;
  private final FeatureProgram program;
  private final KeyedStage[] stages;
  private final List<StripedStates<KeyState>> states;
  private final StripedStates<Long> lastAlerts;
  private final Scorer scorer;
  private final Alarms alarms;
  private final String alertTopic;
  private final SingleObjectCodec<Alert> codec = new SingleObjectCodec<>(Alert.class);
  private final Row[] batch = new Row[BATCH];
  private int size;
  private long scored;
  private double scores;

  BareLoopThread(
      Setting setting,
      Detector detector,
      List<StripedStates<KeyState>> states,
      StripedStates<Long> lastAlerts,
      Map<TopicPartition, Long> ends,
      String alertTopic) {
    this.ends = new HashMap<>(ends);
    this.events = setting.topics().events();
    this.decoder = EventDecoder.of(detector.spec());
    this.labels = LabelDecoder.of(detector.spec());
    this.program = FeatureProgram.compile(detector.spec());
    this.stages = program.stages().toArray(new KeyedStage[0]);
    this.states = states;
    this.lastAlerts = lastAlerts;
    this.scorer = detector.newScorer(BATCH);
    this.alarms = new Alarms(detector, events);
    this.alertTopic = alertTopic;
    for (int i = 0; i < BATCH; i++) {
      batch[i] = new Row();
    }
    consumer =
        new KafkaConsumer<>(
            BareLoop.consumer(setting), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(ends.keySet());
    consumer.seekToBeginning(ends.keySet());
    producer =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, setting.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Reads its partitions to their ends. */
  Contender.Tally run() throws BadRecordException {
    ends.values().removeIf(end -> end == 0);
    while (!ends.isEmpty()) {
      ConsumerRecords<byte[], byte[]> polled = consumer.poll(PATIENCE);
      for (TopicPartition partition : polled.partitions()) {
        take(polled.records(partition), ends.getOrDefault(partition, 0L));
      }
      score();
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
    }
    producer.flush();
    return new Contender.Tally(scored, scores);
  }

  private void take(List<ConsumerRecord<byte[], byte[]>> records, long end)
      throws BadRecordException {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.offset() >= end) {
        return;
      }
      if (record.topic().equals(events)) {
        event(record);
      } else {
        label(record);
      }
    }
  }

  private void event(ConsumerRecord<byte[], byte[]> record) throws BadRecordException {
    Row row = batch[size];
    decoder.decode(record.value(), row);
    row.partition = record.partition();
    row.offset = record.offset();
    program.begin(row);
    for (int i = 0; i < stages.length; i++) {
      Map<Long, KeyState> stripe = states.get(i).stripe(row.keys[stages[i].keyIndex()]);
      synchronized (stripe) {
        stages[i].onEvent(row, state(stages[i], stripe, row));
      }
    }
    size++;
    if (size == BATCH) {
      score();
    }
  }

  private static KeyState state(KeyedStage stage, Map<Long, KeyState> stripe, Row row) {
    Long key = row.keys[stage.keyIndex()];
    KeyState state = stripe.get(key);
    if (state == null) {
      state = stage.newState();
      stripe.put(key, state);
    }
    return state;
  }

  private void label(ConsumerRecord<byte[], byte[]> record) throws BadRecordException {
    Row row = new Row();
    labels.decode(record.value(), row);
    for (int i = 0; i < stages.length; i++) {
      KeyedStage stage = stages[i];
      if (stage.usesLabels()) {
        Map<Long, KeyState> stripe = states.get(i).stripe(row.keys[stage.keyIndex()]);
        synchronized (stripe) {
          stage.onLabel(row, state(stage, stripe, row));
        }
      }
    }
  }

  private void score() {
    if (size == 0) {
      return;
    }
    for (int i = 0; i < size; i++) {
      scorer.put(i, batch[i].values, program.layout().firstFeature());
    }
    scorer.run(size);
    for (int i = 0; i < size; i++) {
      Row row = batch[i];
      row.score = scorer.score(i);
      scores += row.score;
      if (alarms.isCandidate(row)) {
        alert(row);
      }
    }
    scored += size;
    size = 0;
  }

  private void alert(Row row) {
    Alert alert = alarms.alert(row);
    long key = alarms.suppressKey(row);
    Map<Long, Long> stripe = lastAlerts.stripe(key);
    synchronized (stripe) {
      long latest = stripe.getOrDefault(key, Suppression.NEVER);
      if (alarms.suppression().holdsBack(latest, row.time)) {
        return;
      }
      stripe.put(key, alarms.suppression().after(latest, row.time));
    }
    producer.send(new ProducerRecord<>(alertTopic, codec.encode(alert)));
  }

  @Override
  public void close() {
    consumer.close();
    producer.close();
    scorer.close();
    alarms.close();
  }
}
