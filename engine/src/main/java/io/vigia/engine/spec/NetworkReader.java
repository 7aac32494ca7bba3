package io.vigia.engine.spec;

import io.vigia.engine.spec.FeatureSpec.Aggregate;
import io.vigia.engine.spec.ModelSpec.ConvolutionSpec;
import io.vigia.engine.spec.ModelSpec.ForestSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.Activation;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.ErrorSpace;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads {@code network} in the section {@code model}. */
final class NetworkReader {
  /** Hidden layers of a classifier unless the detector says otherwise. */
  static final List<Integer> HIDDEN = List.of(64, 32);

  private static final int MAX_LAYERS = 8;
  private static final int MAX_BLOCKS = 32;
  private static final int MAX_WIDTH = 4_096;
  private static final int MAX_TREES = 1_000;
  private static final int MAX_SAMPLE = 4_096;
  private static final String INPUT_SERIES = "[channels, steps], such as [2, 64]";
  private static final String INPUT_FRAMES = "[channels, height, width], such as [1, 32, 32]";

  private final YamlMap network;
  private final boolean hasLabels;

  private NetworkReader(YamlMap network, boolean hasLabels) {
    this.network = network;
    this.hasLabels = hasLabels;
  }

  /**
   * Reads the network.
   *
   * @param features the inputs; empty when they were refused
   */
  static NetworkSpec read(YamlMap model, boolean hasLabels, List<FeatureSpec> features) {
    Optional<YamlMap> section =
        model.map("network", "a mapping such as {kind: classifier, hidden: [64, 32]}");
    if (section.isEmpty()) {
      return hasLabels
          ? new NetworkSpec(Kind.CLASSIFIER, HIDDEN)
          : new NetworkSpec(Kind.AUTOENCODER, List.of(), Activation.TANH, Optional.empty());
    }
    return new NetworkReader(section.get(), hasLabels).read(features);
  }

  private NetworkSpec read(List<FeatureSpec> features) {
    Kind kind = kind();
    network.allow(keys(kind));
    if (kind.learnsFromLabels() && !hasLabels) {
      network.mistake(
          "kind",
          "a "
              + kind.yaml()
              + " learns from labels, but the detector has no 'labels' section; expected kind:"
              + " autoencoder, pca, random-cut-forest or mean");
    }
    if (kind.isConvolutional()) {
      return new NetworkSpec(kind, List.of(), Activation.RELU, convolutions(kind, features));
    }
    return switch (kind) {
      case AUTOENCODER ->
          new NetworkSpec(
              kind,
              network.has("hidden") ? hidden(kind) : List.of(),
              activation(),
              Optional.empty(),
              error());
      case PCA -> new NetworkSpec(kind, List.of());
      case RANDOM_CUT_FOREST ->
          new NetworkSpec(
              kind,
              List.of(),
              Activation.RELU,
              Optional.empty(),
              ErrorSpace.INPUTS,
              Optional.of(forest()));
      case MEAN -> {
        checkSurprises(features);
        yield new NetworkSpec(kind, List.of());
      }
      default -> new NetworkSpec(kind, network.has("hidden") ? hidden(kind) : HIDDEN);
    };
  }

  /** Only of them it is known how large they can be. */
  private void checkSurprises(List<FeatureSpec> features) {
    for (FeatureSpec feature : features) {
      boolean isSurprise = feature instanceof Aggregate aggregate && aggregate.tail().isPresent();
      if (!isSurprise) {
        network.mistake(
            "kind",
            "a network of kind mean takes the mean of surprises, and feature '"
                + feature.name()
                + "' is none; expected {aggregate: surprise, of: "
                + feature.name()
                + "} as an input, and 'input: false' for what it is taken of");
      }
    }
  }

  private static List<String> keys(Kind kind) {
    if (kind.isConvolutional()) {
      return kind.isCompoundScaled()
          ? List.of("kind", "input", "scale", "squeeze")
          : List.of("kind", "input", "width", "blocks");
    }
    return switch (kind) {
      case AUTOENCODER -> List.of("kind", "hidden", "activation", "error");
      case PCA, MEAN -> List.of("kind");
      case RANDOM_CUT_FOREST -> List.of("kind", "trees", "sample");
      default -> List.of("kind", "hidden");
    };
  }

  private Kind kind() {
    Kind usual = hasLabels ? Kind.CLASSIFIER : Kind.AUTOENCODER;
    String expected =
        Arrays.stream(Kind.values()).map(Kind::yaml).collect(Collectors.joining(", "));
    Optional<String> text = network.text("kind", expected);
    if (text.isEmpty()) {
      return usual;
    }
    Optional<Kind> kind =
        Arrays.stream(Kind.values()).filter(known -> known.yaml().equals(text.get())).findFirst();
    if (kind.isEmpty()) {
      network.mistake(
          "kind", YamlValues.found("kind", text.get()) + "; expected one of " + expected);
    }
    return kind.orElse(usual);
  }

  private List<Integer> hidden(Kind kind) {
    List<Integer> widths = widths("hidden", MAX_LAYERS).orElse(HIDDEN);
    if (widths.isEmpty() && kind == Kind.AUTOENCODER) {
      network.mistake("hidden", "'hidden' is an empty list, and an autoencoder needs a layer");
    }
    return widths;
  }

