package io.vigia.engine.features;

import io.vigia.engine.expr.Expression;
import io.vigia.engine.expr.ExpressionCompiler;
import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.learned.TableLookup;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.FeatureSpec;
import java.util.Collection;
import org.apache.avro.Schema;

/** Makes the features that need no key. */
final class LocalFeatures {
  private static final long MICROS_A_HOUR = 3_600_000_000L;
  private static final long MICROS_A_DAY = 24 * MICROS_A_HOUR;

  private final RowLayout layout;
  private final Schema schema;
  private final ExpressionCompiler expressions;
  private final LearnedTables tables;

  LocalFeatures(
      RowLayout layout, Schema schema, ExpressionCompiler expressions, LearnedTables tables) {
    this.tables = tables;
    this.layout = layout;
    this.schema = schema;
    this.expressions = expressions;
  }

  /**
   * Compiles a feature.
   *
   * @param visible names of fields and of the features before it
   */
  LocalFeature compile(FeatureSpec feature, Collection<String> visible) {
    int slot = layout.slot(feature.name());
    if (feature instanceof FeatureSpec.Field field) {
      int from = layout.fieldSlot(field.field());
      int width = field.width();
      return event -> System.arraycopy(event.values, from, event.values, slot, width);
    }
    if (feature instanceof FeatureSpec.Calendar calendar) {
      return calendar(calendar, slot);
    }
    if (feature instanceof FeatureSpec.Inside inside) {
      return new ZoneFeature(inside, layout, schema);
    }
    if (feature instanceof FeatureSpec.Ratio ratio) {
      int of = layout.slot(ratio.of());
      int to = layout.slot(ratio.to());
      return event -> event.values[slot] = finite(event.values[of] / event.values[to]);
    }
    if (feature instanceof FeatureSpec.Difference difference) {
      int of = layout.slot(difference.of());
      int to = layout.slot(difference.to());
      return event -> event.values[slot] = finite(event.values[of] - event.values[to]);
    }
    if (feature instanceof FeatureSpec.Log1p log1p) {
      int of = layout.slot(log1p.of());
      return event -> event.values[slot] = finite(Math.log1p(event.values[of]));
    }
    if (feature instanceof FeatureSpec.Hypot hypot) {
      int[] of = hypot.of().stream().mapToInt(layout::slot).toArray();
      return event -> event.values[slot] = finite(hypot(event.values, of));
    }
    if (feature instanceof FeatureSpec.Expr expr) {
      Expression expression = expressions.number(expr.source(), visible);
      return event -> event.values[slot] = expression.evaluate(event);
    }
    if (feature instanceof FeatureSpec.Learned learned) {
      TableLookup table = tables.lookup(learned.table(), layout);
      return event -> event.values[slot] = table.value(event);
    }
    if (feature instanceof FeatureSpec.Standard standard) {
      return standard(standard, slot);
    }
    throw new IllegalArgumentException(feature.name() + " needs a key: " + feature);
  }

  private LocalFeature standard(FeatureSpec.Standard feature, int slot) {
    TableLookup mean = tables.lookup(feature.mean(), layout);
    TableLookup std = tables.lookup(feature.std(), layout);
    int of = layout.slot(feature.of());
    double clip = feature.clip().orElse(Double.POSITIVE_INFINITY);
    return event -> {
      double distance = event.values[of] - mean.value(event);
      // Where nothing varied in training, what is as ever has the score 0.
      double score = distance == 0 ? 0 : distance / std.value(event);
      event.values[slot] = finite(Math.max(-clip, Math.min(clip, score)));
    };
  }

  private static double hypot(double[] values, int[] of) {
    double sum = 0;
    for (int slot : of) {
      sum += values[slot] * values[slot];
    }
    return Math.sqrt(sum);
  }

  /** What is not finite (a division by zero, an overflow) is missing. */
  private static double finite(double value) {
    return Double.isInfinite(value) ? Double.NaN : value;
  }

  private static LocalFeature calendar(FeatureSpec.Calendar calendar, int slot) {
    int from = calendar.fromHour();
    int to = calendar.toHour();
    return switch (calendar.kind()) {
      case WEEKEND -> event -> event.values[slot] = dayOfWeek(event.time) >= 6 ? 1 : 0;
      case DAY_OF_WEEK -> event -> event.values[slot] = dayOfWeek(event.time);
      case HOUR_OF_DAY ->
          event ->
              event.values[slot] = Math.floorMod(event.time, MICROS_A_DAY) / (double) MICROS_A_HOUR;
      case HOURS ->
          event -> {
            long hour = Math.floorMod(event.time, MICROS_A_DAY) / MICROS_A_HOUR;
            boolean within = from <= to ? hour >= from && hour <= to : hour >= from || hour <= to;
            event.values[slot] = within ? 1 : 0;
          };
      case DAY_OF_MONTH -> event -> event.values[slot] = CivilDate.dayOfMonth(day(event.time));
      case MONTH -> event -> event.values[slot] = CivilDate.month(day(event.time));
    };
  }

  private static long day(long time) {
    return Math.floorDiv(time, MICROS_A_DAY);
  }

  /** 1 = Monday to 7 = Sunday; 1970-01-01 was a Thursday. */
  private static int dayOfWeek(long time) {
    return Math.floorMod(day(time) + 3, 7) + 1;
  }
}
