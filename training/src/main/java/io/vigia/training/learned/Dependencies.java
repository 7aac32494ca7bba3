package io.vigia.training.learned;

import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.FeatureSpec;
import io.vigia.engine.spec.LearnedSpec;
import io.vigia.engine.spec.LearnedSpec.Grid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which tables have to be fitted before which others. */
final class Dependencies {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** How many tables one after the other a feature is made of. */
  private final Map<String, Integer> depths = new HashMap<>();

  private final Map<String, Integer> passes = new HashMap<>();

  Dependencies(DetectorSpec spec) {
    for (FeatureSpec feature : spec.features()) {
      List<LearnedSpec> tables = tables(feature);
      if (tables.isEmpty()) {
        depths.put(feature.name(), depth(operands(feature)));
        continue;
      }
      for (LearnedSpec table : tables) {
        int pass = 1 + depth(operands(table));
        passes.put(table.name(), pass);
        depths.merge(feature.name(), pass, Math::max);
      }
    }
  }

  /** The pass over the events, from 1, in which a table can be fitted. */
  int pass(LearnedSpec table) {
    return passes.get(table.name());
  }

  private int depth(List<String> operands) {
    // Fields, and whatever else a text names, are made of no table.
    return operands.stream().mapToInt(name -> depths.getOrDefault(name, 0)).max().orElse(0);
  }

  private static List<LearnedSpec> tables(FeatureSpec feature) {
    if (feature instanceof FeatureSpec.Learned learned) {
      return List.of(learned.table());
    }
    return feature instanceof FeatureSpec.Standard standard
        ? List.of(standard.mean(), standard.std())
        : List.of();
  }

  private static List<String> operands(LearnedSpec table) {
    List<String> operands = new ArrayList<>(List.of(table.of()));
    table.grid().map(Grid::of).ifPresent(operands::addAll);
    return operands;
  }

  /**
   * Every name that the feature's description has. Some may be none of a feature (a function, a
   * word of a text); one of a feature that is not read costs a pass and changes nothing.
   */
  private static List<String> operands(FeatureSpec feature) {
    List<String> names = new ArrayList<>();
    Matcher matcher = NAME.matcher(feature.toString());
    while (matcher.find()) {
      if (!matcher.group().equals(feature.name())) {
        names.add(matcher.group());
      }
    }
    return names;
  }
}
