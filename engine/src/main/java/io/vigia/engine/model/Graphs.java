package io.vigia.engine.model;

import io.vigia.engine.score.Scorer;
import io.vigia.engine.score.ScoringException;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.schemas.ModelRef;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The graphs of a folder whose files were checked.
 *
 * @param folder the folder
 * @param int8File name of the int8 graph in it
 * @param card its model card
 * @param reference its reference data
 * @param width number of inputs that the detector's features make
 */
record Graphs(Folder folder, String int8File, ModelCard card, Reference reference, int width) {

  /** The one file of a model that has no twin, whose golden vectors came out. */
  Graph only() {
    return verified(true);
  }

  /** The graph of a precision, whose golden vectors came out. */
  Graph verified(boolean int8) {
    Graph graph = graph(int8);
    mismatch(graph, int8)
        .ifPresent(
            message -> {
              throw new DetectorException(message);
            });
    return graph;
  }

  /**
   * Asks the admission gate. An int8 graph whose golden vectors do not come out on this machine is
   * not admitted; for fp32, which has to answer then, that is the end.
   */
  Admission admit(LongSupplier nanoClock, int largestBatch) {
    Graph fp32 = verified(false);
    Graph int8 = graph(true);
    Optional<String> mismatch = mismatch(int8, true);
    if (mismatch.isPresent()) {
      return Admission.refused(mismatch.get());
    }
    try (Scorer floating = fp32.scorer(largestBatch);
        Scorer quantised = int8.scorer(largestBatch)) {
      return new AdmissionGate(reference.sample(), nanoClock, largestBatch)
          .decide(floating, quantised);
    } catch (ScoringException e) {
      throw new DetectorException(
          folder.origin()
              + ": a model fails on the sample of the reference data: "
              + e.getMessage(),
          e);
    }
  }

  private Graph graph(boolean int8) {
    String file = int8 ? int8File : DetectorFiles.FP32_MODEL;
    byte[] bytes = folder.bytes(file);
    ModelRef ref = new ModelRef(card.name(), card.version(), Sha256.of(bytes));
    return new Graph(folder.path(file), bytes, ref, width);
  }

  private Optional<String> mismatch(Graph graph, boolean int8) {
    Reference.Golden golden = reference.golden();
    return GoldenCheck.mismatch(
        graph,
        golden.inputs(),
        int8 ? golden.int8() : golden.fp32(),
        int8 ? Detector.INT8_TOLERANCE : Detector.FP32_TOLERANCE);
  }
}
