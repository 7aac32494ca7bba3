package io.vigia.engine.features;

import io.vigia.engine.expr.ExpressionCompiler;
import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.row.Row;
import io.vigia.engine.row.RowLayout;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.FeatureHash;
import io.vigia.engine.spec.FeatureSpec;
import io.vigia.engine.spec.FeatureSpec.Aggregate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * The features of a detector, compiled: what to do with a row before the first keyed stage, and the
 * keyed stages in their order. The same program runs in the job and builds the training set.
 *
 * <p>Not thread safe: an operator compiles its own.
 */
public final class FeatureProgram {
  private final RowLayout layout;
  private final LocalFeature[] beginning;
  private final List<KeyedStage> stages;

  private FeatureProgram(RowLayout layout, LocalFeature[] beginning, List<KeyedStage> stages) {
    this.layout = layout;
    this.beginning = beginning;
    this.stages = List.copyOf(stages);
  }

  /**
   * Compiles a checked detector without what training has learned: learned tables and standard
   * scores are missing. It knows the states of the same detector with any tables.
   */
  public static FeatureProgram compile(DetectorSpec spec) {
    return compile(spec, LearnedTables.NONE);
  }

  /**
   * Compiles a checked detector.
   *
   * @param tables what training has learned
   */
  public static FeatureProgram compile(DetectorSpec spec, LearnedTables tables) {
    return compile(spec, tables, KeyedStage.LOG_LIMIT);
  }

  static FeatureProgram compile(DetectorSpec spec, int logLimit) {
    return compile(spec, LearnedTables.NONE, logLimit);
  }

  private static FeatureProgram compile(DetectorSpec spec, LearnedTables tables, int logLimit) {
    RowLayout layout = RowLayout.of(spec);
    ExpressionCompiler expressions = ExpressionCompiler.of(layout, spec.event().schema());
    LocalFeatures locals = new LocalFeatures(layout, spec.event().schema(), expressions, tables);
    Set<String> visible = new LinkedHashSet<>();
    spec.event().schema().getFields().stream().map(Schema.Field::name).forEach(visible::add);
    List<LocalFeature> beginning = new ArrayList<>();
    List<StageCompiler> stages = new ArrayList<>();
    StageCompiler stage = null;
    Set<FeatureSpec> done = new HashSet<>();
    List<FeatureSpec> features = single(spec.features());
    for (int i = 0; i < features.size(); i++) {
      FeatureSpec feature = features.get(i);
      if (feature instanceof Aggregate aggregate) {
        if (stage == null || !stage.key().equals(aggregate.key())) {
          stage =
              new StageCompiler(
                  spec, layout, expressions, stages.size(), aggregate.key(), logLimit);
          stages.add(stage);
        }
        if (!done.contains(aggregate)) {
          List<Aggregate> companions = companions(aggregate, features.subList(i, features.size()));
          done.addAll(companions);
          stage.add(aggregate, List.copyOf(visible), companions);
        }
      } else {
        LocalFeature local = locals.compile(feature, List.copyOf(visible));
        if (stage == null) {
          beginning.add(local);
        } else {
          stage.add(local);
        }
      }
      if (feature.width() > 1) {
        visible.remove(feature.name());
      }
      visible.addAll(feature.numberNames());
    }
    String hash = FeatureHash.of(spec);
    return new FeatureProgram(
        layout,
        beginning.toArray(new LocalFeature[0]),
        stages.stream().map(compiler -> compiler.compile(hash)).toList());
  }

  /** An aggregate of an array is one of each of its numbers. */
  private static List<FeatureSpec> single(List<FeatureSpec> features) {
    List<FeatureSpec> single = new ArrayList<>();
    for (FeatureSpec feature : features) {
      if (feature instanceof Aggregate aggregate) {
        single.addAll(aggregate.elements());
      } else {
        single.add(feature);
      }
    }
    return single;
  }

  /** The first aggregate and those behind it in its stage that one scan can serve with it. */
  private static List<Aggregate> companions(Aggregate first, List<FeatureSpec> rest) {
    List<Aggregate> companions = new ArrayList<>(List.of(first));
    for (FeatureSpec feature : rest.subList(1, rest.size())) {
      if (feature instanceof Aggregate other) {
        if (!other.key().equals(first.key())) {
          break;
        }
        if (StageCompiler.areCompanions(first, other)) {
          companions.add(other);
        }
      }
    }
    return companions;
  }

  /** The layout of the rows it works on. */
  public RowLayout layout() {
    return layout;
  }

  /** The keyed stages, first one first. */
  public List<KeyedStage> stages() {
    return stages;
  }

  /** Fills the features that stand before the first keyed stage. */
  public void begin(Row event) {
    for (LocalFeature feature : beginning) {
      feature.fill(event);
    }
  }
}
