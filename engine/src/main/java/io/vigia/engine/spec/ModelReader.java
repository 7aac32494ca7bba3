package io.vigia.engine.spec;

import io.vigia.engine.spec.ModelSpec.NetworkSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.Kind;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the section {@code model}. */
final class ModelReader {
  /** Name of the graph unless the detector says otherwise. */
  static final String FILE = "model.onnx";

  /** Components unless the detector says otherwise. */
  static final PcaSpec PCA = new PcaSpec(OptionalDouble.of(0.995), OptionalInt.empty(), false);

  /** Hidden layers unless the detector says otherwise. */
  static final List<Integer> HIDDEN = List.of(64, 32);

  private static final int MAX_LAYERS = 8;
  private static final int MAX_WIDTH = 4_096;
  private static final String PCA_EXPECTED = "{variance: 0.995}, {components: 18} or none";

  private ModelReader() {}

  static Optional<ModelSpec> read(YamlMap top, boolean hasLabels, boolean hasFeatures) {
    Optional<YamlMap> section = top.map("model", "a mapping with file, pca, network");
    if (section.isEmpty()) {
      return Optional.empty();
    }
    YamlMap model = section.get();
    model.allow(List.of("file", "pca", "network"));
    if (!hasFeatures && !top.has("features")) {
      model.add(model.line(), "a model needs inputs, but the detector has no 'features' section");
    } else if (!hasFeatures && top.mistakes().isEmpty()) {
      model.add(model.line(), "a model needs inputs, but the section 'features' is empty");
    }
    String file = file(model);
    Optional<PcaSpec> pca = model.has("pca") ? pca(model) : Optional.of(PCA);
    return Optional.of(new ModelSpec(file, pca, network(model, hasLabels)));
  }

  private static String file(YamlMap model) {
    String expected = "the name of a file in the folder, such as " + FILE;
    Optional<String> file = model.text("file", expected);
    if (file.isPresent() && !file.get().matches("[A-Za-z0-9_.-]{1,100}\\.onnx")) {
      model.mistake("file", YamlValues.found("file", file.get()) + "; expected " + expected);
    } else if (file.isPresent() && file.get().equals(DetectorFiles.FP32_MODEL)) {
      model.mistake(
          "file",
          YamlValues.found("file", file.get())
              + ", which is the name of the fp32 twin; choose another");
    }
    return file.orElse(FILE);
  }

  private static Optional<PcaSpec> pca(YamlMap model) {
    if (model.node("pca") instanceof ScalarNode) {
      Optional<String> text = model.text("pca", PCA_EXPECTED);
      if (text.isPresent() && !text.get().equals("none")) {
        model.mistake("pca", YamlValues.found("pca", text.get()) + "; expected " + PCA_EXPECTED);
      }
      return Optional.empty();
    }
    Optional<YamlMap> section = model.map("pca", PCA_EXPECTED);
    if (section.isEmpty()) {
      return Optional.empty();
    }
    YamlMap pca = section.get();
    pca.allow(List.of("variance", "components", "whiten"));
    if (pca.has("variance") == pca.has("components")) {
      pca.add(
          pca.line(),
          (pca.has("variance") ? "both" : "neither")
              + " 'variance' "
              + (pca.has("variance") ? "and" : "nor")
              + " 'components'; expected one of them");
    }
    OptionalDouble variance = variance(pca);
    Optional<Integer> components = pca.integer("components", 1, MAX_WIDTH);
    return Optional.of(
        new PcaSpec(
            variance,
            components.isPresent() ? OptionalInt.of(components.get()) : OptionalInt.empty(),
            pca.flag("whiten").orElse(false)));
  }

  private static OptionalDouble variance(YamlMap pca) {
    String expected = "a share of the variance above 0 and at most 1, such as 0.995";
    Optional<String> text = pca.text("variance", expected);
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    Optional<Double> share = YamlValues.parseNumber(text.get()).filter(v -> v > 0 && v <= 1);
    if (share.isEmpty()) {
      pca.mistake("variance", YamlValues.found("variance", text.get()) + "; expected " + expected);
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(share.get());
  }

  private static NetworkSpec network(YamlMap model, boolean hasLabels) {
    Kind usual = hasLabels ? Kind.CLASSIFIER : Kind.AUTOENCODER;
    Optional<YamlMap> section =
        model.map("network", "a mapping such as {kind: classifier, hidden: [64, 32]}");
    if (section.isEmpty()) {
      return new NetworkSpec(usual, HIDDEN);
    }
    YamlMap network = section.get();
    network.allow(List.of("kind", "hidden"));
    Kind kind = kind(network).orElse(usual);
    if (kind == Kind.CLASSIFIER && !hasLabels) {
      network.mistake(
          "kind",
          "a classifier learns from labels, but the detector has no 'labels' section; expected"
              + " kind: autoencoder");
    }
    return new NetworkSpec(kind, network.has("hidden") ? hidden(network, kind) : HIDDEN);
  }

  private static Optional<Kind> kind(YamlMap network) {
    String expected = "classifier or autoencoder";
    Optional<String> text = network.text("kind", expected);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return switch (text.get()) {
      case "classifier" -> Optional.of(Kind.CLASSIFIER);
      case "autoencoder" -> Optional.of(Kind.AUTOENCODER);
      default -> {
        network.mistake("kind", YamlValues.found("kind", text.get()) + "; expected " + expected);
        yield Optional.empty();
      }
    };
  }

  private static List<Integer> hidden(YamlMap network, Kind kind) {
    String expected =
        "a list of at most " + MAX_LAYERS + " widths from 1 to " + MAX_WIDTH + ", such as [64, 32]";
    List<Integer> widths = new ArrayList<>();
    var nodes = network.list("hidden", expected);
    if (nodes.isEmpty()) {
      return HIDDEN;
    }
    for (var node : nodes.get()) {
      Optional<String> text = network.text(node, "a width of 'hidden'", expected);
      Optional<Integer> width = text.flatMap(YamlValues::parseInteger);
      if (width.isPresent() && width.get() >= 1 && width.get() <= MAX_WIDTH) {
        widths.add(width.get());
      } else if (text.isPresent()) {
        network.mistake(
            "hidden",
            "a width of 'hidden' is " + YamlValues.quoted(text.get()) + "; expected " + expected);
      }
    }
    if (nodes.get().size() > MAX_LAYERS) {
      network.mistake(
          "hidden", "'hidden' has " + nodes.get().size() + " widths; expected " + expected);
    }
    if (nodes.get().isEmpty() && kind == Kind.AUTOENCODER) {
      network.mistake("hidden", "'hidden' is an empty list, and an autoencoder needs a layer");
    }
    return widths;
  }
}
