package io.vigia.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.engine.decide.Reasons;
import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.schemas.Tier;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconstructionModelTest {
  private static final Path CARD_FRAUD = Path.of("..", "models", "card-fraud");

  private final ReconstructionModel model =
      ReconstructionModel.of(DetectorFiles.read(CARD_FRAUD)).orElseThrow();
  private final Reference reference =
      Detector.open(DetectorFiles.read(CARD_FRAUD), Precision.FP32).reference().orElseThrow();

  private double[] row(int number) {
    int width = reference.features().size();
    double[] row = new double[width];
    for (int i = 0; i < width; i++) {
      row[i] = reference.sample().inputs()[number * width + i];
    }
    return row;
  }

  @Test
  void says_what_it_is() {
    DetectorFiles files = DetectorFiles.read(CARD_FRAUD);
    assertThat(model.tier()).isEqualTo(Tier.PCA);
    assertThat(model.ref().getName()).isEqualTo("card-fraud");
    assertThat(model.ref().getSha256())
        .isEqualTo(Sha256.of(files.files().get(DetectorFiles.REFERENCE)));
    assertThat(model.threshold()).isEqualTo(Detector.open(files, Precision.FP32).threshold());
  }

  /** The sample weighed as the stream is: 100 alerts a day of 9,785 events in training. */
  @Test
  void alerts_within_the_budget_and_finds_most_of_what_the_model_finds() {
    Reference.Sample sample = reference.sample();
    double alerts = 0;
    double found = 0;
    double positives = 0;
    try (Scorer scorer = model.newScorer(1)) {
      for (int i = 0; i < sample.rows(); i++) {
        boolean isPositive = sample.labels()[i] >= 0.5;
        double weight = isPositive ? 6527.0 / 733_866 / 512 : (1 - 6527.0 / 733_866) / 512;
        scorer.put(0, row(i), 0);
        scorer.run(1);
        boolean isAlert = scorer.score(0) >= model.threshold();
        alerts += isAlert ? weight : 0;
        positives += isPositive ? 1 : 0;
        found += isPositive && isAlert ? 1 : 0;
      }
    }
    assertThat(positives).isEqualTo(512);
    // One row of the sample stands for 0.2 % of the events.
    assertThat(alerts).isLessThanOrEqualTo(100.0 / 9785 + 0.003);
    assertThat(found / positives).isGreaterThan(0.5);
  }

  @Test
  void a_missing_input_is_the_usual_one() {
    double[] usual = model.usual();
    double[] missing = usual.clone();
    missing[0] = Double.NaN;
    try (Scorer scorer = model.newScorer(2)) {
      scorer.put(0, usual, 0);
      scorer.put(1, missing, 0);
      scorer.run(2);
      assertThat(scorer.score(1)).isEqualTo(scorer.score(0)).isLessThan(model.threshold());
    }
  }

  @Test
  void its_reasons_are_what_is_unusual() {
    List<String> names = reference.features().stream().map(Reference.Feature::name).toList();
    double[] event = model.usual();
    int amount = names.indexOf("amount");
    event[amount] = 900;
    try (Scorer scorer = model.newScorer(64)) {
      assertThat(new Reasons(names, model.usual()).explain(event, 0, scorer).get(0).getFeature())
          .isEqualTo("amount");
    }
  }

  @Test
  void keeps_to_what_every_scorer_promises() {
    Scorer scorer = model.newScorer(4);
    assertThat(scorer.width()).isEqualTo(reference.features().size());
    assertThat(scorer.capacity()).isEqualTo(4);
    assertThatThrownBy(() -> scorer.run(5)).hasMessage("rows is 5, expected 1 to 4");
    assertThatThrownBy(() -> scorer.run(0)).hasMessage("rows is 0, expected 1 to 4");
    scorer.close();
    scorer.close();
    assertThatThrownBy(() -> scorer.run(1))
        .isInstanceOf(ScoringException.class)
        .hasMessage("the scorer is closed");
  }

  @Test
  void a_folder_that_was_changed_is_refused() {
    var changed = new java.util.TreeMap<>(DetectorFiles.read(CARD_FRAUD).files());
    changed.put(DetectorFiles.REFERENCE, new byte[] {1});
    assertThatThrownBy(() -> ReconstructionModel.of(new DetectorFiles("changed", changed)))
        .isInstanceOf(DetectorException.class)
        .hasMessageStartingWith("changed/reference.avro: SHA-256 is ");
  }
}
