package io.vigia.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReferenceTest {
  private static final Reference REFERENCE =
      DetectorFixture.reference(DetectorFixture.FP32, DetectorFixture.INT8);

  @Test
  void reads_what_it_wrote() {
    Reference read = Reference.read(REFERENCE.write(), "r");
    assertThat(read)
        .usingRecursiveComparison()
        .withComparatorForType(Float::compare, Float.class)
        .isEqualTo(REFERENCE);
    assertThat(read.sample().inputs()[1]).isNaN();
    assertThat(read.tables().get(0).values()).containsEntry("cam-1|3", 0.25);
  }

  @Test
  void an_unreduced_detector_has_no_pca() {
    Reference none =
        new Reference(
            REFERENCE.features(),
            Optional.empty(),
            List.of(),
            REFERENCE.sample(),
            REFERENCE.golden());
    assertThat(Reference.read(none.write(), "r").pca()).isEmpty();
  }

  @Test
  void the_same_reference_gives_the_same_bytes() {
    assertThat(REFERENCE.write()).isEqualTo(REFERENCE.write());
  }

  @Test
  void what_is_no_reference_is_refused() {
    assertThatThrownBy(() -> Reference.read("hello".getBytes(UTF_8), "models/x/reference.avro"))
        .isInstanceOf(DetectorException.class)
        .hasMessageStartingWith(
            "models/x/reference.avro: expected the reference data of a detector"
                + " (reference.avro); found: ");
    byte[] bytes = REFERENCE.write();
    for (int length : new int[] {0, 4, bytes.length / 2, bytes.length - 1}) {
      assertThatThrownBy(() -> Reference.read(Arrays.copyOf(bytes, length), "r"))
          .isInstanceOf(DetectorException.class);
    }
  }

  @Test
  void rows_have_to_fit_the_features() {
    assertThatThrownBy(
            () ->
                new Reference(
                    REFERENCE.features(),
                    Optional.empty(),
                    List.of(),
                    new Reference.Sample(new float[7], new float[2]),
                    REFERENCE.golden()))
        .hasMessage("sample.inputs has 7 numbers, expected 2 rows of sample.labels × 4 features");
    assertThatThrownBy(
            () -> new Reference.Feature("a", 0, 1, 0, 0, 1, 0, new double[2], new long[2]))
        .hasMessage("feature a: 2 edges of 2 bins, expected one edge more than bins");
  }
}
