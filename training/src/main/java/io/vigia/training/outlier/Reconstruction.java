package io.vigia.training.outlier;

import io.vigia.engine.pca.Pca;
import io.vigia.engine.spec.ModelSpec.NetworkSpec.ErrorSpace;
import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.data.Reduction;
import io.vigia.training.network.Network;
import java.util.Optional;

/**
 * Squeezes inputs through fewer numbers and makes inputs of them again. What is usual comes back
 * nearly as it was; an event that breaks the bonds between inputs does not, and the squared
 * distance says how far it is from what is usual (Jackson and Mudholkar, "Control Procedures for
 * Residuals Associated with Principal Component Analysis", 1979; Hawkins et al., "Outlier Detection
 * Using Replicator Neural Networks", 2002).
 *
 * @param reduction from the inputs of an event to components
 * @param network from components to components, an autoencoder; empty where the components go back
 *     as they are
 * @param space where the distance is measured; between whitened components it is the Mahalanobis
 *     distance of an event from what the network makes of it
 */
public record Reconstruction(Reduction reduction, Optional<Network> network, ErrorSpace space) {

  /**
   * How badly events come back: the mean of the squared distance over the inputs, scaled to
   * variance 1, or over the components.
   */
  public double[] errors(FeatureTable table, int[] rows) {
    float[] components = reduction.apply(table, rows);
    float[] repeated = network.map(net -> net.outputs(components, rows.length)).orElse(components);
    return space == ErrorSpace.COMPONENTS
        ? errors(components, repeated, rows.length)
        : inputErrors(table, rows, repeated);
  }

  private static double[] errors(float[] components, float[] repeated, int rows) {
    int width = components.length / rows;
    double[] errors = new double[rows];
    for (int i = 0; i < components.length; i++) {
      double distance = components[i] - (double) repeated[i];
      errors[i / width] += distance * distance / width;
    }
    return errors;
  }

  private double[] inputErrors(FeatureTable table, int[] rows, float[] repeated) {
    int inputs = reduction.preprocessing().width();
    int width = reduction.width();
    double[] errors = new double[rows.length];
    double[] prepared = new double[inputs];
    double[] again = new double[inputs];
    for (int i = 0; i < rows.length; i++) {
      reduction.preprocessing().apply(table, rows[i], prepared);
      back(repeated, i * width, again);
      double sum = 0;
      for (int j = 0; j < inputs; j++) {
        sum += (prepared[j] - again[j]) * (prepared[j] - again[j]);
      }
      errors[i] = sum / inputs;
    }
    return errors;
  }

  /** From components to inputs. */
  private void back(float[] components, int from, double[] inputs) {
    if (reduction.pca().isEmpty()) {
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = components[from + i];
      }
      return;
    }
    Pca pca = reduction.pca().get();
    System.arraycopy(pca.mean(), 0, inputs, 0, inputs.length);
    for (int c = 0; c < reduction.width(); c++) {
      double value = components[from + c] * deviation(pca, c);
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] += value * pca.components()[c][i];
      }
    }
  }

  /** What a component was divided by. */
  public static double deviation(Pca pca, int component) {
    return pca.whiten() ? Math.sqrt(pca.variances()[component]) : 1;
  }
}
