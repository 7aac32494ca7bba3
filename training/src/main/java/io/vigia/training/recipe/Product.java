package io.vigia.training.recipe;

import io.vigia.engine.model.ModelCard;
import io.vigia.training.data.Reduction;
import io.vigia.training.report.Contender;
import io.vigia.training.report.Series;
import java.util.List;
import java.util.Optional;

/**
 * A model that was made.
 *
 * @param reduction the way from the inputs to those of the network
 * @param network what the model card says of the network
 * @param parameters numbers that were learned
 * @param multiplyAdds multiplications with an addition for one event
 * @param fp32 the graph in floating point, ONNX, or a forest
 * @param int8 the quantised graph, ONNX; of a forest, the same bytes as {@code fp32}
 * @param threshold from which its scores alert, where the detector asks for a multiple of the
 *     largest error in training
 * @param contenders what it is compared with, itself among them
 * @param shipped name of the contender that is the quantised graph
 * @param notes figures of the steps
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Product(
    Reduction reduction,
    ModelCard.Network network,
    long parameters,
    long multiplyAdds,
    byte[] fp32,
    byte[] int8,
    Optional<ModelCard.Threshold> threshold,
    List<Contender> contenders,
    String shipped,
    List<Series> notes) {
  public Product {
    contenders = List.copyOf(contenders);
    notes = List.copyOf(notes);
  }

  /** Whether there are two graphs; else {@code int8} and {@code fp32} are the same bytes. */
  public boolean isQuantised() {
    return int8 != fp32;
  }
}
