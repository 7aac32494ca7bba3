package io.vigia.training.distributed;

import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.Reduction;
import io.vigia.training.network.TrainingSession;
import io.vigia.training.teacher.Teacher;
import io.vigia.training.teacher.TeacherSession;
import java.util.stream.IntStream;

/**
 * A worker: its rows, and what it has been told so far. It belongs to one thread.
 *
 * <p>The rows are in the order of time, so that those to learn from come first.
 */
final class Worker implements AutoCloseable {
  private final int index;
  private final FeatureTable table;
  private int fitCount;
  private Reduction reduction;
  private float[] validationInputs;
  private TeacherSession growing;
  private Teacher teacher;
  private TrainingSession session;
  private Learned learned;

  /**
   * A worker.
   *
   * @param index its number, from 0
   * @param table its labelled rows, in the order of time
   */
  Worker(int index, FeatureTable table) {
    this.index = index;
    this.table = table;
    this.fitCount = table.rows();
  }

  int index() {
    return index;
  }

  FeatureTable table() {
    return table;
  }

  /** Learns from the rows before a time, and validates on the others. */
  void split(long validationFrom) {
    fitCount = 0;
    while (fitCount < table.rows() && table.times()[fitCount] < validationFrom) {
      fitCount++;
    }
  }

  /** The rows to learn from. */
  int[] fit() {
    return IntStream.range(0, fitCount).toArray();
  }

  /** Later rows. */
  int[] validation() {
    return IntStream.range(fitCount, table.rows()).toArray();
  }

  /** Labels of rows: 1 or 0. */
  float[] labels(int[] rows) {
    float[] labels = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      labels[i] = table.labels()[rows[i]] >= 0.5 ? 1 : 0;
    }
    return labels;
  }

  /** Reduces its inputs from now on. */
  void reduce(Reduction by) {
    reduction = by;
    validationInputs = by.apply(table, validation());
  }

  Reduction reduction() {
    return reduction;
  }

  float[] validationInputs() {
    return validationInputs;
  }

  /** The inputs of rows as they are, NaN = missing; numbers beyond floats become the largest. */
  float[] raw(int[] rows) {
    int width = table.width();
    float[] raw = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < width; j++) {
        double value = table.value(rows[i], j);
        raw[i * width + j] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
      }
    }
    return raw;
  }

  /** Begins to grow a teacher. */
  void grow(TeacherSession teacherSession) {
    growing = teacherSession;
  }

  TeacherSession growing() {
    return growing;
  }

  /** The teacher is grown: it is asked from now on. */
  void endGrowth() {
    teacher = Teacher.of(growing.kept(), table.width());
    growing.leave();
    growing = null;
  }

  /** The teacher; {@code null} where there is none. */
  Teacher teacher() {
    return teacher;
  }

  /** Begins to train, and ends what it trained before. */
  void begin(TrainingSession other) {
    endSession();
    session = other;
  }

  TrainingSession session() {
    return session;
  }

  /** Takes the end of it all. */
  void finish(Learned all) {
    learned = all;
  }

  /** What was learned; {@code null} as long as it goes on. */
  Learned learned() {
    return learned;
  }

  private void endSession() {
    if (session != null) {
      session.close();
      session = null;
    }
  }

  @Override
  public void close() {
    endSession();
    if (growing != null) {
      growing.close();
      growing = null;
    }
    if (teacher != null) {
      teacher.close();
      teacher = null;
    }
  }
}
