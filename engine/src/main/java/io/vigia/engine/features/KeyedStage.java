package io.vigia.engine.features;

import io.vigia.engine.row.Row;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive features of one key, and the unkeyed features among and behind them.
 *
 * <p>Not thread safe: an operator compiles its own.
 */
public final class KeyedStage {
  /** Events that a key's log holds before its older half is folded into tiles. */
  static final int LOG_LIMIT = 512;

  private final StagePlan plan;
  private final Step[] steps;
  private final Boundaries boundaries;
  private final DecayedMeanStep[] decayedMeans;
  private final StateCodec codec;

  KeyedStage(StagePlan plan, Step[] steps, Boundaries boundaries, StateCodec codec) {
    this.plan = plan;
    this.steps = steps;
    this.boundaries = boundaries;
    this.codec = codec;
    List<DecayedMeanStep> decayed = new ArrayList<>();
    for (Step step : steps) {
      if (step instanceof DecayedMeanStep mean) {
        decayed.add(mean);
      }
    }
    decayedMeans = decayed.toArray(new DecayedMeanStep[0]);
  }

  /** Place among the stages, from 0. */
  public int index() {
    return plan.index();
  }

  /** Name of the key. */
  public String key() {
    return plan.key();
  }

  /** Index of the key in {@link Row#keys}. */
  public int keyIndex() {
    return plan.keyIndex();
  }

  /** Whether labels have to be routed to this stage. */
  public boolean usesLabels() {
    return plan.usesLabels();
  }

  /** The state of a key of which nothing is known. */
  public KeyState newState() {
    return plan.newState();
  }

  /**
   * Takes an event in and fills the slots of this stage's features. A late event finds its place by
   * its time, and its features see nothing behind it.
   */
  public void onEvent(Row event, KeyState state) {
    state.newest = Math.max(state.newest, event.time);
    expire(state);
    int position = state.log.insert(event.time, event.id);
    if (state.pending != null) {
      double label = state.pending.find(event.time, event.id);
      if (!Double.isNaN(label)) {
        state.log.labels.set(position, label);
      }
    }
    boundaries.reset();
    for (Step step : steps) {
      step.run(event, state, position);
    }
    if (state.log.size() > plan.logLimit()) {
      fold(state);
    }
  }

  /**
   * Takes the truth about an event in; it counts for events from now on. A label of an event not
   * seen yet waits for it in the state ({@link KeyState#droppedLabels} counts those given up); one
   * of an event that no window can reach any more changes nothing. A label that comes again
   * replaces the first.
   *
   * <p>Of events that a busy key has folded into tiles no ids are left. There a label counts for
   * the tile that covers its time, whether or not its event was seen, and one that comes again
   * counts again, up to one for each event of the tile.
   *
   * @param label a row of kind label
   */
  public void onLabel(Row label, KeyState state) {
    if (!plan.usesLabels()) {
      return;
    }
    int position = state.log.find(label.labelledTime, label.id);
    if (position >= 0) {
      state.log.labels.set(position, label.label);
      return;
    }
    if (state.newest != Long.MIN_VALUE && label.labelledTime <= state.newest - plan.retention()) {
      return;
    }
    if (state.tiles != null && state.tiles.label(label.labelledTime, label.label)) {
      return;
    }
    if (state.pending == null) {
      state.pending = new PendingLabels();
    }
    state.droppedLabels += state.pending.add(label.labelledTime, label.id, label.label);
  }

  /**
   * Removes what no feature can see any more, some at a time: a shift of the columns is not free.
   */
  private void expire(KeyState state) {
    EventLog log = state.log;
    long until = state.newest - plan.retention();
    int size = log.size();
    int batch = Math.max(1, size >> 3);
    int keep = plan.keepCount();
    if (size >= batch + keep && log.times.get(batch + keep - 1) <= until) {
      // A late event still looks for the events before it, so those kept are the last before until.
      int expired = log.times.after(until) - keep;
      leave(state, expired);
      log.removeFirst(expired);
    }
    if (state.tiles != null) {
      state.tiles.expire(until);
    }
    if (state.pending != null) {
      state.pending.expire(until);
      if (state.pending.size() == 0) {
        state.pending = null;
      }
    }
  }

  private void fold(KeyState state) {
    EventLog log = state.log;
    int count = Math.max(1, Math.min(log.size() / 2, log.size() - plan.keepCount()));
    if (plan.needsTiles()) {
      if (state.tiles == null) {
        state.tiles = new Tiles(plan.measures());
      }
      state.tiles.fold(log, count, state.newest);
    }
    leave(state, count);
    log.removeFirst(count);
  }

  private void leave(KeyState state, int entries) {
    for (DecayedMeanStep mean : decayedMeans) {
      mean.keep(state, entries, plan.unboundedMeans());
    }
  }

  /**
   * The event time in microseconds since 1970 from which on the state can no longer influence a
   * feature; {@link Long#MIN_VALUE} for a state that holds nothing.
   */
  public long expiresAt(KeyState state) {
    long last = state.newest;
    if (state.pending != null) {
      last = Math.max(last, state.pending.times.get(state.pending.size() - 1));
    }
    return last == Long.MIN_VALUE ? last : last + plan.expiry();
  }

  /** Writes a state, in a layout that names its version and the features it is for. */
  public void write(KeyState state, DataOutput out) throws IOException {
    codec.write(state, out);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException when the state is of other features or of an unknown version
   */
  public KeyState read(DataInput in) throws IOException {
    return codec.read(in);
  }

  /** A deep copy, for snapshots that copy on write. */
  public KeyState copy(KeyState state) {
    return state.copy();
  }
}
