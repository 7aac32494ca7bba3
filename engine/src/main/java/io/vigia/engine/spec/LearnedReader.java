package io.vigia.engine.spec;

import io.vigia.engine.text.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code learned}. */
final class LearnedReader {
  private static final List<String> KEYS = List.of("name", "by", "of", "statistic");
  private static final List<String> STATISTICS = List.of("median", "mean", "std", "count");

  private static final String EXAMPLE =
      "{name: usual_amount, by: [card], of: amount, statistic: median}";

  private LearnedReader() {}

  static List<LearnedSpec> read(YamlMap top, Scope scope) {
    List<LearnedSpec> tables = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (YamlMap table : top.maps("learned", "learned table", EXAMPLE)) {
      table.allow(KEYS);
      Optional<String> name = Names.identifier(table, "table");
      name.ifPresent(known -> checkName(table, known, names, scope));
      name.ifPresent(names::add);
      Optional<List<String>> by = by(table, scope);
      Optional<String> of = table.requiredText("of", "the field or feature it describes");
      of.ifPresent(operand -> scope.checkNumber(table, "of", operand));
      Optional<String> statistic = statistic(table);
      if (name.isPresent() && by.isPresent() && of.isPresent() && statistic.isPresent()) {
        tables.add(new LearnedSpec(name.get(), by.get(), of.get(), statistic.get()));
      }
    }
    return tables;
  }

  private static void checkName(YamlMap table, String name, List<String> before, Scope scope) {
    Names.checkUnique(table, name, before, "learned table");
    if (scope.hasFeature(name) || scope.field(name).isPresent()) {
      table.mistake("name", "a field or feature has this name; choose another");
    }
  }

  private static Optional<List<String>> by(YamlMap table, Scope scope) {
    table.require("by", "the keys or fields that the table has a row for");
    Optional<List<String>> by = table.texts("by", "a key or a field, or a list of such");
    for (String part : by.orElse(List.of())) {
      boolean isKnown = scope.keys().contains(part) || scope.field(part).isPresent();
      if (!isKnown && scope.knowsFields() && scope.knowsKeys()) {
        List<String> known = new ArrayList<>(scope.keys());
        known.addAll(scope.fieldNames());
        table.mistake(
            "by",
            "'by' has '"
                + part
                + "', which is neither a key nor a field; "
                + Nearest.hint(part, known, "keys and fields"));
      }
    }
    return by;
  }

  private static Optional<String> statistic(YamlMap table) {
    Optional<String> statistic =
        table.requiredText("statistic", "one of " + String.join(", ", STATISTICS));
    if (statistic.isPresent() && !STATISTICS.contains(statistic.get())) {
      table.mistake(
          "statistic",
          "unknown statistic "
              + YamlValues.quoted(statistic.get())
              + "; "
              + Nearest.hint(statistic.get(), STATISTICS, "statistics"));
      return Optional.empty();
    }
    return statistic;
  }
}
