package io.vigia.engine.spec;

import io.vigia.engine.spec.LearnedSpec.Grid;
import io.vigia.engine.spec.LearnedSpec.Statistic;
import io.vigia.engine.text.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the section {@code learned}. A table stands among the features as soon as all that it is
 * made of stands there.
 */
final class LearnedReader {
  static final String SHRINK_EXPECTED = "a number of events from 0";

  private static final List<String> KEYS =
      List.of("name", "by", "grid", "of", "statistic", "shrink");
  private static final List<String> STATISTICS =
      Arrays.stream(Statistic.values()).map(Statistic::yaml).toList();
  private static final int MOST_SMOOTH = 16;
  private static final int MOST_DIMENSIONS = 3;

  private static final String EXAMPLE =
      "{name: usual_amount, by: [card], of: amount, statistic: median}";
  private static final String GRID_EXPECTED = "{of: [x, y], cell: 32, smooth: 1}";

  private final Scope scope;
  private final List<Draft> waiting = new ArrayList<>();

  /**
   * A table whose operands have not been looked up.
   *
   * @param of the operand
   * @param coordinates those of the grid; none without one
   */
  private record Draft(
      YamlMap map,
      Optional<String> of,
      Optional<YamlMap> grid,
      List<String> coordinates,
      Optional<LearnedSpec> spec) {}

  private LearnedReader(Scope scope) {
    this.scope = scope;
  }

  /** Reads the tables and declares their names; {@link #ready} hands them out. */
  static LearnedReader read(YamlMap top, Scope scope) {
    LearnedReader reader = new LearnedReader(scope);
    List<String> names = new ArrayList<>();
    for (YamlMap table : top.maps("learned", "learned table", EXAMPLE)) {
      table.allow(KEYS);
      Optional<String> name = Names.identifier(table, "table");
      name.ifPresent(known -> reader.checkName(table, known, names));
      name.ifPresent(names::add);
      name.ifPresent(scope::declareTable);
      needsModel(table, top);
      reader.waiting.add(reader.draft(table, name));
    }
    return reader;
  }

  /** Notes that what training fits needs a model to be trained. */
  static void needsModel(YamlMap map, YamlMap top) {
    if (!top.has("model")) {
      map.add(
          map.line(), "training fits it, but the detector has no 'model' section to be trained");
    }
  }

  private Draft draft(YamlMap table, Optional<String> name) {
    Optional<List<String>> by = by(table, scope);
    Optional<YamlMap> section = table.map("grid", GRID_EXPECTED);
    Optional<Grid> grid = section.flatMap(LearnedReader::grid);
    Optional<String> of = table.requiredText("of", "the field or feature it describes");
    Optional<Statistic> statistic = statistic(table);
    Optional<Double> shrink = table.number("shrink", SHRINK_EXPECTED, number -> number >= 0);
    if (table.has("shrink") && statistic.filter(Statistic.COUNT::equals).isPresent()) {
      table.mistake(
          "shrink", "'shrink' has no meaning for a count, which is what it is; remove it");
    }
    boolean isWhole = table.has("grid") == grid.isPresent();
    Optional<LearnedSpec> spec = Optional.empty();
    if (name.isPresent() && by.isPresent() && isWhole && of.isPresent() && statistic.isPresent()) {
      spec =
          Optional.of(
              new LearnedSpec(
                  name.get(),
                  by.get(),
                  grid,
                  of.get(),
                  statistic.get(),
                  statistic.get() == Statistic.COUNT ? 0 : shrink.orElse(LearnedSpec.SHRINK)));
    }
    List<String> coordinates = grid.map(Grid::of).orElse(List.of());
    return new Draft(table, of, section, coordinates, spec);
  }

  private void checkName(YamlMap table, String name, List<String> before) {
    Names.checkUnique(table, name, before, "learned table");
    if (scope.isDeclared(name) || scope.field(name).isPresent()) {
      table.mistake("name", "a field or feature has this name; choose another");
    }
  }

  /** The keys and fields that make the groups of a table; none for one group of all events. */
  static Optional<List<String>> by(YamlMap table, Scope scope) {
    if (!table.has("by")) {
      return Optional.of(List.of());
    }
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

  private static Optional<Grid> grid(YamlMap grid) {
    grid.allow(List.of("of", "cell", "smooth"));
    grid.require("of", "the coordinates, such as [x, y]");
    Optional<List<String>> of = grid.texts("of", "the coordinates, such as [x, y]");
    grid.require("cell", "the length of a cell's sides");
    Optional<Double> cell = grid.number("cell", "a number above 0", number -> number > 0);
    Optional<Integer> smooth = grid.integer("smooth", 0, MOST_SMOOTH);
    if (of.isPresent() && of.get().size() > MOST_DIMENSIONS) {
      grid.mistake(
          "of",
          "'of' has " + of.get().size() + " coordinates; a grid has at most " + MOST_DIMENSIONS);
      return Optional.empty();
    }
    return of.isPresent() && cell.isPresent()
        ? Optional.of(new Grid(of.get(), cell.get(), smooth.orElse(0)))
        : Optional.empty();
  }

  private static Optional<Statistic> statistic(YamlMap table) {
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
    return statistic.map(word -> Statistic.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  /** Hands out the tables that can be looked at from here on, and tells the scope. */
  List<FeatureSpec> ready() {
    List<FeatureSpec> ready = new ArrayList<>();
    for (Draft draft : List.copyOf(waiting)) {
      boolean isReady =
          draft.of().stream().allMatch(this::isKnown)
              && draft.coordinates().stream().allMatch(this::isKnown);
      if (isReady) {
        waiting.remove(draft);
        check(draft);
        draft.spec().ifPresent(spec -> scope.addFeature(spec.name(), 1));
        draft.spec().ifPresent(spec -> ready.add(new FeatureSpec.Learned(spec)));
      }
    }
    return ready;
  }

  private boolean isKnown(String name) {
    return scope.hasFeature(name) || scope.field(name).isPresent();
  }

  /** Notes what the tables are made of that is not there. */
  void checkRest() {
    waiting.forEach(this::check);
  }

  private void check(Draft draft) {
    draft.of().ifPresent(name -> scope.checkNumber(draft.map(), "of", name));
    draft.coordinates().forEach(name -> scope.checkNumber(draft.grid().orElseThrow(), "of", name));
  }
}
