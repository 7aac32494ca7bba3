package io.vigia.jobs.control;

import io.vigia.engine.control.ControlOrder;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.control.KnownModel;
import io.vigia.engine.row.Row;
import io.vigia.engine.spec.DetectorFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orders that a subtask was given, in Flink's broadcast state: every subtask has all of it,
 * also one that is new after rescaling. After a restart it tells them again to the operators
 * behind, so that these need no state of their own.
 */
public final class OrderStore {
  private static final Logger LOG = LoggerFactory.getLogger(OrderStore.class);
  private static final String STATE = "state";

  private final String base;
  private final BroadcastState<String, byte[]> stored;
  private boolean hasChallenger;

  /**
   * The store of an operator.
   *
   * @param base stands for the folder that the job was started with: orders to a job of another one
   *     are forgotten
   */
  public OrderStore(String base, OperatorStateStore states) throws Exception {
    this.base = base;
    this.stored =
        states.getBroadcastState(
            new MapStateDescriptor<>(
                "orders", StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
  }

  /** Keeps an order and hands it on in band. */
  public void pass(byte[] order, Output<StreamRecord<Row>> output) throws Exception {
    keep(ControlOrder.of(order));
    output.collect(new StreamRecord<>(row(order)));
  }

  /** Hands on what held before a restart; to be called before the first row. */
  public void remind(Output<StreamRecord<Row>> output) throws Exception {
    Optional<ControlOrder> reminder = reminder();
    if (reminder.isPresent()) {
      output.collect(new StreamRecord<>(row(reminder.get().toBytes())));
    }
  }

  /** Whether a model is compared with the active one, for which labels are wanted. */
  public boolean hasChallenger() {
    return hasChallenger;
  }

  private void keep(ControlOrder order) throws Exception {
    ControlState state = order.state();
    hasChallenger = state.challenger().isPresent();
    stored.put(STATE, new ControlOrder("", "", state, Map.of()).toBytes());
    for (Map.Entry<String, DetectorFiles> folder : order.folders().entrySet()) {
      DataOutputSerializer out = new DataOutputSerializer(1 << 16);
      folder.getValue().write(out);
      stored.put(folder.getKey(), out.getCopyOfBuffer());
    }
    List<String> hashes = state.models().stream().map(KnownModel::sha256).toList();
    List<String> gone = new ArrayList<>();
    stored
        .entries()
        .forEach(
            entry -> {
              if (!entry.getKey().equals(STATE) && !hashes.contains(entry.getKey())) {
                gone.add(entry.getKey());
              }
            });
    for (String sha256 : gone) {
      stored.remove(sha256);
    }
  }

  private Optional<ControlOrder> reminder() throws Exception {
    byte[] known = stored.get(STATE);
    if (known == null) {
      return Optional.empty();
    }
    ControlState state = ControlOrder.of(known).state();
    if (!state.base().equals(base)) {
      LOG.warn(
          "the job has another folder than before; orders of then are forgotten: models {}",
          state.models().stream().map(KnownModel::sha256).collect(Collectors.joining(", ")));
      stored.clear();
      return Optional.empty();
    }
    hasChallenger = state.challenger().isPresent();
    Map<String, DetectorFiles> folders = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : stored.entries()) {
      if (!entry.getKey().equals(STATE)) {
        folders.put(
            entry.getKey(), DetectorFiles.read(new DataInputDeserializer(entry.getValue())));
      }
    }
    return Optional.of(new ControlOrder("", "", state, folders));
  }

  /** An order as the row that carries it in band. */
  static Row row(byte[] order) {
    Row row = new Row();
    row.kind = Row.Kind.CONTROL;
    row.payload = order;
    return row;
  }
}