  /** A list of widths of layers; empty when it is none. */
  private Optional<List<Integer>> widths(String key, int most) {
    String expected =
        "a list of at most " + most + " widths from 1 to " + MAX_WIDTH + ", such as [64, 32]";
    var nodes = network.list(key, expected);
    if (nodes.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> widths = new ArrayList<>();
    for (var node : nodes.get()) {
      Optional<String> text = network.text(node, "a width of '" + key + "'", expected);
      Optional<Integer> width = text.flatMap(YamlValues::parseInteger);
      if (width.isPresent() && width.get() >= 1 && width.get() <= MAX_WIDTH) {
        widths.add(width.get());
      } else if (text.isPresent()) {
        network.mistake(
            key,
            "a width of '"
                + key
                + "' is "
                + YamlValues.quoted(text.get())
                + "; expected "
                + expected);
      }
    }
    if (nodes.get().size() > most) {
      network.mistake(
          key, "'" + key + "' has " + nodes.get().size() + " widths; expected " + expected);
    }
    return Optional.of(widths);
  }

  private ErrorSpace error() {
    String expected = "inputs or components";
    Optional<String> text = network.text("error", expected);
    if (text.isPresent() && !text.get().equals("inputs") && !text.get().equals("components")) {
      network.mistake("error", YamlValues.found("error", text.get()) + "; expected " + expected);
    }
    return text.filter("components"::equals).isPresent()
        ? ErrorSpace.COMPONENTS
        : ErrorSpace.INPUTS;
  }

  private Activation activation() {
    String expected = "tanh or relu";
    Optional<String> text = network.text("activation", expected);
    if (text.isPresent() && !text.get().equals("tanh") && !text.get().equals("relu")) {
      network.mistake(
          "activation", YamlValues.found("activation", text.get()) + "; expected " + expected);
    }
    return text.equals(Optional.of("relu")) ? Activation.RELU : Activation.TANH;
  }

  private ForestSpec forest() {
    return new ForestSpec(
        network.integer("trees", 1, MAX_TREES).orElse(ForestSpec.DEFAULT.trees()),
        network.integer("sample", 8, MAX_SAMPLE).orElse(ForestSpec.DEFAULT.sample()));
  }

  private Optional<ConvolutionSpec> convolutions(Kind kind, List<FeatureSpec> features) {
    Optional<List<Integer>> input = input(kind, features);
    double multiplier = number("width", 0.1, 4).orElse(1.0);
    double scale = number("scale", 0, 8).orElse(0.0);
    boolean squeeze = network.flag("squeeze").orElse(true);
    List<Integer> blocks = network.has("blocks") ? blocks() : ConvolutionSpec.BLOCKS;
    return input.map(
        sides ->
            new ConvolutionSpec(
                sides.get(0),
                kind.isSeries() ? 1 : sides.get(1),
                sides.get(sides.size() - 1),
                multiplier,
                kind.isCompoundScaled() ? List.of() : blocks,
                scale,
                kind.isCompoundScaled() && squeeze));
  }

  private List<Integer> blocks() {
    List<Integer> blocks = widths("blocks", MAX_BLOCKS).orElse(ConvolutionSpec.BLOCKS);
    if (blocks.isEmpty()) {
      network.mistake(
          "blocks", "'blocks' is an empty list; expected the channels of one block at least");
    }
    return blocks;
  }

  /** The shape of the inputs, which must hold as many numbers as the features make. */
  private Optional<List<Integer>> input(Kind kind, List<FeatureSpec> features) {
    String expected = kind.isSeries() ? INPUT_SERIES : INPUT_FRAMES;
    if (!network.has("input")) {
      network.add(
          network.line(),
          "a " + kind.yaml() + " needs the shape of its inputs, input: " + expected);
      return Optional.empty();
    }
    Optional<List<Integer>> sides = widths("input", 3);
    if (sides.isEmpty()) {
      return Optional.empty();
    }
    if (sides.get().size() != (kind.isSeries() ? 2 : 3)) {
      network.mistake(
          "input", "'input' has " + sides.get().size() + " numbers; expected " + expected);
      return Optional.empty();
    }
    long count = sides.get().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    int found = features.stream().mapToInt(FeatureSpec::width).sum();
    if (!features.isEmpty() && found != count) {
      network.mistake(
          "input",
          "'input' is "
              + sides.get()
              + ", which are "
              + count
              + " numbers, but the features make "
              + found
              + "; expected a shape of "
              + found
              + " numbers, or as many features (an array field makes 'size' of them)");
    }
    return sides;
  }

  private Optional<Double> number(String key, double from, double to) {
    String expected = "a number from " + trimmed(from) + " to " + trimmed(to);
    Optional<String> text = network.text(key, expected);
    Optional<Double> number =
        text.flatMap(YamlValues::parseNumber).filter(value -> value >= from && value <= to);
    if (text.isPresent() && number.isEmpty()) {
      network.mistake(key, YamlValues.found(key, text.get()) + "; expected " + expected);
    }
    return number;
  }

  private static String trimmed(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
