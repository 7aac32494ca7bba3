package io.vigia.engine.features;

import io.vigia.engine.expr.Expression;
import io.vigia.engine.expr.ExpressionCompiler;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.FeatureSpec.Aggregate;
import io.vigia.engine.spec.FeatureSpec.Aggregate.Function;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/** Compiles the features of one keyed stage, in their order. */
final class StageCompiler {
  /** How long a key without windows is remembered after its last event. */
  static final Duration DEFAULT_EXPIRY = Duration.ofDays(90);

  private static final int MAX_CONDITIONS = 63;
  private static final Set<Function> SUMMARIES =
      EnumSet.of(
          Function.COUNT, Function.SUM, Function.MEAN, Function.STD, Function.MIN, Function.MAX);

  private static final Set<Function> LEARNING =
      EnumSet.of(Function.NEAREST, Function.USUAL, Function.OUTSIDE, Function.SURPRISE);

  private final DetectorSpec spec;
  private final RowLayout layout;
  private final ExpressionCompiler expressions;
  private final int index;
  private final String key;
  private final int logLimit;

  private final List<Step> steps = new ArrayList<>();
  private final Boundaries boundaries = new Boundaries();
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final Map<String, Integer> flags = new LinkedHashMap<>();
  private final List<Measure> measures = new ArrayList<>();
  private final List<Memory.Kind> memories = new ArrayList<>();
  private boolean usesLabels;
  private boolean needsTiles;
  private int unboundedMeans;
  private long retention;
  private int keepCount;
  private int farthest;
  private boolean isUnbounded;

  StageCompiler(
      DetectorSpec spec,
      RowLayout layout,
      ExpressionCompiler expressions,
      int index,
      String key,
      int logLimit) {
    this.spec = spec;
    this.layout = layout;
    this.expressions = expressions;
    this.index = index;
    this.key = key;
    this.logLimit = logLimit;
  }

  String key() {
    return key;
  }

  void add(LocalFeature feature) {
    steps.add((event, state, position) -> feature.fill(event));
  }

  /**
   * Adds an aggregate that has not been added with another.
   *
   * @param aggregate the feature
   * @param visible names of fields and of the features before it
   * @param companions features of this stage, itself included, that one scan serves: same measure,
   *     delay and season
   */
  void add(Aggregate aggregate, Collection<String> visible, List<Aggregate> companions) {
    if (LEARNING.contains(aggregate.function())) {
      isUnbounded = true;
      addLearning(aggregate);
      return;
    }
    Measure measure = measure(aggregate, visible);
    companions.forEach(this::retain);
    if (isOfLatest(aggregate)) {
      steps.add(
          new LatestStep(
              aggregate.function(), measure, aggregate.n(), layout.slot(aggregate.name())));
      return;
    }
    if (SUMMARIES.contains(aggregate.function())) {
      List<SummaryStep.Output> outputs = new ArrayList<>();
      for (Aggregate feature : companions) {
        outputs.add(
            new SummaryStep.Output(
                feature.function(),
                micros(feature.window().orElseThrow()),
                layout.slot(feature.name())));
      }
      steps.add(
          new SummaryStep(
              boundaries,
              measure,
              measureIndex(measure),
              micros(aggregate.delay()),
              season(aggregate),
              outputs));
      return;
    }
    int slot = layout.slot(aggregate.name());
    // An event just 'over' ago counts: with the frames of a camera it is the one that is meant.
    long length =
        aggregate
            .over()
            .map(over -> micros(over) + 1)
            .or(() -> aggregate.window().map(StageCompiler::micros))
            .orElse(Long.MAX_VALUE);
    Window window = boundaries.window(length, micros(aggregate.delay()));
    Season season = season(aggregate);
    switch (aggregate.function()) {
      case DISTINCT ->
          steps.add(new DistinctStep(measure, measureIndex(measure), window, season, slot));
      case EWMA -> {
        int mean = aggregate.window().isEmpty() ? unboundedMeans++ : -1;
        steps.add(
            new DecayedMeanStep(
                measure,
                mean < 0 ? measureIndex(measure) : -1,
                window,
                season,
                micros(aggregate.halfLife().orElseThrow()),
                mean,
                slot));
      }
      default ->
          steps.add(
              new RecentStep(
                  aggregate.function(),
                  measure,
                  window,
                  season,
                  aggregate.over().isPresent() ? RecentStep.EARLIEST : aggregate.n(),
                  aggregate.of().map(layout::slot).orElse(-1),
                  slot));
    }
  }

  private void addLearning(Aggregate aggregate) {
    int of = layout.slot(aggregate.of().orElseThrow());
    int slot = layout.slot(aggregate.name());
    switch (aggregate.function()) {
      case NEAREST -> {
        RunMemory.Kind kind = new RunMemory.Kind(aggregate.n(), aggregate.memory());
        steps.add(new RunStep(kind, memory(kind), of, slot));
      }
      case SURPRISE -> {
        Aggregate.Tail tail = aggregate.tail().orElseThrow();
        TailMemory.Kind kind =
            new TailMemory.Kind(tail.share(), tail.clip(), tail.patience(), tail.warmUp());
        int prior = tail.prior().map(layout::slot).orElse(SurpriseStep.NO_PRIOR);
        steps.add(new SurpriseStep(kind, memory(kind), of, prior, slot));
      }
      default -> {
        long period = micros(aggregate.season().orElseThrow());
        long slots = period / (2 * micros(aggregate.around().orElseThrow()));
        SeasonProfile.Kind kind = new SeasonProfile.Kind(period, (int) slots, aggregate.n());
        boolean isUsual = aggregate.function() == Function.USUAL;
        season(kind, of, isUsual).fill(isUsual, slot);
      }
    }
  }

