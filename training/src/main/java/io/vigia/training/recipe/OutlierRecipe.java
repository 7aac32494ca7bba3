package io.vigia.training.recipe;

import io.vigia.engine.model.ModelCard;
import io.vigia.engine.spec.ModelSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.ErrorSpace;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.training.data.LearningData;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.data.TimeSplit;
import io.vigia.training.network.Network;
import io.vigia.training.network.NetworkTrainer;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.onnx.ReconstructionGraph;
import io.vigia.training.outlier.ErrorScale;
import io.vigia.training.outlier.Reconstruction;
import io.vigia.training.outlier.ReconstructionTrainer;
import io.vigia.training.report.Contender;
import io.vigia.training.report.OnnxSource;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Learns what is usual, without labels, and scores by how badly an event comes back: from its
 * components alone or through an autoencoder.
 */
public final class OutlierRecipe implements Recipe {
  private final ModelSpec model;
  private final OptionalDouble timesMaximum;
  private final long seed;
  private final LongSupplier nanoClock;
  private final Consumer<String> progress;

  /**
   * The recipe of a detector.
   *
   * @param timesMaximum how many times the largest error in training alerts, where that is asked
   *     for
   * @param nanoClock nanoseconds of a clock that only ever advances, for the times of the report
   * @param progress receives lines about what is going on
   */
  public OutlierRecipe(
      ModelSpec model,
      OptionalDouble timesMaximum,
      long seed,
      LongSupplier nanoClock,
      Consumer<String> progress) {
    this.model = model;
    this.timesMaximum = timesMaximum;
    this.seed = seed;
    this.nanoClock = nanoClock;
    this.progress = progress;
  }

  @Override
  public Product make(LearningData data, boolean isCompared) {
    long begun = nanoClock.getAsLong();
    TimeSplit split = data.split();
    Reduction reduction =
        Reduction.fit(
            data.table(),
            split.fit(),
            Preprocessing.of(
                data.inputs(),
                model.training().inputs().orElse(InputScale.LINEAR),
                model.training().clip()),
            model.pca());
    NetworkTrainer trainer =
        new NetworkTrainer(
            TrainingOptions.of(model.training(), split.fit().length), seed, progress);
    Reconstruction reconstruction =
        new ReconstructionTrainer(model.network(), trainer, seed)
            .train(data.table(), split, reduction);
    AlertingErrors errors =
        AlertingErrors.of(reconstruction.errors(data.table(), split.fit()), timesMaximum);
    ErrorScale scale = errors.scale();
    ReconstructionGraph graph = new ReconstructionGraph(reconstruction, scale);
    byte[] fp32 = graph.fp32();
    byte[] int8 = Int8.of(fp32, graph.floatNodes(), data, model.training());
    // There, and where the error is that of the inputs, back again.
    long back =
        reduction
            .pca()
            .map(
                pca ->
                    (reconstruction.space() == ErrorSpace.INPUTS ? 2L : 1L)
                        * reduction.width()
                        * reduction.preprocessing().width())
            .orElse(0L);
    long parameters = reconstruction.network().map(Network::parameters).orElse(0L) + back;
    long multiplyAdds = reconstruction.network().map(Network::multiplyAdds).orElse(0L) + back;
    double seconds = (nanoClock.getAsLong() - begun) * 1e-9;
    int width = data.table().width();
    String name = model.network().kind().yaml();
    return new Product(
        reduction,
        new ModelCard.Network(
            name,
            reconstruction.network().map(Architectures::hidden).orElse(List.of()),
            "none: scores rank, they are no probabilities"),
        parameters,
        multiplyAdds,
        fp32,
        int8,
        errors.threshold(),
        List.of(
            new Contender(
                name,
                parameters,
                fp32.length,
                multiplyAdds,
                seconds,
                new OnnxSource(fp32, name, width)),
            new Contender(
                name + "-int8",
                parameters,
                int8.length,
                multiplyAdds,
                seconds,
                new OnnxSource(int8, name, width))),
        name + "-int8",
        List.of());
  }
}
