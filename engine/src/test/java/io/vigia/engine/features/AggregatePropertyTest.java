package io.vigia.engine.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Holds the aggregates against a reference that keeps every event in a plain list and computes each
 * value from its definition in docs/guide/detector-format.md, over random definitions and streams:
 * few different times so that events share them, events as late as {@code out_of_orderness} allows,
 * missing values, labels before and after their events, once and again.
 */
class AggregatePropertyTest {
  private static final long MINUTE = 60 * Specs.SECOND;
  private static final long START = 1_700_000_000L * Specs.SECOND;

  private static final List<String> FUNCTIONS =
      List.of(
          "count",
          "sum",
          "mean",
          "std",
          "min",
          "max",
          "distinct",
          "last",
          "lag",
          "delta",
          "rate",
          "since",
          "ewma");
  private static final Set<String> WITHOUT_WINDOW = Set.of("lag", "delta", "rate", "since", "ewma");
  private static final Set<String> CHANGES = Set.of("delta", "rate", "since");
  private static final Set<String> WITHOUT_OF = Set.of("count", "since");

  /**
   * An aggregate.
   *
   * @param key {@code k}, of which the stream has two, or {@code o}, which all events share
   * @param of a field, an earlier feature or {@code label}; empty for none
   * @param window in minutes; 0 for none
   * @param delay in minutes
   * @param where the name whose value has to exceed 1; empty for no condition
   * @param season whether only events at the same minutes of the hour count, give or take 10
   * @param n for lag
   * @param halfLife for ewma, in minutes
   * @param over for delta, rate and since, in minutes; 0 for none
   */
  private record Definition(
      String key,
      String function,
      String of,
      int window,
      int delay,
      String where,
      boolean season,
      int n,
      int halfLife,
      int over) {

    /** The same with every operand at or after the place removed, and no impossible combination. */
    Definition at(int place) {
      boolean isLabel = of.equals("label") && (function.equals("mean") || function.equals("sum"));
      boolean isKnown = of.equals("x") || of.equals("y") || isLabel || isEarlier(of, place);
      String operand = isKnown ? of : WITHOUT_OF.contains(function) ? "" : "y";
      boolean isOver = over > 0 && CHANGES.contains(function);
      boolean isWindowed = !isOver && window > 0 || !WITHOUT_WINDOW.contains(function);
      return new Definition(
          key,
          function,
          operand,
          isOver ? 0 : window == 0 && isWindowed ? 60 : window,
          delay,
          where.startsWith("f") && !isEarlier(where, place) ? "" : where,
          season && isWindowed,
          n,
          halfLife,
          isOver ? over : 0);
    }

    private static boolean isEarlier(String name, int place) {
      return name.startsWith("f") && Integer.parseInt(name.substring(1)) < place;
    }

    String yaml(String name) {
      StringBuilder text =
          new StringBuilder("name: " + name + ", key: " + key + ", aggregate: ").append(function);
      text.append(of.isEmpty() ? "" : ", of: " + of);
      text.append(window == 0 ? "" : ", window: " + window + "m");
      text.append(delay == 0 ? "" : ", delay: " + delay + "m");
      text.append(where.isEmpty() ? "" : ", where: \"" + where + " > 1.0\"");
      text.append(season ? ", season: 1h, around: 10m" : "");
      text.append(over == 0 ? "" : ", over: " + over + "m");
      text.append(function.equals("lag") ? ", n: " + n : "");
      return text.append(function.equals("ewma") ? ", half_life: " + halfLife + "m" : "")
          .toString();
    }
  }

  /**
   * Something that happens to the stream: an event, and the truth about one before or after it.
   *
   * @param step how far the stream's newest time moves, in minutes
   * @param late how far behind it this event is, in minutes
   * @param x NaN for missing
   * @param labelled how many events ago the labelled one came, negative for one to come
   * @param label the truth about it; NaN for no label this time
   */
  private record Happening(
      int step, int late, int key, double x, double y, int labelled, double label) {}

  /** An event as the reference remembers it. */
  private static final class Known {
    final long id;
    final long time;
    final int key;
    final Map<String, Double> values = new HashMap<>();
    double label = Double.NaN;

