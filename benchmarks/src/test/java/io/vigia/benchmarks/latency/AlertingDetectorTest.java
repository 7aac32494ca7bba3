package io.vigia.benchmarks.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigia.app.simulate.card.CardDay;
import io.vigia.app.simulate.card.CardParameters;
import io.vigia.app.simulate.card.CardSimulator;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.RuleSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AlertingDetectorTest {
  private static final DetectorFiles SHIPPED = DetectorFiles.read(Path.of("../models/card-fraud"));

  @Test
  void the_detector_opens_with_one_rule_and_nothing_held_back() {
    AlertingDetector detector = AlertingDetector.of(SHIPPED, 1);

    Detector opened = Detector.open(detector.files(), Precision.FP32);

    assertThat(opened.spec().rules())
        .extracting(RuleSpec::name)
        .containsExactly(AlertingDetector.RULE);
    assertThat(opened.spec().alerts().suppress()).isEmpty();
    assertThat(opened.hasModel()).isTrue();
  }

  @Test
  void a_share_of_the_payments_lies_above_the_amount() {
    double amount = AlertingDetector.of(SHIPPED, 0.1).amount();

    CardDay day = new CardSimulator(CardParameters.defaults(), 99).next();
    int above = 0;
    for (int i = 0; i < day.size(); i++) {
      above += day.amount(i) > amount ? 1 : 0;
    }
    assertThat((double) above / day.size()).isCloseTo(0.1, within(0.02));
  }
}
