package io.vigia.training.folder;

import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.pca.Pca;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.FeatureHash;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.recipe.Product;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes the model card of what was trained. */
public final class CardWriter {
  private final DetectorSpec spec;
  private final long seed;
  private final Map<String, String> tools;

  /**
   * A writer of cards.
   *
   * @param tools names and versions of what trains
   */
  public CardWriter(DetectorSpec spec, long seed, Map<String, String> tools) {
    this.spec = spec;
    this.seed = seed;
    this.tools = tools;
  }

  /**
   * A card.
   *
   * @param files what the events came from
   * @param fp32Scores of the validation events
   * @param int8Scores of the validation events
   * @param threshold which scores alert, where training says it
   * @param scores what int8 scores are usually like
   */
  public ModelCard write(
      LearningData data,
      Product product,
      List<ModelCard.DataFile> files,
      double[] fp32Scores,
      double[] int8Scores,
      Optional<ModelCard.Threshold> threshold,
      ModelCard.Scores scores) {
    FeatureTable table = data.table();
    long first = Arrays.stream(table.times()).min().orElseThrow();
    long last = Arrays.stream(table.times()).max().orElseThrow();
    TreeMap<String, ModelCard.Evaluation> metrics = new TreeMap<>();
    evaluation(data, fp32Scores).ifPresent(found -> metrics.put("fp32", found));
    if (product.isQuantised()) {
      evaluation(data, int8Scores).ifPresent(found -> metrics.put("int8", found));
    }
    TreeMap<String, ModelCard.Cost> costs = new TreeMap<>();
    costs.put("fp32", cost(product, product.fp32()));
    if (product.isQuantised()) {
      costs.put("int8", cost(product, product.int8()));
    }
    return new ModelCard(
        spec.name(),
        Times.of(last).substring(0, 10) + "." + seed,
        spec.name(),
        table.names(),
        FeatureHash.of(spec),
        new ModelCard.TrainingData(
            files,
            Times.of(first),
            Times.of(last + 1_000_000),
            table.rows(),
            TimeSplit.positives(table, data.split().fit())
                + TimeSplit.positives(table, data.split().validation())),
        seed,
        product.network(),
        product.reduction().pca().map(CardWriter::pca).orElse(null),
        threshold.orElse(null),
        scores,
        metrics,
        costs,
        new TreeMap<>(tools),
        new TreeMap<>());
  }

  /** Empty where there is no truth of both kinds to measure by. */
  private static Optional<ModelCard.Evaluation> evaluation(LearningData data, double[] scores) {
    TimeSplit split = data.split();
    Metrics metrics = Metrics.of(scores, data.truth(split.validation()));
    return metrics.hasBothClasses()
        ? Optional.of(
            new ModelCard.Evaluation(
                "validation, "
                    + Times.validation(split)
                    + (split.isHeldOut()
                        ? ", not learned from but used to choose the epoch"
                        : ", learned from too"),
                metrics.events(),
                metrics.positives(),
                metrics.toMap()))
        : Optional.empty();
  }

  private static ModelCard.Cost cost(Product product, byte[] graph) {
    return new ModelCard.Cost(graph.length, product.parameters(), product.multiplyAdds());
  }

  private static ModelCard.PcaCard pca(Pca pca) {
    return new ModelCard.PcaCard(pca.components().length, pca.explained(), pca.whiten());
  }
}
