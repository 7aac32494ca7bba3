package io.vigia.engine.spec;

import io.vigia.engine.spec.ModelSpec.NetworkSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.Kind;
import io.vigia.engine.spec.ModelSpec.PcaSpec;
import io.vigia.engine.spec.ModelSpec.SmoothSpec;
import io.vigia.engine.spec.TrainingSpec.InputScale;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the section {@code model}. */
final class ModelReader {
  /** Name of the graph unless the detector says otherwise. */
  static final String FILE = "model.onnx";

  private static final Map<String, String> TAKEN =
      Map.of(
          DetectorFiles.FP32_MODEL, "the fp32 twin",
          DetectorFiles.CARD, "the model card");

  /** Components unless the detector says otherwise. */
  static final PcaSpec PCA = new PcaSpec(OptionalDouble.of(0.995), OptionalInt.empty(), false);

  private static final int MAX_WIDTH = 4_096;
  private static final String PCA_EXPECTED = "{variance: 0.995}, {components: 18} or none";

  private ModelReader() {}

  static Optional<ModelSpec> read(
      YamlMap top,
      boolean hasLabels,
      List<FeatureSpec> inputs,
      Function<YamlMap, List<SmoothSpec>> smooth) {
    boolean hasInputs = !inputs.isEmpty();
    Optional<YamlMap> section = top.map("model", "a mapping with file, pca, network");
    if (section.isEmpty()) {
      return Optional.empty();
    }
    YamlMap model = section.get();
    model.allow(List.of("file", "pca", "network", "training", "smooth"));
    if (!hasInputs && !top.has("features")) {
      model.add(model.line(), "a model needs inputs, but the detector has no 'features' section");
    } else if (!hasInputs && top.mistakes().isEmpty()) {
      boolean isEmpty = top.list("features", "a list").orElse(List.of()).isEmpty();
      model.add(
          model.line(),
          "a model needs inputs, but "
              + (isEmpty
                  ? "the section 'features' is empty"
                  : "every feature has 'input: false'; take it off those that the model is to see"));
    }
    NetworkSpec network = NetworkReader.read(model, hasLabels, inputs);
    TrainingSpec training = TrainingReader.read(model, network.kind());
    if (!network.kind().isQuantised() && training.inputs().equals(Optional.of(InputScale.LOG))) {
      model.mistake(
          "training",
          "'training' compresses inputs (inputs: log), which a "
              + network.kind().yaml()
              + " does not; expected linear");
    }
    return Optional.of(
        new ModelSpec(
            file(model, network.kind()),
            pca(model, network.kind()),
            network,
            training,
            smooth.apply(model)));
  }

  private static String file(YamlMap model, Kind kind) {
    String usual = kind.isQuantised() ? FILE : DetectorFiles.FOREST;
    String ending = usual.substring(usual.lastIndexOf('.'));
    String expected = "the name of a file in the folder, such as " + usual;
    Optional<String> file = model.text("file", expected);
    if (file.isPresent() && !file.get().matches("[A-Za-z0-9_.-]{1,100}\\" + ending)) {
      model.mistake("file", YamlValues.found("file", file.get()) + "; expected " + expected);
    } else if (file.isPresent() && TAKEN.containsKey(file.get())) {
      model.mistake(
          "file",
          YamlValues.found("file", file.get())
              + ", which is the name of "
              + TAKEN.get(file.get())
              + "; choose another");
    }
    return file.orElse(usual);
  }

  private static Optional<PcaSpec> pca(YamlMap model, Kind kind) {
    if (!model.has("pca")) {
      return seesInputs(kind) ? Optional.empty() : Optional.of(PCA);
    }
    Optional<PcaSpec> pca = pca(model);
    if (kind == Kind.RANDOM_CUT_FOREST && pca.isPresent()) {
      model.mistake(
          "pca",
          "'pca' names what a random-cut-forest does not see: it cuts the inputs themselves;"
              + " expected none");
    } else if (kind.isConvolutional() && pca.isPresent()) {
      model.mistake(
          "pca",
          "'pca' takes the order out of the inputs that a "
              + kind.yaml()
              + " looks for shapes in; expected none");
    } else if (kind == Kind.PCA && pca.isEmpty()) {
      model.mistake(
          "pca",
          "a network of kind pca is the principal components themselves; expected {variance:"
              + " 0.995} or {components: 18}");
    }
    return pca;
  }

  private static boolean seesInputs(Kind kind) {
    return kind.isConvolutional() || kind == Kind.RANDOM_CUT_FOREST;
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
}
