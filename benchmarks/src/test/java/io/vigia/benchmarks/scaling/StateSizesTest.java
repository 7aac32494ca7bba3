package io.vigia.benchmarks.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StateSizesTest {

  @Test
  void aKeyOfMorePaymentsTakesMoreAndLessInBytesThanOnTheHeap() throws Exception {
    DetectorSpec spec =
        DetectorSpecReader.read(DetectorFiles.read(Path.of("../models/card-fraud")));
    StateSizes few = StateSizes.of(spec, 0, new KeyedPayments(400, 2_000), 400);
    StateSizes many = StateSizes.of(spec, 0, new KeyedPayments(400, 20_000), 400);
    assertThat(few.medianHeap()).isPositive().isLessThan(many.medianHeap());
    assertThat(few.medianSerialized()).isPositive().isLessThan(few.medianHeap());
    assertThat(many.medianSerialized()).isLessThan(many.medianHeap());
    // The target for a card of five payments, far from it.
    assertThat(few.medianHeap()).isLessThan(1_000);
  }
}
