package io.vigia.training.report;

import io.vigia.engine.pca.Pca;
import java.util.List;
import java.util.Optional;

/**
 * What a report is made of.
 *
 * @param detector name of the detector
 * @param data what the rows are, in words, such as their span of event times
 * @param contenders the models, in the order of the report; others are compared with the first one,
 *     the teacher where there is one
 * @param shipped name of the contender that goes into the detector folder: its calibration and the
 *     importance of its inputs are shown
 * @param rows what is measured on: no model may have learned from them
 * @param pca how the inputs are reduced; empty where they are not
 * @param notes figures of the steps of training; may be empty
 * @param seed of what is shuffled
 */
public record ReportInput(
    String detector,
    String data,
    List<Contender> contenders,
    String shipped,
    LabelledRows rows,
    Optional<Pca> pca,
    List<Series> notes,
    long seed) {
  public ReportInput {
    contenders = List.copyOf(contenders);
    notes = List.copyOf(notes);
    List<String> names = contenders.stream().map(Contender::name).toList();
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("contenders " + names + ", expected different names");
    }
    if (!names.contains(shipped)) {
      throw new IllegalArgumentException(
          "the shipped model is " + shipped + ", expected one of " + names);
    }
  }

  /** The contender that goes into the detector folder. */
  Contender shippedContender() {
    return contenders.stream()
        .filter(contender -> contender.name().equals(shipped))
        .findFirst()
        .orElseThrow();
  }
}