    Known(long id, long time, int key) {
      this.id = id;
      this.time = time;
      this.key = key;
    }
  }

  @Provide
  Arbitrary<List<Definition>> definitions() {
    Arbitrary<Definition> definition =
        Combinators.combine(
                Arbitraries.of("k", "k", "k", "o"),
                Arbitraries.of(FUNCTIONS),
                Arbitraries.of("x", "y", "label", "", "f0", "f1", "f2"),
                Arbitraries.of(0, 10, 60, 190),
                Arbitraries.of(0, 0, 20, 60),
                Arbitraries.of("", "", "x", "y", "f0", "f1"),
                Arbitraries.of(false, false, true),
                Arbitraries.of(1, 2, 3, 30, 300))
            .as(
                (key, function, of, window, delay, where, season, number) ->
                    new Definition(
                        key,
                        function,
                        of,
                        window,
                        delay,
                        where,
                        season,
                        Math.min(number, 3),
                        number,
                        number % 2 == 0 ? number * 5 : 0));
    return definition.list().ofMinSize(1).ofMaxSize(6).map(AggregatePropertyTest::inOrder);
  }

  private static List<Definition> inOrder(List<Definition> drawn) {
    List<Definition> definitions = new ArrayList<>();
    for (Definition definition : drawn) {
      definitions.add(definition.at(definitions.size()));
    }
    return definitions;
  }

