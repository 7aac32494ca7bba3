package io.vigia.jobs.types;

import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.DeadLetter;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What was read from the control topic, where source and operator are not chained. */
public final class InstructionSerializer extends ImmutableSerializer<Instruction> {
  private static final long serialVersionUID = 1L;

  private final AvroSerializer<ControlCommand> commands =
      new AvroSerializer<>(ControlCommand.class);
  private final AvroSerializer<DeadLetter> letters = new AvroSerializer<>(DeadLetter.class);

  @Override
  public TypeSerializer<Instruction> duplicate() {
    return new InstructionSerializer();
  }

  @Override
  public void serialize(Instruction instruction, DataOutputView target) throws IOException {
    target.writeBoolean(instruction.command() != null);
    if (instruction.command() != null) {
      commands.serialize(instruction.command(), target);
    } else {
      letters.serialize(instruction.deadLetter(), target);
    }
  }

  @Override
  public Instruction deserialize(DataInputView source) throws IOException {
    return source.readBoolean()
        ? new Instruction(commands.deserialize(source), null)
        : new Instruction(null, letters.deserialize(source));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InstructionSerializer;
  }

  @Override
  public int hashCode() {
    return InstructionSerializer.class.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<Instruction> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Nothing to remember: records carry their schema's fingerprint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Instruction> {
    /** For restoring. */
    public Snapshot() {
      super(InstructionSerializer::new);
    }
  }
}
