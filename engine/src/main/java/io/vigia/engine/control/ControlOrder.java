package io.vigia.engine.control;

import io.vigia.engine.spec.DetectorFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What all subtasks are told of an accepted command: the state that holds from here on, whole, so
 * that an order may be told twice; and the folders that they have not got yet.
 *
 * @param command id of the command that led to the state; empty for a state that is told again
 *     after a restart
 * @param action what the command was, for the acknowledgement
 * @param state the state
 * @param folders SHA-256 of a model and the folder that it comes from
 */
public record ControlOrder(
    String command, String action, ControlState state, Map<String, DetectorFiles> folders) {

  public ControlOrder {
    folders = Map.copyOf(folders);
  }

  /** Whether it tells again, after a restart, what held before it. */
  public boolean isReminder() {
    return command.isEmpty();
  }

  /** The order as bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(command);
      out.writeUTF(action);
      ControlCodec.write(state, out);
      out.writeInt(folders.size());
      for (Map.Entry<String, DetectorFiles> folder : new TreeMap<>(folders).entrySet()) {
        out.writeUTF(folder.getKey());
        folder.getValue().write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an order that has no bytes", e);
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #toBytes} wrote. */
  public static ControlOrder of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String command = in.readUTF();
      String action = in.readUTF();
      ControlState state = ControlCodec.readState(in);
      Map<String, DetectorFiles> folders = new TreeMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        folders.put(in.readUTF(), DetectorFiles.read(in));
      }
      return new ControlOrder(command, action, state, folders);
    } catch (IOException e) {
      throw new UncheckedIOException("no order: " + e.getMessage(), e);
    }
  }
}
