package io.vigia.engine.row;

import io.vigia.engine.expr.Operands;
import io.vigia.engine.score.Model;
import io.vigia.schemas.Tier;

/**
 * One event, or one label, as the operators behind the decoder see it: numbers at the slots of a
 * {@link RowLayout} and nothing of Avro.
 *
 * <p>A row has one owner at a time: the operator that holds it fills the slots of its features and
 * hands the row on; nobody keeps a reference to a row that was handed on. That is what allows
 * operators of one chain to pass rows without copying them, and the last owner to give a row back
 * to the {@link RowPool}.
 *
 * <p>An id or key of an integral field is the number itself and its text is {@code null}; of any
 * other type it is text, and the number is the 64-bit hash of the text ({@link Keys}).
 */
public final class Row implements Operands {

  /** What the row stands for. */
  public enum Kind {
    /** An event to be scored. */
    EVENT,
    /** The truth about an earlier event. */
    LABEL,
    /**
     * An order to the operators behind the last stage of features, in the place of the stream where
     * it holds from: its bytes are the payload, and nothing else of the row is filled.
     */
    CONTROL
  }

  /** Event, label or order. */
  public Kind kind = Kind.EVENT;

  /** Event time; for a label, the time at which it became known. Microseconds since 1970. */
  public long time;

  /** Number of the event's id (for a label: of the labelled event). */
  public long id;

  /** Text of the id, or {@code null} where the number is the id. */
  public String idText;

  /** Numbers of the keys, in the order of the detector's keys. */
  public long[] keys;

  /** Texts of the keys; {@code null} at each key whose number is the key. */
  public String[] keyTexts;

  /**
   * The numbers: the event's fields, then the features (NaN = missing), at the slots of the {@link
   * RowLayout}. {@code null} for a label.
   */
  public double[] values;

  /** Texts of the string fields that expressions need, at the text slots of the layout. */
  public String[] texts;

  /**
   * The record's value as it came, for alerts and dead letters; {@code null} for a label. Of an
   * order, its bytes.
   */
  public byte[] payload;

  /** Where it was read: Kafka partition, or 0. */
  public int partition;

  /** Where it was read: Kafka offset, or number of the row in the files. */
  public long offset;

  /** Timestamp of the Kafka record in milliseconds since 1970, or -1: latency counts from here. */
  public long ingestMillis = -1;

  /** Whether the event came behind the watermark. */
  public boolean late;

  /** The calibrated score in [0, 1]; NaN until scored, or where only rules answered. */
  public double score = Double.NaN;

  /**
   * What the model said before its scores were smoothed; NaN where they are not. It stays in the
   * process, as the model does.
   */
  public double rawScore = Double.NaN;

  /** Which rung of the ladder answered; {@code null} until scored. */
  public Tier tier;

  /**
   * The model that answered; {@code null} until scored and where only rules did. It stays in the
   * process: a row that was written and read again has lost it.
   */
  public Model model;

  /** For a label: event time of the labelled event, microseconds since 1970. */
  public long labelledTime;

  /** For a label: the truth, 1 = fraud or anomaly. */
  public double label = Double.NaN;

  /** Whether it lies in a {@link RowPool}. */
  boolean pooled;

  /** Forgets the event; keeps the arrays, whose content whoever fills the row next replaces. */
  void clear() {
    kind = Kind.EVENT;
    time = 0;
    id = 0;
    idText = null;
    partition = 0;
    offset = 0;
    ingestMillis = -1;
    late = false;
    score = Double.NaN;
    rawScore = Double.NaN;
    tier = null;
    model = null;
    labelledTime = 0;
    label = Double.NaN;
  }

  @Override
  public double[] values() {
    return values;
  }

  @Override
  public String[] texts() {
    return texts;
  }

  @Override
  public double score() {
    return score;
  }
}
