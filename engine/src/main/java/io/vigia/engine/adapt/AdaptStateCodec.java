package io.vigia.engine.adapt;

import io.vigia.engine.recent.RecentKeys;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Writes and reads what is kept of a key. Layout of version 1: version (1 byte); the times at and
 * slot; the doubles level, alerts, lift; peaks left and alerts of the slot; number of runs and of
 * each, the earliest first, its key, begin, highest excess and whether it alerted.
 */
public final class AdaptStateCodec {
  private static final byte VERSION = 1;

  private AdaptStateCodec() {}

  /** Writes a state. */
  public static void write(AdaptState state, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(state.at);
    out.writeLong(state.slot);
    out.writeDouble(state.level);
    out.writeDouble(state.alerts);
    out.writeDouble(state.lift);
    out.writeInt(state.leftInSlot);
    out.writeInt(state.alertsInSlot);
    out.writeInt(state.runs.size());
    for (int run = state.runs.oldest(); run != RecentKeys.NONE; run = state.runs.newer(run)) {
      out.writeLong(state.runs.key(run));
      out.writeLong(state.begins[run]);
      out.writeDouble(state.tops[run]);
      out.writeBoolean(state.alerted[run]);
    }
  }

  /**
   * Reads a state.
   *
   * @throws IOException when another version wrote it
   */
  public static AdaptState read(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "state of a threshold has layout version "
              + version
              + "; this vigia reads version "
              + VERSION
              + ": restore it with the vigia that wrote it, or start without state");
    }
    AdaptState state = new AdaptState();
    state.at = in.readLong();
    state.slot = in.readLong();
    state.level = in.readDouble();
    state.alerts = in.readDouble();
    state.lift = in.readDouble();
    state.leftInSlot = in.readInt();
    state.alertsInSlot = in.readInt();
    for (int left = in.readInt(); left > 0; left--) {
      int run = state.addRun(in.readLong(), in.readLong());
      state.tops[run] = in.readDouble();
      state.alerted[run] = in.readBoolean();
    }
    return state;
  }
}
