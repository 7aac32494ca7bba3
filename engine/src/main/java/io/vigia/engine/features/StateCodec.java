package io.vigia.engine.features;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Writes and reads the state of a key. Layout of version 1: version (1 byte), stamp (8 bytes: the
 * start of the hash of the features), newest event time, the log's columns, then each optional part
 * behind a byte that says whether it is there, and the number of labels dropped. Whole numbers are
 * zigzag varints, ascending ones as differences.
 *
 * <p>Version 2 is written for features that learn: behind all this come their memories, each behind
 * a byte that says whether it is there.
 */
final class StateCodec {
  static final byte WITHOUT_MEMORIES = 1;
  static final byte WITH_MEMORIES = 2;

  private static final long MISSING = 0;

  private final StagePlan plan;
  private final long stamp;

  StateCodec(StagePlan plan, String featuresHash) {
    this.plan = plan;
    this.stamp = Long.parseUnsignedLong(featuresHash.substring(0, 16), 16) + plan.index();
  }

  void write(KeyState state, DataOutput out) throws IOException {
    out.writeByte(version());
    out.writeLong(stamp);
    out.writeLong(state.newest);
    EventLog log = state.log;
    int size = log.size();
    Varints.write(size, out);
    writeTimes(log.times, out);
    if (plan.usesLabels()) {
      writeAscending(log.ids, out);
      writeNumbers(log.labels, out);
    }
    if (plan.hasFlags()) {
      writePlain(log.flags, out);
    }
    for (NumberColumn column : log.numbers) {
      writeNumbers(column, out);
    }
    out.writeBoolean(state.tiles != null);
    if (state.tiles != null) {
      writeTiles(state.tiles, out);
    }
    out.writeBoolean(state.decayed != null);
    if (state.decayed != null) {
      for (int i = 0; i < state.decayed.times.length; i++) {
        out.writeLong(state.decayed.times[i]);
        out.writeDouble(state.decayed.sums[i]);
        out.writeDouble(state.decayed.weights[i]);
      }
    }
    out.writeBoolean(state.pending != null);
    if (state.pending != null) {
      Varints.write(state.pending.size(), out);
      writeTimes(state.pending.times, out);
      writeAscending(state.pending.ids, out);
      writeNumbers(state.pending.labels, out);
    }
    Varints.write(state.droppedLabels, out);
    for (int i = 0; i < plan.memories().length; i++) {
      Memory memory = state.memory(i);
      out.writeBoolean(memory != null);
      if (memory != null) {
        memory.write(out);
      }
    }
  }

  private byte version() {
    return plan.memories().length == 0 ? WITHOUT_MEMORIES : WITH_MEMORIES;
  }

