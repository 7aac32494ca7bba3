package io.vigia.engine.features;

import io.vigia.engine.expr.FieldKind;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.FeatureSpec;
import io.vigia.engine.spec.HourRange;
import io.vigia.engine.spec.ZoneSpec;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Whether an event lies in one of some zones: 1 or 0; NaN where its place is missing and a polygon
 * would have to know it. Inside is where a ray crosses the edges an odd number of times (even-odd
 * rule; M. Shimrat, "Algorithm 112: position of point relative to polygon", CACM 5(8), 1962); of a
 * point on an edge it is not defined.
 */
final class ZoneFeature implements LocalFeature {
  private static final long MICROS_A_HOUR = 3_600_000_000L;
  private static final long HOURS_A_DAY = 24;

  private final Area[] areas;
  private final int slot;
  private final int x;
  private final int y;

  ZoneFeature(FeatureSpec.Inside feature, RowLayout layout, Schema schema) {
    slot = layout.slot(feature.name());
    x = feature.of().isEmpty() ? -1 : layout.slot(feature.of().get(0));
    y = feature.of().isEmpty() ? -1 : layout.slot(feature.of().get(1));
    areas =
        feature.zones().stream().map(zone -> new Area(zone, layout, schema)).toArray(Area[]::new);
  }

  @Override
  public void fill(Row event) {
    double inside = 0;
    for (Area area : areas) {
      if (!area.isFor(event)) {
        continue;
      }
      if (area.isEverywhere()) {
        inside = 1;
        break;
      }
      double px = event.values[x];
      double py = event.values[y];
      if (Double.isNaN(px) || Double.isNaN(py)) {
        inside = Double.NaN;
      } else if (area.has(px, py)) {
        inside = 1;
        break;
      }
    }
    event.values[slot] = inside;
  }

  /** A zone, compiled. */
  private static final class Area {
    private final double[] xs;
    private final double[] ys;
    // Fields and, of each, the numbers that let an event in.
    private final int[] fields;
    private final double[][] values;
    private final HourRange hours;

    Area(ZoneSpec zone, RowLayout layout, Schema schema) {
      xs = zone.polygon().stream().mapToDouble(ZoneSpec.Corner::x).toArray();
      ys = zone.polygon().stream().mapToDouble(ZoneSpec.Corner::y).toArray();
      hours = zone.hours().orElse(null);
      fields = new int[zone.only().size()];
      values = new double[fields.length][];
      int i = 0;
      for (Map.Entry<String, List<String>> only : zone.only().entrySet()) {
        boolean isText = FieldKind.of(schema.getField(only.getKey()).schema()) == FieldKind.TEXT;
        fields[i] = layout.fieldSlot(only.getKey());
        values[i++] =
            only.getValue().stream()
                .mapToDouble(text -> isText ? layout.textNumber(text) : Double.parseDouble(text))
                .toArray();
      }
    }

    boolean isFor(Row event) {
      if (hours != null
          && !hours.has(Math.floorMod(Math.floorDiv(event.time, MICROS_A_HOUR), HOURS_A_DAY))) {
        return false;
      }
      for (int i = 0; i < fields.length; i++) {
        if (!isOneOf(event.values[fields[i]], values[i])) {
          return false;
        }
      }
      return true;
    }

    private static boolean isOneOf(double value, double[] values) {
      for (double each : values) {
        if (each == value) {
          return true;
        }
      }
      return false;
    }

    boolean isEverywhere() {
      return xs.length == 0;
    }

    boolean has(double px, double py) {
      boolean inside = false;
      for (int i = 0, j = xs.length - 1; i < xs.length; j = i++) {
        if (ys[i] > py != ys[j] > py
            && px < (xs[j] - xs[i]) * (py - ys[i]) / (ys[j] - ys[i]) + xs[i]) {
          inside = !inside;
        }
      }
      return inside;
    }
  }
}
