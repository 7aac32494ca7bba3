package io.vigia.jobs.control;

import io.vigia.engine.control.Comparison;
import io.vigia.engine.control.ControlState;
import io.vigia.engine.row.Row;
import io.vigia.jobs.scoring.Challenger;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Compares a challenger with the active model in one subtask: record by record when both have
 * scored, and by the truth when it comes. Reports what was counted since the last report, so that
 * the counts of all subtasks add up, also over restarts.
 */
public final class Shadow implements Challenger.Comparing {
  private static final int REPORT_AFTER = 10_000;

  /**
   * What a checkpoint keeps of it.
   *
   * @param tags of the trial
   * @param pairs that wait for their labels
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  public record Kept(Map<String, String> tags, byte[] pairs) {

    /** As bytes. */
    public byte[] toBytes() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeInt(tags.size());
        for (Map.Entry<String, String> tag : tags.entrySet()) {
          out.writeUTF(tag.getKey());
          out.writeUTF(tag.getValue());
        }
        out.write(pairs);
      } catch (IOException e) {
        throw new UncheckedIOException("a comparison that has no bytes", e);
      }
      return bytes.toByteArray();
    }

    /** Reads what {@link #toBytes} wrote. */
    public static Kept of(byte[] bytes) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        Map<String, String> tags = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
          tags.put(in.readUTF(), in.readUTF());
        }
        return new Kept(tags, in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException("no comparison: " + e.getMessage(), e);
      }
    }
  }

  /**
   * A report.
   *
   * @param trial who was compared with whom
   * @param counts what was counted since the last report
   */
  public record Report(Trial trial, Map<String, Double> counts) {}

  private final Consumer<Report> reports;
  private final long patienceMicros;
  private final Comparison counted = new Comparison();
  private Optional<Trial> trial = Optional.empty();
  private Pairs pairs;
  private int sinceReport;

  /**
   * Of a subtask.
   *
   * @param patienceMicros how long an event waits for its label, microseconds of event time; 0
   *     where none come
   * @param reports gets the reports
   */
  public Shadow(long patienceMicros, Consumer<Report> reports) {
    this.patienceMicros = patienceMicros;
    this.reports = reports;
    this.pairs = new Pairs(patienceMicros);
  }

  /** Goes over to what is compared in a state. */
  public void follow(ControlState state) {
    Optional<Trial> next = Trial.of(state);
    if (!next.equals(trial)) {
      report();
      trial = next;
      pairs = new Pairs(patienceMicros);
    }
  }

  /**
   * Takes up what a checkpoint kept, where it is of the trial that goes on.
   *
   * @param isMine whether labels of a key come here
   */
  public void restore(Kept kept, LongPredicate isMine) {
    if (trial.isPresent() && trial.get().tags().equals(kept.tags())) {
      pairs.addAll(kept.pairs(), isMine);
    }
  }

  /** What a checkpoint keeps; empty while nothing is compared. */
  public Optional<Kept> kept() {
    return trial.map(each -> new Kept(each.tags(), pairs.toBytes()));
  }

  @Override
  public void compared(long id, long key, long time, double active, double challenger) {
    if (trial.isEmpty()) {
      return;
    }
    boolean activeAlerts = active >= trial.get().active().threshold();
    boolean challengerAlerts = challenger >= trial.get().challenge().threshold();
    counted.scored(active, activeAlerts, challenger, challengerAlerts);
    if (patienceMicros > 0) {
      pairs.add(id, key, time, activeAlerts, challengerAlerts);
    }
    if (++sinceReport >= REPORT_AFTER) {
      report();
    }
  }

  @Override
  public void shed(int events) {
    counted.shed(events);
  }

  @Override
  public void failed(int events) {
    counted.failed(events);
  }

  /** Counts a truth, where the event waits for it. */
  public void label(Row label) {
    pairs.label(label, counted);
  }

  /** Reports what was counted; before each checkpoint, so that nothing is counted twice. */
  public void report() {
    if (trial.isPresent() && !counted.isEmpty()) {
      Map<String, Double> counts = new TreeMap<>();
      counted.put("", counts);
      reports.accept(new Report(trial.get(), counts));
    }
    counted.clear();
    sinceReport = 0;
  }
}
