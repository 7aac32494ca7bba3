package io.vigia.engine.model;

import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.learned.LearnedTables;
import io.vigia.engine.pca.Pca;
import io.vigia.engine.spec.DetectorFiles;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What training learned beside the network: {@code reference.avro}.
 *
 * @param features the inputs over the training data, in their order
 * @param pca how the imputed and scaled inputs are reduced; empty where they are not
 * @param tables the learned tables in the order of the detector
 * @param sample rows of validation data that the admission gate measures on
 * @param golden rows with the scores that must come out
 */
public record Reference(
    List<Feature> features,
    Optional<Pca> pca,
    List<LearnedTable> tables,
    Sample sample,
    Golden golden) {

  public Reference {
    features = List.copyOf(features);
    tables = List.copyOf(tables);
    int width = features.size();
    check("sample.inputs", sample.inputs().length, "sample.labels", sample.rows(), width);
    check("golden.inputs", golden.inputs().length, "golden.fp32", golden.fp32().length, width);
    check("golden.inputs", golden.inputs().length, "golden.int8", golden.int8().length, width);
  }

  private static void check(String inputs, int length, String of, int rows, int width) {
    if (length != rows * width) {
      throw new IllegalArgumentException(
          inputs
              + " has "
              + length
              + " numbers, expected "
              + rows
              + " rows of "
              + of
              + " × "
              + width
              + " features");
    }
  }

  /**
   * One input over the training data, missing values left out.
   *
   * @param name its name
   * @param mean its mean, in the feature's unit
   * @param std its standard deviation, that of the population
   * @param usual its usual value: the median
   * @param min its smallest value
   * @param max its largest value
   * @param missing how many values were missing
   * @param edges edges of the histogram's bins, ascending, one more than bins
   * @param counts values in each bin; a bin holds its lower edge, the last one its upper edge too
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  public record Feature(
      String name,
      double mean,
      double std,
      double usual,
      double min,
      double max,
      long missing,
      double[] edges,
      long[] counts)
      implements Serializable {
    public Feature {
      if (edges.length != counts.length + 1) {
        throw new IllegalArgumentException(
            "feature "
                + name
                + ": "
                + edges.length
                + " edges of "
                + counts.length
                + " bins, expected one edge more than bins");
      }
    }
  }

  /**
   * Rows of validation data.
   *
   * @param inputs the inputs row by row, NaN = missing
   * @param labels the truth of each row, 1 = fraud or anomaly, NaN = not known
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  public record Sample(float[] inputs, float[] labels) {
    /** Number of rows. */
    public int rows() {
      return labels.length;
    }
  }

  /**
   * Rows with the scores that came out when the detector was made.
   *
   * @param inputs the inputs row by row, NaN = missing
   * @param fp32 scores of the fp32 graph
   * @param int8 scores of the int8 graph
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
  public record Golden(float[] inputs, double[] fp32, double[] int8) {
    /** Number of rows. */
    public int rows() {
      return fp32.length;
    }
  }

  /** The usual values of the inputs in their order, as {@code Reasons} takes them. */
  public double[] usual() {
    return features.stream().mapToDouble(Feature::usual).toArray();
  }

  /**
   * A reference of tables alone, for features to be computed before there is a model.
   *
   * @param tables the tables fitted so far
   */
  public static Reference of(LearnedTables tables) {
    return new Reference(
        List.of(),
        Optional.empty(),
        tables.tables(),
        new Sample(new float[0], new float[0]),
        new Golden(new float[0], new double[0], new double[0]));
  }

  /**
   * The learned tables of a folder; none where it has no {@code reference.avro}.
   *
   * @throws DetectorException when that is no reference
   */
  public static LearnedTables tables(DetectorFiles files) {
    byte[] bytes = files.files().get(DetectorFiles.REFERENCE);
    return bytes == null
        ? LearnedTables.NONE
        : new LearnedTables(read(bytes, files.origin() + "/" + DetectorFiles.REFERENCE).tables());
  }

  /** The bytes of the file. The same reference gives the same bytes. */
  public byte[] write() {
    return ReferenceFile.write(this);
  }

  /**
   * Reads the bytes of the file.
   *
   * @param bytes the file
   * @param origin the file's name, for messages
   * @throws DetectorException when it is no such file, or one of a newer layout
   */
  public static Reference read(byte[] bytes, String origin) {
    return ReferenceFile.read(bytes, origin);
  }
}
