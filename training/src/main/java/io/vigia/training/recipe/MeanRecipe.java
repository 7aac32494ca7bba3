package io.vigia.training.recipe;

import io.vigia.engine.model.ModelCard;
import io.vigia.engine.spec.FeatureSpec;
import io.vigia.engine.spec.FeatureSpec.Aggregate;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.onnx.MeanGraph;
import io.vigia.training.report.Contender;
import io.vigia.training.report.OnnxSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The mean of surprises: each key has learned in its state what is usual of it, so there is no
 * network to train. Training finds the principal components that stand in for the model, and the
 * score that keeps the budget of alerts.
 */
public final class MeanRecipe implements Recipe {
  private static final String NAME = "mean";

  private final ModelSpec model;
  private final List<Double> largest;

  /**
   * The recipe of a detector.
   *
   * @param inputs its features that are inputs of the model: surprises
   */
  public MeanRecipe(ModelSpec model, List<FeatureSpec> inputs) {
    this.model = model;
    largest = new ArrayList<>();
    for (FeatureSpec input : inputs) {
      for (int i = 0; i < input.width(); i++) {
        largest.add(((Aggregate) input).tail().orElseThrow().clip());
      }
    }
  }

  @Override
  public Product make(LearningData data, boolean isCompared) {
    Reduction reduction =
        Reduction.fit(
            data.table(),
            data.split().fit(),
            Preprocessing.of(
                data.inputs(),
                model.training().inputs().orElse(InputScale.LINEAR),
                model.training().clip()),
            model.pca());
    byte[] graph = new MeanGraph(largest).fp32();
    // Nothing in it is a weight, so the int8 graph is the same: a file of its own, as folders have.
    byte[] twin = graph.clone();
    int width = largest.size();
    return new Product(
        reduction,
        new ModelCard.Network(NAME, List.of(), "none: scores rank, they are no probabilities"),
        0,
        width,
        graph,
        twin,
        Optional.empty(),
        List.of(new Contender(NAME, 0, graph.length, width, 0, new OnnxSource(graph, NAME, width))),
        NAME,
        List.of());
  }
}
