package io.vigia.engine.spec;

import io.vigia.engine.spec.LearnedSpec.Statistic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** One entry of the {@code features} section. */
public sealed interface FeatureSpec {

  /**
   * The feature's name, unique in the detector. It is the name of a field only where the feature is
   * that field.
   */
  String name();

  /** How many inputs of the model it makes: 1, or the length of an array field. */
  default int width() {
    return 1;
  }

  /** The names of its numbers: its own, or of an array {@code name_0, name_1, …}. */
  default List<String> numberNames() {
    return width() == 1
        ? List.of(name())
        : IntStream.range(0, width()).mapToObj(i -> elementName(name(), i)).toList();
  }

  /** The name of a number of an array. */
  static String elementName(String array, int index) {
    return array + "_" + index;
  }

  /**
   * The event's own number.
   *
   * @param field a numeric or boolean field, or an array of numbers
   * @param width length of the array; 1 for a single number
   */
  record Field(String name, String field, int width) implements FeatureSpec {}

  /**
   * Something of the event time's calendar, in UTC.
   *
   * @param kind what of it
   * @param fromHour for {@link Kind#HOURS}: first hour of the range, 0 to 23, inclusive
   * @param toHour for {@link Kind#HOURS}: last hour of the range, 0 to 23, inclusive; below {@code
   *     fromHour} the range runs over midnight
   */
  record Calendar(String name, Kind kind, int fromHour, int toHour) implements FeatureSpec {
    /** What of the calendar. */
    public enum Kind {
      /** 1 on Saturday and Sunday, else 0. */
      WEEKEND,
      /** 1 within the hours, else 0. */
      HOURS,
      /** Hour of the day with its fraction, 0 to 24. */
      HOUR_OF_DAY,
      /** 1 = Monday to 7 = Sunday. */
      DAY_OF_WEEK,
      /** 1 to 31. */
      DAY_OF_MONTH,
      /** 1 to 12. */
      MONTH
    }
  }

  /**
   * A number over the events of one key.
   *
   * @param key name of the key
   * @param function the aggregate
   * @param of a numeric field, an earlier feature, or {@code label}; empty where the function needs
   *     none
   * @param width length of the array where {@code of} is one: the aggregate is taken of each of its
   *     numbers; else 1
   * @param window length of the window; empty where it is bounded by the key's expiry alone
   * @param delay how far the window's end lies before the event; zero without
   * @param where CEL condition over fields and earlier features: only such events count
   * @param season only events at the same time of this period count
   * @param around half width of the season's slot
   * @param n for lag: how many events ago; for nearest: how many values are compared; for usual and
   *     outside: how many periods count; for sum, mean, std, min and max without window: how many
   *     events they look at
   * @param halfLife for ewma
   * @param over for delta, rate and since: they look at the earliest event of so long; empty for
   *     the previous event
   * @param memory for nearest: how many runs of values are remembered; else 0
   * @param tail for surprise
   */
  record Aggregate(
      String name,
      String key,
      Function function,
      Optional<String> of,
      int width,
      Optional<Duration> window,
      Duration delay,
      Optional<String> where,
      Optional<Duration> season,
      Optional<Duration> around,
      int n,
      Optional<Duration> halfLife,
      Optional<Duration> over,
      int memory,
      Optional<Tail> tail)
      implements FeatureSpec {

    /**
     * What a surprise takes for seldom.
     *
     * @param share of the values that lie in the tail, above 0 and below 1
     * @param clip the largest surprise
     * @param patience how many values in a row that reach the clip are not learned from
     * @param warmUp values that a key must have shown
     * @param prior an earlier feature: the mean that a key's values are taken to have before
     */
    public record Tail(
        double share, double clip, int patience, int warmUp, Optional<String> prior) {}

    /** An aggregate that neither remembers runs nor looks at a tail. */
    public Aggregate(
        String name,
        String key,
        Function function,
        Optional<String> of,
        int width,
        Optional<Duration> window,
        Duration delay,
        Optional<String> where,
        Optional<Duration> season,
        Optional<Duration> around,
        int n,
        Optional<Duration> halfLife,
        Optional<Duration> over) {
      this(
          name,
          key,
          function,
          of,
          width,
          window,
          delay,
          where,
          season,
          around,
          n,
          halfLife,
          over,
          0,
          Optional.empty());
    }

    /** The name of the truth in {@code of}. */
    public static final String LABEL = "label";

    /** The same of each number of an array, or itself alone. */
    public List<Aggregate> elements() {
      return width == 1
          ? List.of(this)
          : IntStream.range(0, width).mapToObj(this::element).toList();
    }

    private Aggregate element(int index) {
      return new Aggregate(
          elementName(name, index),
          key,
          function,
          of.map(array -> elementName(array, index)),
          1,
          window,
          delay,
          where,
          season,
          around,
          n,
          halfLife,
          over,
          memory,
          tail);
    }

    /** The aggregates; their values are defined in docs/guide/detector-format.md. */
    public enum Function {
      COUNT,
      SUM,
      MEAN,
      STD,
      MIN,
      MAX,
      DISTINCT,
      LAST,
      LAG,
      DELTA,
      RATE,
      SINCE,
      EWMA,
      NEAREST,
      USUAL,
      OUTSIDE,
      SURPRISE
    }
  }

  /** {@code of / to}; NaN where either is missing or {@code to} is zero. */
  record Ratio(String name, String of, String to) implements FeatureSpec {}

  /** {@code of - to}. */
  record Difference(String name, String of, String to) implements FeatureSpec {}

  /** {@code ln(1 + of)}; NaN below -1. */
  record Log1p(String name, String of) implements FeatureSpec {}

  /** {@code sqrt(sum of squares)} of two or more operands. */
  record Hypot(String name, List<String> of) implements FeatureSpec {
    public Hypot {
      of = List.copyOf(of);
    }
  }

  /**
   * What a learned table says of the event's group.
   *
   * @param table the table, whose name is the feature's
   */
  record Learned(LearnedSpec table) implements FeatureSpec {
    @Override
    public String name() {
      return table.name();
    }
  }

  /**
   * The standard score {@code (of - mean) / std} among the training events of the same group.
   *
   * @param of a field or an earlier feature
   * @param by keys or fields that make the groups; empty for one group of all events
   * @param clip the score lies within −clip and clip; empty for no bounds
   * @param shrink how many events of all groups a group is mixed with
   */
  record Standard(String name, String of, List<String> by, OptionalDouble clip, double shrink)
      implements FeatureSpec {
    public Standard {
      by = List.copyOf(by);
    }

    /** The table of the groups' means. */
    public LearnedSpec mean() {
      return table("mean", Statistic.MEAN);
    }

    /** The table of the groups' standard deviations. */
    public LearnedSpec std() {
      return table("std", Statistic.STD);
    }

    /** A name that no feature can have. */
    private LearnedSpec table(String what, Statistic statistic) {
      return new LearnedSpec(name + "." + what, by, Optional.empty(), of, statistic, shrink);
    }
  }

  /**
   * 1 where the event is in one of the zones, else 0.
   *
   * @param zones the zones
   * @param of the place: two numbers; empty where no zone has a polygon
   */
  record Inside(String name, List<ZoneSpec> zones, List<String> of) implements FeatureSpec {
    public Inside {
      zones = List.copyOf(zones);
      of = List.copyOf(of);
    }
  }

  /**
   * A CEL expression over fields and earlier features.
   *
   * @param source the expression
   */
  record Expr(String name, String source) implements FeatureSpec {}
}
