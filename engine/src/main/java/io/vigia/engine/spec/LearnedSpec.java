package io.vigia.engine.spec;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table that training fits and the job reads, such as the usual height at a place.
 *
 * @param name the name by which features and rules use it
 * @param by keys or fields that make the groups; empty for one group of all events
 * @param grid cells of each group; empty for none
 * @param of the field or feature it describes
 * @param statistic what of it
 * @param shrink how many events of its parent a group is mixed with, from 0
 */
public record LearnedSpec(
    String name,
    List<String> by,
    Optional<Grid> grid,
    String of,
    Statistic statistic,
    double shrink) {
  /** Events of the parent that a group is mixed with, unless the detector says otherwise. */
  public static final double SHRINK = 50;

  public LearnedSpec {
    by = List.copyOf(by);
  }

  /**
   * Cells of equal size.
   *
   * @param of fields or features that are the coordinates
   * @param cell length of a cell's sides, above 0
   * @param smooth how many cells away another one still counts
   */
  public record Grid(List<String> of, double cell, int smooth) {
    public Grid {
      of = List.copyOf(of);
    }
  }

  /** What is kept of the values of a group. */
  public enum Statistic {
    MEDIAN,
    MEAN,
    STD,
    COUNT;

    /** As it stands in detector.yaml. */
    public String yaml() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