  @Provide
  Arbitrary<List<Happening>> stream() {
    return Combinators.combine(
            Arbitraries.of(0, 0, 1, 10, 10, 20, 60, 300),
            Arbitraries.of(0, 0, 0, 1, 10, 20, 59, 60),
            Arbitraries.of(0, 0, 0, 1),
            Arbitraries.of(Double.NaN, 0.0, 1.0, 1.5, 2.25, 3.0, 1e9, 0.1),
            Arbitraries.of(-2.0, -0.0, 0.0, 1.0, 1.0, 2.0, 12.34, 1.0 / 3),
            Arbitraries.integers().between(-2, 6),
            Arbitraries.of(Double.NaN, Double.NaN, 0.0, 1.0, 1.0))
        .as(Happening::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 1_000, seed = "20261124")
  void every_value_is_that_of_its_definition(
      @ForAll("definitions") List<Definition> definitions,
      @ForAll("stream") List<Happening> happenings) {
    String[] features = new String[definitions.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = definitions.get(i).yaml("f" + i);
    }
    FeatureProgram program = FeatureProgram.compile(Specs.of(features));
    RowLayout layout = program.layout();
    List<Known> timed = timed(happenings);
    Map<List<Integer>, KeyState> states = new HashMap<>();
    List<Known> came = new ArrayList<>();

    for (int i = 0; i < happenings.size(); i++) {
      Happening happening = happenings.get(i);
      int target = i - happening.labelled();
      if (!Double.isNaN(happening.label()) && target >= 0 && target < timed.size()) {
        Known labelled = timed.get(target);
        labelled.label = happening.label();
        Row label = Specs.label(labelled.id, labelled.time, happening.label());
        for (KeyedStage stage : program.stages()) {
          stage.onLabel(label, state(states, stage, labelled.key));
        }
      }
      Known known = timed.get(i);
      known.values.put("x", happening.x());
      known.values.put("y", happening.y());
      came.add(known);
      Row row = Specs.event(layout, known.id, known.time, happening.x(), happening.y());
      program.begin(row);
      for (KeyedStage stage : program.stages()) {
        stage.onEvent(row, state(states, stage, known.key));
      }
      for (int f = 0; f < features.length; f++) {
        Definition definition = definitions.get(f);
        double expected =
            reference(
                definition,
                known,
                came.stream()
                    .filter(other -> definition.key().equals("o") || other.key == known.key)
                    .toList());
        known.values.put("f" + f, expected);
        double found = row.values[layout.slot("f" + f)];
        assertThat(same(found, expected))
            .as("event %d, %s: found %s, defined as %s", i, features[f], found, expected)
            .isTrue();
      }
    }
  }

  private static KeyState state(Map<List<Integer>, KeyState> states, KeyedStage stage, int key) {
    List<Integer> place = List.of(stage.index(), stage.key().equals("o") ? 0 : key);
    return states.computeIfAbsent(place, absent -> stage.newState());
  }

  /** The events of a stream, none of them seen yet. */
  private static List<Known> timed(List<Happening> happenings) {
    List<Known> events = new ArrayList<>();
    long newest = START;
    for (Happening happening : happenings) {
      newest += happening.step() * MINUTE;
      // The first event is on time: nothing can be late before there is a watermark.
      long late = events.isEmpty() ? 0 : happening.late() * MINUTE;
      events.add(new Known(events.size(), newest - late, happening.key()));
    }
    return events;
  }

  private static boolean same(double found, double expected) {
    return Double.isNaN(expected)
        ? Double.isNaN(found)
        : Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
  }

  /** The value of an aggregate for the last event that came, from the events that came. */
  private static double reference(Definition definition, Known event, List<Known> came) {
    long to = event.time - definition.delay() * MINUTE;
    long from = definition.window() == 0 ? Long.MIN_VALUE : to - definition.window() * MINUTE;
    if (definition.over() > 0) {
      from = to - definition.over() * MINUTE - 1;
    }
    List<Known> inOrder = new ArrayList<>(came);
    inOrder.sort((a, b) -> Long.compare(a.time, b.time)); // Stable: equal times as they came.
    List<Known> seen = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    boolean seesItself =
        Set.of("count", "sum", "mean", "std", "min", "max", "distinct", "ewma")
            .contains(definition.function());
    for (Known other : inOrder) {
      boolean isInWindow = other.time > from && other.time <= to;
      boolean holds = definition.where().isEmpty() || other.values.get(definition.where()) > 1;
      long ofHour = Math.floorMod(event.time - other.time, 60 * MINUTE);
      boolean isInSeason = !definition.season() || ofHour <= 10 * MINUTE || ofHour >= 50 * MINUTE;
      if (isInWindow && holds && isInSeason && (seesItself || other != event)) {
        double value =
            switch (definition.of()) {
              case "" -> 1;
              case "label" -> Double.isNaN(other.label) ? 0 : other.label;
              default -> other.values.get(definition.of());
            };
        if (!Double.isNaN(value)) {
          seen.add(other);
          values.add(value);
        }
      }
    }
    return value(definition, event, seen, values);
  }

  private static double value(
      Definition definition, Known event, List<Known> seen, List<Double> values) {
    int count = values.size();
    double sum = values.stream().mapToDouble(v -> v).sum();
    int back =
        definition.over() > 0 && count > 0
            ? 0
            : count - (definition.function().equals("lag") ? definition.n() : 1);
    double earlier = back < 0 ? Double.NaN : values.get(back);
    double seconds =
        back < 0 ? Double.NaN : (event.time - seen.get(back).time) / (double) Specs.SECOND;
    return switch (definition.function()) {
      case "count" -> count;
      case "sum" -> sum;
      case "mean" -> sum / count;
      case "std" ->
          Math.sqrt(values.stream().mapToDouble(v -> Math.pow(v - sum / count, 2)).sum() / count);
      case "min" -> values.stream().mapToDouble(v -> v).min().orElse(Double.NaN);
      case "max" -> values.stream().mapToDouble(v -> v).max().orElse(Double.NaN);
      case "distinct" -> new TreeSet<>(values.stream().map(v -> v + 0.0).toList()).size();
      case "last", "lag" -> earlier;
      case "delta" -> event.values.get(definition.of()) - earlier;
      case "rate" ->
          seconds == 0 ? Double.NaN : (event.values.get(definition.of()) - earlier) / seconds;
      case "since" -> seconds;
      case "ewma" -> decayed(definition, seen, values);
      default -> throw new IllegalArgumentException(definition.function());
    };
  }

  /** Ages from the last value seen: a common factor of all weights changes no mean. */
  private static double decayed(Definition definition, List<Known> seen, List<Double> values) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < values.size(); i++) {
      double age = seen.get(seen.size() - 1).time - seen.get(i).time;
      double weight = Math.pow(2, -age / (definition.halfLife() * (double) MINUTE));
      sum += weight * values.get(i);
      weights += weight;
    }
    return weights == 0 ? Double.NaN : sum / weights;
  }
}
