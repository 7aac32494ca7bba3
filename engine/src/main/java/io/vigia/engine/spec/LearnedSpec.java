package io.vigia.engine.spec;

import java.util.List;

/**
 * A table that training fits and the job reads, such as the usual height at a place.
 *
 * @param name the name by which features use it
 * @param by keys or fields of the table's rows
 * @param of the field or feature it describes
 * @param statistic what of it: median, mean, std, count
 */
public record LearnedSpec(String name, List<String> by, String of, String statistic) {
  public LearnedSpec {
    by = List.copyOf(by);
  }
}
