package io.vigia.engine.forest;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.state.ExecutionContext;
import com.amazon.randomcutforest.state.RandomCutForestMapper;
import com.amazon.randomcutforest.state.RandomCutForestState;
import com.amazon.randomcutforest.state.sampler.CompactSamplerState;
import com.amazon.randomcutforest.state.store.NodeStoreState;
import com.amazon.randomcutforest.state.store.PointStoreState;
import com.amazon.randomcutforest.state.tree.CompactRandomCutTreeState;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vigia.engine.spec.DetectorFiles;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A random cut forest as a file of the detector folder: one JSON object with what is done with the
 * inputs, what makes a score of the forest's anomaly score (S. Guha, N. Mishra, G. Roy and O.
 * Schrijvers, "Robust Random Cut Forest Based Anomaly Detection on Streams", ICML 2016), and the
 * library's own state of its trees, points and samplers.
 *
 * <p>The state is read field by field into the library's plain classes: no class is named in the
 * file, so none but these can be made. Sizes that it states are checked against each other before
 * the library allocates by them, so that a small file takes little memory.
 *
 * @param format {@value #FORMAT}
 * @param inputs what is done with the inputs
 * @param slope of the logit of a score over the logarithm of the anomaly score, above 0
 * @param shift of the logit
 * @param forest the library's state
 */
public record ForestFile(
    String format, ForestInputs inputs, double slope, double shift, RandomCutForestState forest) {
  private static final String FORMAT = "vigia-forest-1";
  private static final int MOST_TREES = 1_000;
  private static final int LARGEST_SAMPLE = 65_536;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength((int) DetectorFiles.MAX_FILE_BYTES)
                          .build())
                  .build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build();

  /**
   * The file of a forest.
   *
   * @param forest what was fitted; it is not changed
   */
  public static ForestFile of(
      ForestInputs inputs, double slope, double shift, RandomCutForest forest) {
    RandomCutForestMapper mapper = new RandomCutForestMapper();
    mapper.setSaveTreeStateEnabled(true);
    mapper.setCompressionEnabled(false);
    mapper.setSaveExecutorContextEnabled(true);
    return new ForestFile(FORMAT, inputs, slope, shift, mapper.toState(forest));
  }

  /** Whether bytes look like a forest rather than a graph: no graph begins with a brace. */
  public static boolean isForest(byte[] bytes) {
    return bytes.length > 0 && bytes[0] == '{';
  }

  /** The bytes of the file; the same forest gives the same bytes. */
  public byte[] write() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a forest is plain data", e);
    }
  }

  /**
   * Reads a file.
   *
   * @param path of the file, for messages
   * @param width number of inputs that the detector's features make
   * @throws IllegalArgumentException when it is no such file; the message says why
   */
  public static ForestFile read(byte[] bytes, String path, int width) {
    ForestFile file;
    try {
      file = JSON.readValue(bytes, ForestFile.class);
    } catch (IOException e) {
      throw refused(path, "found: " + firstLine(e), e);
    }
    file.check(path, width);
    return file;
  }

  private void check(String path, int width) {
    require(path, FORMAT.equals(format), "format '" + format + "'");
    boolean isAsWide =
        inputs.usual().length == width
            && inputs.mean().length == width
            && inputs.scale().length == width
            && forest.getDimensions() == width;
    if (!isAsWide) {
      throw refused(
          path,
          "a forest of "
              + forest.getDimensions()
              + " inputs, but the detector's features make "
              + width,
          null);
    }
    require(path, inputs.clip() > 0, "clip " + inputs.clip());
    require(path, slope > 0 && Double.isFinite(slope), "slope " + slope);
    require(path, Double.isFinite(shift), "shift " + shift);
    int trees = forest.getNumberOfTrees();
    int sample = forest.getSampleSize();
    require(path, trees >= 1 && trees <= MOST_TREES, trees + " trees");
    require(path, sample >= 1 && sample <= LARGEST_SAMPLE, "a sample of " + sample);
    require(path, forest.getShingleSize() == 1, "shingles of " + forest.getShingleSize());
    require(path, !forest.isCompressed(), "packed arrays");
    require(path, fits(width), "points, samplers and trees of other sizes than it says");
  }

  private boolean fits(int width) {
    PointStoreState points = forest.getPointStoreState();
    List<CompactSamplerState> samplers = forest.getCompactSamplerStates();
    List<CompactRandomCutTreeState> trees = forest.getCompactRandomCutTreeStates();
    if (points == null || samplers == null || trees == null) {
      return false;
    }
    int sample = forest.getSampleSize();
    long most = (long) forest.getNumberOfTrees() * sample + 1;
    return samplers.size() == forest.getNumberOfTrees()
        && trees.size() == forest.getNumberOfTrees()
        && points.getDimensions() == width
        && !points.isCompressed()
        && points.getCapacity() <= most
        && points.getIndexCapacity() <= most
        && points.getCurrentStoreCapacity() <= most
        && samplers.stream().allMatch(s -> !s.isCompressed() && s.getCapacity() <= sample)
        && trees.stream().allMatch(tree -> fits(tree, sample));
  }

  private static boolean fits(CompactRandomCutTreeState tree, int sample) {
    NodeStoreState nodes = tree.getNodeStoreState();
    return tree.getMaxSize() <= sample
        && nodes != null
        && nodes.getCapacity() <= sample
        && nodes.isCompressed()
        && Stream.of(
                nodes.getCutDimension(),
                nodes.getLeftIndex(),
                nodes.getRightIndex(),
                nodes.getNodeFreeIndexes(),
                nodes.getLeafFreeIndexes(),
                nodes.getLeafMass(),
                nodes.getLeafPointIndex())
            .allMatch(packed -> isBounded(packed, sample));
  }

  /** The library packs the nodes of a tree whatever it is told; the third number is how many. */
  private static boolean isBounded(int[] packed, int sample) {
    return packed == null || packed.length < 3 || packed[2] >= 0 && packed[2] <= 2 * sample;
  }

  private static void require(String path, boolean holds, String found) {
    if (!holds) {
      throw refused(path, "found " + found, null);
    }
  }

  /**
   * The forest, anew: traversing one keeps caches, so that each scorer has its own.
   *
   * @param path of the file, for messages
   * @throws IllegalArgumentException when the state is none of a forest
   */
  RandomCutForest newForest(String path) {
    forest.setExecutionContext(new ExecutionContext());
    try {
      return new RandomCutForestMapper().toModel(forest);
    } catch (RuntimeException e) {
      throw refused(path, "found trees that are none: " + e.getMessage(), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static IllegalArgumentException refused(String path, String found, Exception cause) {
    return new IllegalArgumentException(
        path
            + ": expected a random cut forest as 'vigia train' writes it; "
            + found
            + "; restore the file or train again",
        cause);
  }
}