  /** The step that looks at the same values in the same way and does not fill this function yet. */
  private SeasonStep season(SeasonProfile.Kind kind, int of, boolean isUsual) {
    for (Step step : steps) {
      if (step instanceof SeasonStep season && season.canServe(kind, of, isUsual)) {
        return season;
      }
    }
    SeasonStep step = new SeasonStep(kind, memory(kind), of);
    steps.add(step);
    return step;
  }

  private int memory(Memory.Kind kind) {
    memories.add(kind);
    return memories.size() - 1;
  }

  /** Whether a summary is of the latest events instead of those in a window. */
  private static boolean isOfLatest(Aggregate aggregate) {
    return SUMMARIES.contains(aggregate.function()) && aggregate.window().isEmpty();
  }

  /** Whether one scan can serve both features. */
  static boolean areCompanions(Aggregate a, Aggregate b) {
    return SUMMARIES.contains(a.function())
        && SUMMARIES.contains(b.function())
        && a.window().isPresent()
        && b.window().isPresent()
        && a.of().equals(b.of())
        && a.where().equals(b.where())
        && a.delay().equals(b.delay())
        && a.season().equals(b.season())
        && a.around().equals(b.around());
  }

  KeyedStage compile(String featuresHash) {
    long slack = micros(spec.event().outOfOrderness());
    StagePlan plan =
        new StagePlan(
            index,
            key,
            layout.keyIndex(key),
            measures.toArray(new Measure[0]),
            columns.size(),
            !flags.isEmpty(),
            usesLabels,
            needsTiles,
            memories.toArray(new Memory.Kind[0]),
            unboundedMeans,
            retention + slack,
            keepCount,
            Math.max(retention, isUnbounded ? micros(DEFAULT_EXPIRY) : 0) + slack,
            Math.max(logLimit, 2 * farthest));
    return new KeyedStage(
        plan, steps.toArray(new Step[0]), boundaries, new StateCodec(plan, featuresHash));
  }

  /** Makes sure that events stay as long as a feature looks at them. */
  private void retain(Aggregate feature) {
    if (isOfLatest(feature)
        || !SUMMARIES.contains(feature.function())
            && feature.function() != Function.DISTINCT
            && feature.function() != Function.EWMA) {
      // Found in the log alone, of which half is left after a fold.
      farthest = Math.max(farthest, feature.n() + 1);
    }
    if (feature.over().isPresent()) {
      retention = Math.max(retention, micros(feature.over().get()) + 1 + micros(feature.delay()));
      return;
    }
    if (feature.window().isPresent()) {
      needsTiles = true;
      retention = Math.max(retention, micros(feature.window().get()) + micros(feature.delay()));
      return;
    }
    isUnbounded = true;
    if (isOfLatest(feature)) {
      keepCount = Math.max(keepCount, feature.n());
    } else if (feature.function() == Function.EWMA) {
      retention = Math.max(retention, micros(feature.delay()));
    } else if (feature.where().isPresent()
        || feature.of().isPresent() && mayBeMissing(feature.of().get())
        || !feature.delay().isZero()) {
      // How many events ago the one looked for was is not known beforehand.
      retention = Math.max(retention, micros(DEFAULT_EXPIRY) + micros(feature.delay()));
    } else {
      keepCount = Math.max(keepCount, feature.n() + 1);
    }
  }

  /** Events' own numbers are finite unless the schema lets them be absent. */
  private boolean mayBeMissing(String name) {
    Schema.Field field = spec.event().schema().getField(name);
    return field == null || field.schema().getType() == Schema.Type.UNION;
  }

  private Measure measure(Aggregate aggregate, Collection<String> visible) {
    int column = Measure.EVENT;
    if (aggregate.of().isPresent()) {
      String of = aggregate.of().get();
      if (of.equals(Aggregate.LABEL)) {
        usesLabels = true;
        column = Measure.LABEL;
      } else {
        column = column(of);
      }
    }
    int flag = aggregate.where().map(source -> flag(source, visible)).orElse(Measure.ANY);
    return new Measure(column, flag, aggregate.function() == Function.DISTINCT);
  }

  /** The log's column of a field or feature, filled from the event's slot on first use. */
  private int column(String name) {
    Integer known = columns.get(name);
    if (known != null) {
      return known;
    }
    int column = columns.size();
    columns.put(name, column);
    int slot = layout.slot(name);
    steps.add(
        (event, state, position) -> state.log.numbers[column].set(position, event.values[slot]));
    return column;
  }

  private int flag(String source, Collection<String> visible) {
    Integer known = flags.get(source);
    if (known != null) {
      return known;
    }
    int flag = flags.size();
    if (flag == MAX_CONDITIONS) {
      throw new IllegalArgumentException(
          "key '" + key + "' has more than " + MAX_CONDITIONS + " different conditions 'where'");
    }
    flags.put(source, flag);
    Expression condition = expressions.condition(source, visible);
    steps.add(
        (event, state, position) -> {
          if (condition.evaluate(event) == 1) {
            state.log.setFlag(position, flag);
          }
        });
    return flag;
  }

  private int measureIndex(Measure measure) {
    int known = measures.indexOf(measure);
    if (known >= 0) {
      return known;
    }
    measures.add(measure);
    return measures.size() - 1;
  }

  private static Season season(Aggregate aggregate) {
    return aggregate
        .season()
        .map(period -> new Season(micros(period), micros(aggregate.around().orElseThrow())))
        .orElse(null);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
