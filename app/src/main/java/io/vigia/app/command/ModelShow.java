package io.vigia.app.command;

import io.vigia.engine.learned.GroupText;
import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.metrics.PermutationImportance;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.ModelCard;
import io.vigia.engine.model.Precision;
import io.vigia.engine.model.Reference;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.spec.AlertSpec;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.LearnedSpec;
import io.vigia.engine.spec.ModelSpec.SmoothSpec;
import io.vigia.jobs.command.Terminal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code vigia model show}. */
@Command(
    name = "show",
    description =
        "Shows the model card of a detector folder, after hashes and golden vectors were checked.",
    mixinStandardHelpOptions = true)
public final class ModelShow implements Callable<Integer> {
  private static final int MOST_INPUTS = 10;
  private static final int BATCH = 256;
  private static final long SEED = 1;

  @Parameters(paramLabel = "DIR", description = "Folder of the detector.")
  private Path folder;

  @Mixin private Terminal terminal;

  @Override
  public Integer call() {
    Detector detector = Detector.open(DetectorFiles.read(folder), Precision.INT8);
    ModelCard card =
        detector
            .card()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        folder + ": no model card: the detector has rules only"));
    if (terminal.json()) {
      terminal.out().println(card.toJson());
    } else {
      print(card, detector.threshold(), detector.spec());
      tables(detector);
      reliesOn(detector);
    }
    return 0;
  }

  private void print(ModelCard card, double threshold, DetectorSpec spec) {
    line("model", card.name() + " " + card.version());
    line("detector", card.detector());
    line("features", card.features().size() + ": " + String.join(", ", card.features()));
    if (card.pca() != null) {
      line(
          "pca",
          String.format(
              Locale.ROOT,
              "%d components, %.2f %% of the variance",
              card.pca().components(),
              100 * card.pca().explainedVariance()));
    }
    line(
        "network",
        card.network().kind()
            + ", hidden layers "
            + card.network().hidden()
            + ", calibration "
            + card.network().calibration());
    ModelCard.TrainingData data = card.trainingData();
    line(
        "trained on",
        String.format(
            Locale.ROOT,
            "%d events (%d positive), %s to %s, seed %d",
            data.events(),
            data.positives(),
            data.from(),
            data.to(),
            card.seed()));
    line("threshold", threshold + (card.threshold() == null ? "" : " " + chosen(card)));
    if (card.scores() != null) {
      line("usual score", Double.toString(card.scores().usual()));
    }
    spec.alerts().adapt().ifPresent(adapt -> line("adapts to", adaptation(adapt, card)));
    spec.smooth().forEach(entry -> line("smoothed by", smoothing(entry)));
    card.metrics()
        .forEach(
            (graph, found) ->
                line(
                    graph,
                    String.format(
                        Locale.ROOT,
                        "%s on %d events (%d positive): %s",
                        found.values(),
                        found.events(),
                        found.positives(),
                        found.data())));
    card.costs()
        .forEach(
            (graph, cost) ->
                line(
                    graph + " cost",
                    String.format(
                        Locale.ROOT,
                        "%d bytes, %d parameters, %d multiply-adds a score",
                        cost.bytes(),
                        cost.parameters(),
                        cost.multiplyAdds())));
    line("tools", card.tools().toString());
    card.hashes().forEach((file, hash) -> line(file, "sha256 " + hash));
  }

  /** The learned tables, and of how many groups they know. */
  private void tables(Detector detector) {
    List<LearnedTable> known = detector.reference().orElseThrow().tables();
    for (LearnedSpec table : detector.spec().tables()) {
      known.stream()
          .filter(found -> found.name().equals(table.name()))
          .forEach(
              found ->
                  line(
                      "learned",
                      String.format(
                          Locale.ROOT,
                          "%s: %s of %s%s%s, %d groups%s",
                          table.name(),
                          table.statistic().yaml(),
                          table.of(),
                          table.by().isEmpty() ? "" : " by " + String.join(", ", table.by()),
                          table
                              .grid()
                              .map(grid -> " in cells of " + grid.of() + " / " + grid.cell())
                              .orElse(""),
                          found.values().size(),
                          // A count has no value of all events.
                          Optional.ofNullable(found.values().get(GroupText.ALL))
                              .map(all -> ", of all events " + all)
                              .orElse(""))));
    }
  }

  /** The inputs that the model relies on most, measured on the sample of the reference data. */
  private void reliesOn(Detector detector) {
    Reference.Sample sample = detector.reference().orElseThrow().sample();
    List<PermutationImportance> all;
    try (Scorer scorer = detector.newScorer(BATCH)) {
      all =
          PermutationImportance.of(
              scorer,
              detector.layout().featureNames(),
              doubles(sample.inputs()),
              doubles(sample.labels()),
              SEED);
    }
    if (!all.isEmpty()) {
      line(
          "relies on",
          all.stream()
              .limit(MOST_INPUTS)
              .map(one -> String.format(Locale.ROOT, "%s %.3f", one.feature(), one.drop()))
              .collect(Collectors.joining(", ")));
      line(
          "",
          "(drop of average precision on the "
              + sample.rows()
              + " events of reference.avro when the input is shuffled)");
    }
  }

  private static double[] doubles(float[] numbers) {
    double[] doubles = new double[numbers.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = numbers[i];
    }
    return doubles;
  }

  private static String adaptation(AlertSpec.Adapt adapt, ModelCard card) {
    String by = adapt.key() + ", half-life " + adapt.halfLife();
    if (card.scores() == null || card.scores().tail() == null) {
      return by + ": not at all, training found no tail; the threshold holds for all";
    }
    ModelCard.Tail tail = card.scores().tail();
    return String.format(
        Locale.ROOT,
        "%s; peaks from %s on, which gave %.1f times the budget of %d keys",
        by,
        tail.floor(),
        tail.multiple(),
        tail.keys());
  }

  private static String smoothing(SmoothSpec entry) {
    return String.format(
        Locale.ROOT,
        "%s over %d events%s",
        entry.key(),
        entry.events(),
        entry.share() < 1 ? ", share " + entry.share() : "");
  }

  private static String chosen(ModelCard card) {
    return "(" + card.threshold().chosenBy() + ")";
  }

  private void line(String name, String text) {
    PrintWriter out = terminal.out();
    out.printf(Locale.ROOT, "%-16s %s%n", name, text);
  }
}