  KeyState read(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != version()) {
      throw new IOException(
          "state of key '"
              + plan.key()
              + "' has layout version "
              + version
              + "; this vigia reads version "
              + version()
              + ": restore it with the vigia that wrote it, or start without state");
    }
    long found = in.readLong();
    if (found != stamp) {
      throw new IOException(
          String.format(
              "state of key '%s' is of other features (stamp %016x, expected %016x): event schema,"
                  + " keys or features of the detector changed since it was written; start without"
                  + " state, or go back to the detector it was written with",
              plan.key(), found, stamp));
    }
    KeyState state = plan.newState();
    state.newest = in.readLong();
    EventLog log = state.log;
    int size = readSize(in);
    readTimes(log.times, size, in);
    if (plan.usesLabels()) {
      readAscending(log.ids, size, in);
      readNumbers(log.labels, size, in);
    }
    if (plan.hasFlags()) {
      readPlain(log.flags, size, in);
    }
    for (NumberColumn column : log.numbers) {
      readNumbers(column, size, in);
    }
    if (in.readBoolean()) {
      state.tiles = readTiles(in);
    }
    if (in.readBoolean()) {
      DecayedMeans decayed = new DecayedMeans(plan.unboundedMeans());
      for (int i = 0; i < decayed.times.length; i++) {
        decayed.times[i] = in.readLong();
        decayed.sums[i] = in.readDouble();
        decayed.weights[i] = in.readDouble();
      }
      state.decayed = decayed;
    }
    if (in.readBoolean()) {
      PendingLabels pending = new PendingLabels();
      int waiting = readSize(in);
      readTimes(pending.times, waiting, in);
      readAscending(pending.ids, waiting, in);
      readNumbers(pending.labels, waiting, in);
      state.pending = pending;
    }
    state.droppedLabels = Varints.read(in);
    for (int i = 0; i < plan.memories().length; i++) {
      if (in.readBoolean()) {
        state.remember(i, plan.memories()[i].read(in));
      }
    }
    return state;
  }

  private int readSize(DataInput in) throws IOException {
    long size = Varints.read(in);
    if (size < 0 || size > Integer.MAX_VALUE >> 4) {
      throw new IOException("state of key '" + plan.key() + "' is damaged: a size of " + size);
    }
    return (int) size;
  }

  private static void writeTimes(TimeColumn times, DataOutput out) throws IOException {
    long unit = times.unitMicros();
    Varints.write(unit, out);
    long before = 0;
    for (int i = 0; i < times.size(); i++) {
      long time = times.get(i);
      if (i == 0) {
        out.writeLong(time);
      } else {
        Varints.write((time - before) / unit, out);
      }
      before = time;
    }
  }

  private static void readTimes(TimeColumn times, int size, DataInput in) throws IOException {
    long unit = Varints.read(in);
    long time = 0;
    for (int i = 0; i < size; i++) {
      time = i == 0 ? in.readLong() : time + Varints.read(in) * unit;
      times.insert(time);
    }
  }

  private static void writeAscending(IntegerColumn column, DataOutput out) throws IOException {
    long before = 0;
    for (int i = 0; i < column.size(); i++) {
      Varints.write(column.get(i) - before, out);
      before = column.get(i);
    }
  }

  private static void readAscending(IntegerColumn column, int size, DataInput in)
      throws IOException {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value += Varints.read(in);
      column.insert(i, value);
    }
  }

  private static void writePlain(IntegerColumn column, DataOutput out) throws IOException {
    for (int i = 0; i < column.size(); i++) {
      Varints.write(column.get(i), out);
    }
  }

  private static void readPlain(IntegerColumn column, int size, DataInput in) throws IOException {
    for (int i = 0; i < size; i++) {
      column.insert(i, Varints.read(in));
    }
  }

  private static void writeNumbers(NumberColumn column, DataOutput out) throws IOException {
    out.writeByte(column.kind().ordinal());
    out.writeByte(column.scale());
    for (int i = 0; i < column.size(); i++) {
      switch (column.kind()) {
        case DECIMAL -> Varints.write(column.isMissing(i) ? MISSING : aside(column.raw(i)), out);
        case FLOAT -> out.writeInt((int) column.raw(i));
        case DOUBLE -> out.writeLong(column.raw(i));
      }
    }
  }

  /** Decimals from zero on move up by one: zero is the missing value, so that it takes one byte. */
  private static long aside(long raw) {
    return raw < 0 ? raw : raw + 1;
  }

  private static double decimal(long written, int scale) {
    return written == MISSING
        ? Double.NaN
        : NumberColumn.decimalOf(written < 0 ? written : written - 1, scale);
  }

  private void readNumbers(NumberColumn column, int size, DataInput in) throws IOException {
    int kind = in.readByte();
    int scale = in.readByte();
    if (kind < 0 || kind >= NumberColumn.Kind.values().length || !NumberColumn.isScale(scale)) {
      throw new IOException(
          "state of key '" + plan.key() + "' is damaged: numbers of kind " + kind + "/" + scale);
    }
    NumberColumn.Kind read = NumberColumn.Kind.values()[kind];
    column.become(read, scale);
    for (int i = 0; i < size; i++) {
      column.insert(
          i,
          switch (read) {
            case DECIMAL -> decimal(Varints.read(in), scale);
            case FLOAT -> Float.intBitsToFloat(in.readInt());
            case DOUBLE -> Double.longBitsToDouble(in.readLong());
          });
    }
  }

  private static void writeTiles(Tiles tiles, DataOutput out) throws IOException {
    Varints.write(tiles.size, out);
    for (int tile = 0; tile < tiles.size; tile++) {
      out.writeLong(tiles.starts[tile]);
      out.writeLong(tiles.ends[tile]);
      out.writeDouble(tiles.events[tile]);
      int perTile = tiles.numbersPerTile();
      for (int i = tile * perTile; i < (tile + 1) * perTile; i++) {
        out.writeDouble(tiles.numbers[i]);
      }
      int sketches = tiles.sketchesPerTile();
      for (int i = tile * sketches; i < (tile + 1) * sketches; i++) {
        byte[] sketch = tiles.sketches[i];
        Varints.write(sketch == null ? 0 : sketch.length, out);
        if (sketch != null) {
          out.write(sketch);
        }
      }
    }
  }

  private Tiles readTiles(DataInput in) throws IOException {
    Tiles tiles = new Tiles(plan.measures());
    int size = readSize(in);
    for (int tile = 0; tile < size; tile++) {
      long start = in.readLong();
      tiles.append(start, in.readLong(), in.readDouble());
      int perTile = tiles.numbersPerTile();
      for (int i = tile * perTile; i < (tile + 1) * perTile; i++) {
        tiles.numbers[i] = in.readDouble();
      }
      int sketches = tiles.sketchesPerTile();
      for (int i = tile * sketches; i < (tile + 1) * sketches; i++) {
        int length = readSize(in);
        if (length > 0) {
          tiles.sketches[i] = new byte[length];
          in.readFully(tiles.sketches[i]);
        }
      }
    }
    return tiles;
  }
}
