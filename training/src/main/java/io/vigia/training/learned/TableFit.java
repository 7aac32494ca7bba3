package io.vigia.training.learned;

import io.vigia.engine.learned.GroupText;
import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.spec.LearnedSpec;
import io.vigia.engine.spec.LearnedSpec.Grid;
import io.vigia.engine.spec.LearnedSpec.Statistic;
import io.vigia.jobs.offline.GroupedTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Fits a learned table.
 *
 * <p>The statistic of a group of n values is mixed with its parent's: (n · own + shrink · parent) /
 * (n + shrink), the parent of a cell being its group and that of a group all events. That is the
 * shrinkage of small groups towards the whole (B. Efron and C. Morris, "Stein's Paradox in
 * Statistics", 1977, with a fixed strength; P. Micci-Barreca, 2001, uses it for categories). Before
 * that, a cell of a grid is the mean of the cells around it, weighted by their values and by their
 * distance: 1 − d / (smooth + 1) along each axis, d cells away (Nadaraya and Watson's estimate with
 * a triangular kernel).
 *
 * <p>A count is neither mixed nor weighted by values: it is the number of values in a group, and in
 * a cell the kernel's mean of the counts around it.
 */
final class TableFit {
  private final LearnedSpec spec;
  private final GroupedTable data;
  private final int way;
  private final int of;
  private final int[] coordinates;

  /**
   * A fit.
   *
   * @param data the events, whose columns have what the table is of
   * @param way by which way to group them
   */
  TableFit(LearnedSpec spec, GroupedTable data, int way) {
    this.spec = spec;
    this.data = data;
    this.way = way;
    this.of = data.columns().indexOf(spec.of());
    this.coordinates =
        spec.grid().map(Grid::of).orElse(List.of()).stream()
            .mapToInt(data.columns()::indexOf)
            .toArray();
  }

  /** A cell of a group. */
  private record Place(long group, List<Long> cell) {}

  /** Values in the order they came. */
  private static final class Values {
    private double[] values = new double[4];
    private int size;

    void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    double statistic(Statistic statistic) {
      return switch (statistic) {
        case COUNT -> size;
        case MEAN -> mean();
        case STD -> std();
        case MEDIAN -> median();
      };
    }

    private double mean() {
      double sum = 0;
      for (int i = 0; i < size; i++) {
        sum += values[i];
      }
      return sum / size;
    }

    private double std() {
      double mean = mean();
      double sum = 0;
      for (int i = 0; i < size; i++) {
        sum += (values[i] - mean) * (values[i] - mean);
      }
      return Math.sqrt(sum / size);
    }

    private double median() {
      double[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      return size % 2 == 1 ? sorted[size / 2] : (sorted[size / 2 - 1] + sorted[size / 2]) / 2;
    }
  }

  /** A cell's sums over the cells around it. */
  private static final class Smoothed {
    private double weight;
    private double kernel;
    private double sum;
  }

  LearnedTable fit() {
    Values all = new Values();
    Map<Long, Values> groups = new LinkedHashMap<>();
    Map<Place, Values> cells = new LinkedHashMap<>();
    Map<Long, List<String>> parts = data.parts().get(way);
    for (int row = 0; row < data.rows(); row++) {
      double value = data.value(row, of);
      if (Double.isNaN(value)) {
        continue;
      }
      all.add(value);
      long group = data.group(row, way);
      if (!parts.containsKey(group)) {
        continue;
      }
      groups.computeIfAbsent(group, absent -> new Values()).add(value);
      List<Long> cell = cell(row);
      if (cell != null) {
        cells.computeIfAbsent(new Place(group, cell), absent -> new Values()).add(value);
      }
    }
    TreeMap<String, Double> table = new TreeMap<>();
    boolean isCount = spec.statistic() == Statistic.COUNT;
    double whole = all.size == 0 ? Double.NaN : all.statistic(spec.statistic());
    Map<Long, Double> ofGroups = new LinkedHashMap<>();
    groups.forEach(
        (group, values) ->
            ofGroups.put(group, mixed(values.size, values.statistic(spec.statistic()), whole)));
    // Of what was never counted there is none, whatever there is of its parent.
    if (!isCount || spec.by().isEmpty() && coordinates.length == 0) {
      table.put(GroupText.ALL, whole);
    }
    if (!spec.by().isEmpty() && (!isCount || coordinates.length == 0)) {
      ofGroups.forEach((group, value) -> table.put(GroupText.of(parts.get(group)), value));
    }
    smoothed(cells)
        .forEach(
            (place, around) -> {
              List<String> text = new ArrayList<>(parts.get(place.group()));
              place.cell().forEach(index -> text.add(Long.toString(index)));
              table.put(
                  GroupText.of(text),
                  isCount
                      ? around.sum / around.kernel
                      : mixed(
                          around.weight, around.sum / around.weight, ofGroups.get(place.group())));
            });
    return new LearnedTable(spec.name(), table);
  }

  private double mixed(double count, double own, double parent) {
    return (count * own + spec.shrink() * parent) / (count + spec.shrink());
  }

  /** The cell of an event; {@code null} where there is no grid, or a coordinate is missing. */
  private List<Long> cell(int row) {
    if (coordinates.length == 0) {
      return null;
    }
    List<Long> cell = new ArrayList<>(coordinates.length);
    for (int column : coordinates) {
      double coordinate = data.value(row, column);
      if (Double.isNaN(coordinate)) {
        return null;
      }
      cell.add((long) Math.floor(coordinate / spec.grid().orElseThrow().cell()));
    }
    return cell;
  }

  private Map<Place, Smoothed> smoothed(Map<Place, Values> cells) {
    Map<Place, Smoothed> smoothed = new LinkedHashMap<>();
    if (cells.isEmpty()) {
      return smoothed;
    }
    int smooth = spec.grid().orElseThrow().smooth();
    List<Offset> offsets = offsets(coordinates.length, smooth);
    double kernel = offsets.stream().mapToDouble(Offset::weight).sum();
    boolean isCount = spec.statistic() == Statistic.COUNT;
    cells.forEach(
        (place, values) -> {
          double own = values.statistic(spec.statistic());
          for (Offset offset : offsets) {
            List<Long> cell = new ArrayList<>(place.cell());
            for (int i = 0; i < cell.size(); i++) {
              cell.set(i, cell.get(i) + offset.by().get(i));
            }
            Smoothed around =
                smoothed.computeIfAbsent(new Place(place.group(), cell), absent -> new Smoothed());
            double weight = isCount ? offset.weight() : offset.weight() * values.size;
            around.weight += weight;
            around.kernel = kernel;
            around.sum += weight * own;
          }
        });
    return smoothed;
  }

  /** A way from a cell to another one, and how much it weighs. */
  private record Offset(List<Long> by, double weight) {}

  private static List<Offset> offsets(int dimensions, int smooth) {
    List<Offset> offsets = List.of(new Offset(List.of(), 1));
    for (int dimension = 0; dimension < dimensions; dimension++) {
      List<Offset> longer = new ArrayList<>();
      for (Offset offset : offsets) {
        for (long by = -smooth; by <= smooth; by++) {
          List<Long> all = new ArrayList<>(offset.by());
          all.add(by);
          longer.add(new Offset(all, offset.weight() * (1 - Math.abs(by) / (smooth + 1.0))));
        }
      }
      offsets = longer;
    }
    return offsets;
  }
}
