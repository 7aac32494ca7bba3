package io.vigia.jobs.control;

import io.vigia.schemas.MetricSample;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the metrics topic says of a command: a sample of no interval whose one value is 1, named by
 * what became of the command.
 */
public final class Acknowledgement {
  /** Value: the command was accepted, and all subtasks are told. */
  public static final String ACCEPTED = "accepted";

  /** Value: the command cannot be followed. */
  public static final String REFUSED = "refused";

  /** Value: a command of the same id was accepted before. */
  public static final String REPEATED = "repeated";

  /** Value: a subtask follows the command. */
  public static final String APPLIED = "applied";

  /** Value: a subtask cannot follow the command, and goes on as before. */
  public static final String FAILED = "failed";

  /** Value: what commands changed no longer holds, since the job has another folder. */
  public static final String RESET = "reset";

  /** Tag: id of the command. */
  public static final String COMMAND_ID = "command_id";

  /** Tag: its action. */
  public static final String ACTION = "action";

  /** Tag: SHA-256 of the model that answers after the command; absent where only rules decide. */
  public static final String MODEL = "model_sha256";

  /** Tag: why, in words. */
  public static final String REASON = "reason";

  /** Tag of a subtask's acknowledgement: how many subtasks there are. */
  public static final String SUBTASKS = "subtasks";

  private final String detector;
  private final String operator;
  private final int subtask;

  /**
   * Acknowledgements of an operator.
   *
   * @param detector name of the detector
   * @param operator uid of the operator
   * @param subtask index of the subtask
   */
  public Acknowledgement(String detector, String operator, int subtask) {
    this.detector = detector;
    this.operator = operator;
    this.subtask = subtask;
  }

  /**
   * The sample.
   *
   * @param value what became of the command
   * @param nowMillis now, milliseconds since 1970
   * @param tags the tags, without those that are empty
   */
  public MetricSample of(String value, long nowMillis, Map<String, String> tags) {
    Map<String, String> known = new TreeMap<>(tags);
    known.values().removeIf(String::isEmpty);
    return MetricSample.newBuilder()
        .setDetector(detector)
        .setOperator(operator)
        .setSubtask(subtask)
        .setTime(Instant.ofEpochMilli(nowMillis))
        .setIntervalMs(0)
        .setValues(Map.of(value, 1.0))
        .setTags(known)
        .build();
  }
}
