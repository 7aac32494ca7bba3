package io.vigia.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.spec.ModelSpec.ConvolutionSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.Activation;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkReaderTest {
  private static final String LABELS = "labels: {topic: truth, field: broken, delay: 0s}\n";

  private static ModelSpec read(String inputs, String model) {
    String yaml =
        Detectors.SENSOR.replace(
                "{name: value_now, field: value}",
                "{name: embedding, field: embedding, size: " + inputs + "}")
            + LABELS
            + "model: "
            + model
            + "\n";
    return DetectorSpecReader.read(Detectors.files(yaml)).model().orElseThrow();
  }

  private static NetworkSpec convolutional(Kind kind, ConvolutionSpec convolutions) {
    return new NetworkSpec(kind, List.of(), Activation.RELU, Optional.of(convolutions));
  }

  @Test
  void a_mobilenet_of_a_series() {
    ModelSpec model = read("128", "{network: {kind: mobilenet1d, input: [2, 64], width: 0.5}}");

    assertThat(model.network())
        .isEqualTo(
            convolutional(
                Kind.MOBILENET1D,
                new ConvolutionSpec(2, 1, 64, 0.5, ConvolutionSpec.BLOCKS, 0, false)));
    assertThat(model.pca()).as("the order of the inputs stays").isEmpty();
  }

  @Test
  void a_mobilenet_of_frames() {
    ModelSpec model =
        read(
            "768",
            "{pca: none, network: {kind: mobilenet2d, input: [1, 24, 32], blocks: [8, 16]}}");

    assertThat(model.network())
        .isEqualTo(
            convolutional(
                Kind.MOBILENET2D, new ConvolutionSpec(1, 24, 32, 1, List.of(8, 16), 0, false)));
  }

  @Test
  void an_efficientnet_and_its_switch() {
    assertThat(
            read("768", "{network: {kind: efficientnet2d, input: [3, 16, 16], scale: 1}}")
                .network())
        .isEqualTo(
            convolutional(
                Kind.EFFICIENTNET2D, new ConvolutionSpec(3, 16, 16, 1, List.of(), 1, true)));
    assertThat(
            read("32", "{network: {kind: efficientnet1d, input: [1, 32], squeeze: false}}")
                .network())
        .isEqualTo(
            convolutional(
                Kind.EFFICIENTNET1D, new ConvolutionSpec(1, 1, 32, 1, List.of(), 0, false)));
  }

  @Test
  void the_kinds_that_need_no_labels() {
    assertThat(
            read("8", "{network: {kind: autoencoder, hidden: [6, 3], activation: relu}}").network())
        .isEqualTo(
            new NetworkSpec(Kind.AUTOENCODER, List.of(6, 3), Activation.RELU, Optional.empty()));
    ModelSpec pca = read("8", "{network: {kind: pca}}");
    assertThat(pca.network()).isEqualTo(new NetworkSpec(Kind.PCA, List.of()));
    assertThat(pca.pca()).isPresent();
  }
}
