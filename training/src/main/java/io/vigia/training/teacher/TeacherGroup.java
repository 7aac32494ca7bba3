package io.vigia.training.teacher;

import java.util.Map;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.RabitTracker;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members that grow one teacher together, introduced to each other by XGBoost's own tracker. They
 * may be threads of one process: XGBoost keeps a membership for each thread.
 */
public final class TeacherGroup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TeacherGroup.class);

  private final RabitTracker tracker;
  private final TreeMap<String, Object> arguments;

  /**
   * Starts the tracker.
   *
   * @param members how many there will be
   * @param host name or address of this machine, as the members reach it
   */
  public TeacherGroup(int members, String host) {
    try {
      tracker = new RabitTracker(members, host);
      if (!tracker.start()) {
        throw new IllegalStateException("XGBoost's tracker did not start on " + host);
      }
      arguments = new TreeMap<>(tracker.getWorkerArgs());
    } catch (XGBoostError e) {
      throw Teacher.failed(e);
    }
  }

  /** What all members need to know; it travels. */
  public TreeMap<String, Object> arguments() {
    return new TreeMap<>(arguments);
  }

  /** The same for one member. */
  public static Map<String, Object> arguments(TreeMap<String, Object> all, int member) {
    TreeMap<String, Object> own = new TreeMap<>(all);
    own.put("dmlc_task_id", Integer.toString(member));
    return own;
  }

  /** A tracker that lost a member says so when it stops; the members have failed by then. */
  @Override
  public void close() {
    try {
      tracker.stop();
    } catch (XGBoostError e) {
      LOG.warn("XGBoost's tracker did not stop in order: {}", e.getMessage());
    }
  }
}
