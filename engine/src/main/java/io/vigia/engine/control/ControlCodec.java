package io.vigia.engine.control;

import io.vigia.engine.control.ControlState.Challenge;
import io.vigia.engine.control.ControlState.Serving;
import io.vigia.engine.spec.RuleSpec;
import io.vigia.schemas.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes and reads states, for orders and checkpoints. */
final class ControlCodec {
  private static final int VERSION = 1;

  private ControlCodec() {}

  static void write(ControlState state, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeUTF(state.base());
    out.writeLong(state.epoch());
    out.writeInt(state.models().size());
    for (KnownModel model : state.models()) {
      out.writeUTF(model.sha256());
      out.writeUTF(model.version());
      out.writeDouble(model.threshold());
    }
    write(state.active(), out);
    write(state.previous(), out);
    out.writeBoolean(state.challenger().isPresent());
    if (state.challenger().isPresent()) {
      out.writeUTF(state.challenger().get().model());
      out.writeDouble(state.challenger().get().threshold());
      out.writeLong(state.challenger().get().since());
    }
    out.writeDouble(state.budget().orElse(Double.NaN));
    out.writeInt(state.rules().size());
    for (RuleSpec rule : state.rules()) {
      out.writeUTF(rule.name());
      byte[] when = rule.when().getBytes(StandardCharsets.UTF_8);
      out.writeInt(when.length);
      out.write(when);
      out.writeUTF(rule.severity().name());
    }
    out.writeInt(state.applied().size());
    for (String id : state.applied()) {
      out.writeUTF(id);
    }
  }

  static ControlState readState(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("a state of version " + version + ", expected " + VERSION);
    }
    String base = in.readUTF();
    long epoch = in.readLong();
    List<KnownModel> models = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      models.add(new KnownModel(in.readUTF(), in.readUTF(), in.readDouble()));
    }
    Optional<Serving> active = readServing(in);
    Optional<Serving> previous = readServing(in);
    Optional<Challenge> challenger =
        in.readBoolean()
            ? Optional.of(new Challenge(in.readUTF(), in.readDouble(), in.readLong()))
            : Optional.empty();
    double budget = in.readDouble();
    List<RuleSpec> rules = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      byte[] when = new byte[in.readInt()];
      in.readFully(when);
      rules.add(
          new RuleSpec(
              name, new String(when, StandardCharsets.UTF_8), Severity.valueOf(in.readUTF())));
    }
    List<String> applied = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      applied.add(in.readUTF());
    }
    return new ControlState(
        base,
        epoch,
        models,
        active,
        previous,
        challenger,
        Double.isNaN(budget) ? OptionalDouble.empty() : OptionalDouble.of(budget),
        rules,
        applied);
  }

  private static void write(Optional<Serving> serving, DataOutput out) throws IOException {
    out.writeBoolean(serving.isPresent());
    if (serving.isPresent()) {
      out.writeUTF(serving.get().model());
      out.writeDouble(serving.get().threshold());
    }
  }

  private static Optional<Serving> readServing(DataInput in) throws IOException {
    return in.readBoolean()
        ? Optional.of(new Serving(in.readUTF(), in.readDouble()))
        : Optional.empty();
  }
}
