package io.vigia.training.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.spec.LearnedSpec;
import io.vigia.engine.spec.LearnedSpec.Grid;
import io.vigia.engine.spec.LearnedSpec.Statistic;
import io.vigia.jobs.offline.GroupedTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Holds fitted tables against a computation that writes the definition down cell by cell. */
class TableFitTest {
  private static final double CELL = 10;

  /** An event: group −1 is none. */
  private record Event(int group, double x, double y, double value) {}

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(
            Arbitraries.of(-1, 0, 0, 0, 1, 2),
            Arbitraries.of(-0.5, 3.0, 9.99, 10.0, 25.0, 37.0, Double.NaN),
            Arbitraries.of(0.0, 5.0, 19.0),
            Arbitraries.of(Double.NaN, -2.0, 0.0, 1.0, 1.0, 2.5, 7.0))
        .as(Event::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  private static GroupedTable data(List<Event> events) {
    double[] values = new double[3 * events.size()];
    long[] groups = new long[events.size()];
    Map<Long, List<String>> parts = new HashMap<>();
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      values[3 * i] = event.value();
      values[3 * i + 1] = event.x();
      values[3 * i + 2] = event.y();
      groups[i] = event.group();
      if (event.group() >= 0) {
        parts.put((long) event.group(), List.of("g" + event.group()));
      }
    }
    return new GroupedTable(List.of("v", "x", "y"), values, 1, groups, List.of(parts));
  }

  private static LearnedTable fit(
      List<Event> events, Statistic statistic, int smooth, double shrink) {
    LearnedSpec spec =
        new LearnedSpec(
            "t",
            List.of("g"),
            Optional.of(new Grid(List.of("x", "y"), CELL, smooth)),
            "v",
            statistic,
            shrink);
    return new TableFit(spec, data(events), 0).fit();
  }

  @Property(tries = 300, seed = "20261124")
  void every_number_is_that_of_the_definition(@ForAll("events") List<Event> events) {
    for (Statistic statistic : Statistic.values()) {
      for (int smooth : new int[] {0, 1, 2}) {
        double shrink = statistic == Statistic.COUNT ? 0 : 3;
        Map<String, Double> expected = expected(events, statistic, smooth, shrink);
        Map<String, Double> found = fit(events, statistic, smooth, shrink).values();
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        found.forEach(
            (group, value) -> {
              if (Double.isNaN(expected.get(group))) {
                assertThat(value).as(group).isNaN();
              } else {
                assertThat(value).as(group).isCloseTo(expected.get(group), within(1e-9));
              }
            });
      }
    }
  }

  private static Map<String, Double> expected(
      List<Event> events, Statistic statistic, int smooth, double shrink) {
    List<Event> known = events.stream().filter(e -> !Double.isNaN(e.value())).toList();
    Map<String, Double> table = new TreeMap<>();
    double all = known.isEmpty() ? Double.NaN : of(known, statistic);
    if (statistic != Statistic.COUNT) {
      table.put("*", all);
    }
    for (int group = 0; group < 3; group++) {
      int g = group;
      List<Event> own = known.stream().filter(e -> e.group() == g).toList();
      if (own.isEmpty()) {
        continue;
      }
      double parent = (own.size() * of(own, statistic) + shrink * all) / (own.size() + shrink);
      if (statistic != Statistic.COUNT) {
        table.put("g" + g, parent);
      }
      for (int i = -6; i < 9; i++) {
        for (int j = -6; j < 9; j++) {
          double kernel = 0;
          double weight = 0;
          double sum = 0;
          boolean isNear = false;
          for (int di = -smooth; di <= smooth; di++) {
            for (int dj = -smooth; dj <= smooth; dj++) {
              double k = (1 - Math.abs(di) / (smooth + 1.0)) * (1 - Math.abs(dj) / (smooth + 1.0));
              kernel += k;
              int ci = i + di;
              int cj = j + dj;
              List<Event> cell =
                  own.stream()
                      .filter(e -> Math.floor(e.x() / CELL) == ci && Math.floor(e.y() / CELL) == cj)
                      .toList();
              if (!cell.isEmpty()) {
                isNear = true;
                double w = statistic == Statistic.COUNT ? k : k * cell.size();
                weight += w;
                sum += w * of(cell, statistic);
              }
            }
          }
          if (isNear) {
            table.put(
                "g" + g + "|" + i + "|" + j,
                statistic == Statistic.COUNT
                    ? sum / kernel
                    : (sum + shrink * parent) / (weight + shrink));
          }
        }
      }
    }
    return table;
  }

  private static double of(List<Event> events, Statistic statistic) {
    List<Double> values = new ArrayList<>(events.stream().map(Event::value).sorted().toList());
    int n = values.size();
    double mean = values.stream().mapToDouble(v -> v).sum() / n;
    return switch (statistic) {
      case COUNT -> n;
      case MEAN -> mean;
      case STD -> Math.sqrt(values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / n);
      case MEDIAN -> (values.get((n - 1) / 2) + values.get(n / 2)) / 2;
    };
  }

  @Test
  void aTableOfAllEventsHasOneNumber() {
    LearnedSpec spec = new LearnedSpec("t", List.of(), Optional.empty(), "v", Statistic.COUNT, 0);
    GroupedTable data =
        new GroupedTable(
            List.of("v"),
            new double[] {1, Double.NaN, 3},
            1,
            new long[3],
            List.of(Map.of(0L, List.of())));
    assertThat(new TableFit(spec, data, 0).fit().values()).isEqualTo(Map.of("*", 2.0));
  }
}
