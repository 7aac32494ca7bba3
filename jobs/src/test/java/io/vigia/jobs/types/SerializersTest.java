package io.vigia.jobs.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.features.KeyedStage;
import io.vigia.engine.row.Row;
import io.vigia.jobs.testing.Rows;
import io.vigia.jobs.testing.TestDetector;
import io.vigia.schemas.DeadLetter;
import io.vigia.schemas.DeadLetterReason;
import io.vigia.schemas.ModelRef;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SerializersTest {
  private static final SpecFiles SPEC = TestDetector.spec();
  private static final SpecFiles OTHER_FEATURES =
      SpecFiles.of(
          TestDetector.files(
              TestDetector.YAML.replace(
                  "aggregate: count, window: 1d", "aggregate: count, window: 2d")));
  private static final SpecFiles OTHER_RULES =
      SpecFiles.of(
          TestDetector.files(TestDetector.YAML.replace("amount > 220.0", "amount > 99.0")));

  private static <T> byte[] write(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return out.getCopyOfBuffer();
  }

  private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(write(serializer, value));
    T read = serializer.duplicate().deserialize(in);
    assertThat(in.available()).isZero();
    return read;
  }

  /** A checkpoint's snapshot of a serializer, read again. */
  private static <T> TypeSerializerSnapshot<T> restored(TypeSerializer<T> serializer)
      throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()), SerializersTest.class.getClassLoader());
  }

  @Test
  void rowsComeBackAndAreNotCopied() throws Exception {
    Row row = Rows.payment(7, 60, 1, 2, 12.5);
    row.late = true;
    row.ingestMillis = 99;
    RowSerializer serializer = new RowSerializer(SPEC);
    assertThat(write(serializer, roundTrip(serializer, row))).isEqualTo(write(serializer, row));
    assertThat(roundTrip(serializer, row).late).isTrue();
    assertThat(roundTrip(serializer, row).payload).isEqualTo(row.payload);
    assertThat(serializer.copy(row)).isSameAs(row);
  }

  @Test
  void whatWasReadComesBack() throws Exception {
    IncomingSerializer serializer = new IncomingSerializer(SPEC);
    Row row = Rows.payment(7, 60, 1, 2, 12.5);
    assertThat(write(serializer, roundTrip(serializer, Incoming.of(row))))
        .isEqualTo(write(serializer, Incoming.of(row)));
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setDetector("test-card")
            .setTopic("transactions")
            .setPartition(1)
            .setOffset(2)
            .setTimestamp(Instant.ofEpochMilli(3))
            .setReason(DeadLetterReason.OTHER)
            .setMessage("why")
            .build();
    assertThat(roundTrip(serializer, Incoming.of(letter)).deadLetter()).isEqualTo(letter);
  }

  @Test
  void scoredRowsComeBack() throws Exception {
    Row row = Rows.payment(7, 60, 1, 2, 12.5);
    row.score = 0.75;
    row.tier = io.vigia.schemas.Tier.INT8;
    Scored scored =
        roundTrip(new ScoredSerializer(SPEC), new Scored(row, true, new ModelRef("m", "1", "ab")));
    assertThat(scored.alert()).isTrue();
    assertThat(scored.model()).isEqualTo(new ModelRef("m", "1", "ab"));
    assertThat(scored.row().score).isEqualTo(0.75);
    assertThat(scored.row().id).isEqualTo(7);
  }

  @Test
  void statesComeBackAndTheirCopiesAreDeep() throws Exception {
    KeyedStage stage = FeatureProgram.compile(SPEC.spec()).stages().get(0);
    KeyState state = stage.newState();
    stage.onEvent(Rows.payment(1, 0, 7, 3, 10), state);
    KeyStateSerializer serializer = new KeyStateSerializer(SPEC, 0);
    KeyState copy = serializer.copy(state);
    byte[] before = write(serializer, state);
    stage.onEvent(Rows.payment(2, 1, 7, 3, 10), state);
    assertThat(write(serializer, copy)).isEqualTo(before);
    assertThat(write(serializer, roundTrip(serializer, state))).isEqualTo(write(serializer, state));
  }

  @Test
  void aCheckpointCarriesWhatItTakesToReadIt() throws Exception {
    TypeSerializer<KeyState> old = restored(new KeyStateSerializer(SPEC, 0)).restoreSerializer();
    assertThat(old).isEqualTo(new KeyStateSerializer(SPEC, 0));
    assertThat(restored(new RowSerializer(SPEC)).restoreSerializer())
        .isEqualTo(new RowSerializer(SPEC));
  }

  @Test
  void otherRulesReadOldStateAndOtherFeaturesDoNot() throws Exception {
    TypeSerializerSnapshot<KeyState> old = restored(new KeyStateSerializer(SPEC, 0));
    assertThat(
            new KeyStateSerializer(OTHER_RULES, 0)
                .snapshotConfiguration()
                .resolveSchemaCompatibility(old)
                .isCompatibleAsIs())
        .isTrue();
    assertThat(
            new KeyStateSerializer(OTHER_FEATURES, 0)
                .snapshotConfiguration()
                .resolveSchemaCompatibility(old)
                .isIncompatible())
        .isTrue();
    assertThat(
            new KeyStateSerializer(SPEC, 1)
                .snapshotConfiguration()
                .resolveSchemaCompatibility(old)
                .isIncompatible())
        .isTrue();
  }
}
