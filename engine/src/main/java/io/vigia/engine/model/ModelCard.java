package io.vigia.engine.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vigia.engine.score.ScoreLevels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a trained detector is made of, how good it is and how expensive: {@code model-card.json}.
 *
 * <p>The same card gives the same bytes: fields stand in the order below, maps in the order of
 * their keys, and nothing of it depends on when it was written. A reader skips fields that it does
 * not know, so that cards may grow. The idea is that of M. Mitchell et al., "Model Cards for Model
 * Reporting", FAT* 2019.
 *
 * @param name the model's name
 * @param version its version, such as the last day of its data
 * @param detector name of the detector that it was trained for
 * @param features the inputs by name, in their order
 * @param featuresHash {@link io.vigia.engine.spec.FeatureHash} of the detector: what the features
 *     are computed from and how
 * @param trainingData what it learned from
 * @param seed of everything random in training
 * @param network the network
 * @param pca how the inputs are reduced; {@code null} where they are not
 * @param threshold which scores alert; {@code null} where the detector's description says it
 * @param scores what its scores are usually like; {@code null} in cards that do not know
 * @param metrics how good it is: {@code int8} and {@code fp32}, each with the data it was measured
 *     on; empty where there was no truth to measure by
 * @param costs how expensive it is: {@code int8} and {@code fp32}
 * @param tools names and versions of what trained it
 * @param hashes each other file of the folder and its SHA-256, 64 hexadecimal digits
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ModelCard(
    String name,
    String version,
    String detector,
    List<String> features,
    String featuresHash,
    TrainingData trainingData,
    long seed,
    Network network,
    PcaCard pca,
    Threshold threshold,
    @JsonInclude(JsonInclude.Include.NON_NULL) Scores scores,
    SortedMap<String, Evaluation> metrics,
    SortedMap<String, Cost> costs,
    SortedMap<String, String> tools,
    SortedMap<String, String> hashes) {

  public ModelCard {
    features = List.copyOf(features);
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    costs = Collections.unmodifiableSortedMap(new TreeMap<>(costs));
    tools = Collections.unmodifiableSortedMap(new TreeMap<>(tools));
    hashes = Collections.unmodifiableSortedMap(new TreeMap<>(hashes));
  }

  /**
   * What a model learned from.
   *
   * @param files the files of events
   * @param from first event time that was learned from, ISO-8601, inclusive
   * @param to end of the event times, ISO-8601, exclusive
   * @param events number of events
   * @param positives how many of them were fraud or an anomaly
   */
  public record TrainingData(
      List<DataFile> files, String from, String to, long events, long positives) {
    public TrainingData {
      files = List.copyOf(files);
    }
  }

  /**
   * A file of events.
   *
   * @param name its name without its folder
   * @param sha256 SHA-256 of its bytes, 64 hexadecimal digits
   */
  public record DataFile(String name, String sha256) {}

  /**
   * The network.
   *
   * @param kind {@code classifier} or {@code autoencoder}
   * @param hidden widths of the hidden layers, input side first
   * @param calibration how raw outputs become probabilities, such as {@code platt}
   */
  public record Network(String kind, List<Integer> hidden, String calibration) {
    public Network {
      hidden = List.copyOf(hidden);
    }
  }

  /**
   * How the inputs are reduced.
   *
   * @param components number of components
   * @param explainedVariance share of the variance that they keep, in [0, 1]
   * @param whiten whether components are scaled to unit variance
   */
  public record PcaCard(int components, double explainedVariance, boolean whiten) {}

  /**
   * Which scores alert.
   *
   * @param value scores from here on alert
   * @param chosenBy how it was chosen, in words
   */
  public record Threshold(double value, String chosenBy) {}

  /**
   * Scores of the int8 graph on the validation events.
   *
   * @param usual the median, before smoothing
   * @param tail the tail from which the thresholds of keys start; {@code null} where one threshold
   *     holds for all
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Scores(double usual, Tail tail) {
    /** Of a detector with one threshold for all. */
    public Scores(double usual) {
      this(usual, null);
    }

    ScoreLevels levels() {
      return new ScoreLevels(
          usual,
          Optional.ofNullable(tail)
              .map(known -> new ScoreLevels.Tail(known.floor(), known.multiple(), known.keys())));
    }
  }

  /**
   * The tail of the scores.
   *
   * @param floor scores from here on tell a key's threshold
   * @param multiple how many times as many alerts as the budget it would give
   * @param keys how many keys shared the budget
   */
  public record Tail(double floor, double multiple, int keys) {}

  /**
   * How good a graph is.
   *
   * @param data what it was measured on, in words, such as the span of event times
   * @param events number of events
   * @param positives how many of them were fraud or an anomaly
   * @param values measure and value, by the names of {@code vigia evaluate}: {@code
   *     average_precision}, {@code auc_roc}, {@code calibration_error}, …
   */
  public record Evaluation(
      String data, long events, long positives, SortedMap<String, Double> values) {
    public Evaluation {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
  }

  /**
   * How expensive a graph is.
   *
   * @param bytes size of its file
   * @param parameters numbers that were learned
   * @param multiplyAdds multiplications and additions of one score
   */
  public record Cost(long bytes, long parameters, long multiplyAdds) {}

  /** What a reader refuses to do without. */
  private static final List<String> REQUIRED =
      List.of(
          "name",
          "version",
          "detector",
          "features",
          "features_hash",
          "training_data",
          "training_data.files",
          "training_data.from",
          "training_data.to",
          "training_data.events",
          "training_data.positives",
          "seed",
          "network",
          "network.kind",
          "network.hidden",
          "network.calibration",
          "metrics",
          "costs",
          "tools",
          "hashes");

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  /** The same card with other hashes. */
  public ModelCard withHashes(Map<String, String> other) {
    return new ModelCard(
        name,
        version,
        detector,
        features,
        featuresHash,
        trainingData,
        seed,
        network,
        pca,
        threshold,
        scores,
        metrics,
        costs,
        tools,
        new TreeMap<>(other));
  }

  /** The card as JSON in UTF-8, indented by two spaces, with a line feed at its end. */
  public byte[] write() {
    try {
      String json = MAPPER.writer(printer()).writeValueAsString(this);
      return (json + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model card that is no JSON: " + e.getMessage(), e);
    }
  }

  /** The card as JSON on one line. */
  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model card that is no JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a card.
   *
   * @param json the bytes of the file
   * @param origin the file's name, for messages
   * @throws DetectorException when it is no JSON, lacks a field or has one of a wrong type
   */
  public static ModelCard read(byte[] json, String origin) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (tree == null || !tree.isObject()) {
        throw new DetectorException(
            origin + ": found " + kind(tree) + ", expected a JSON object: a model card");
      }
      List<String> missing = new ArrayList<>();
      for (String field : REQUIRED) {
        JsonNode node = tree.at("/" + field.replace('.', '/'));
        if (node.isMissingNode() || node.isNull()) {
          missing.add(field);
        }
      }
      if (!missing.isEmpty()) {
        throw new DetectorException(
            origin
                + ": no field "
                + String.join(", ", missing)
                + "; a model card has them, write it with 'vigia train'");
      }
      return MAPPER.treeToValue(tree, ModelCard.class);
    } catch (IOException | NullPointerException e) {
      throw new DetectorException(
          origin + ": expected a model card in JSON, found: " + firstLine(e.getMessage()), e);
    }
  }

  private static String kind(JsonNode tree) {
    return tree == null || tree.isMissingNode()
        ? "nothing"
        : "a JSON " + tree.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static String firstLine(String text) {
    return text == null ? "a null where a value belongs" : text.lines().findFirst().orElse("");
  }

  /** Indents objects and arrays alike; the line feed is fixed, not the platform's. */
  private static DefaultPrettyPrinter printer() {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    printer.indentObjectsWith(indenter);
    return printer;
  }
}
