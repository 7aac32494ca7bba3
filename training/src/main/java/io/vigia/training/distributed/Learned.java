package io.vigia.training.distributed;

import io.vigia.engine.model.Reference;
import io.vigia.engine.pca.Pca;
import io.vigia.training.data.Preprocessing;
import io.vigia.training.data.Reduction;
import io.vigia.training.network.Network;
import io.vigia.training.recipe.Start;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What several workers have learned.
 *
 * @param inputs the description of the inputs over the rows that were learned from
 * @param preprocessing what is done with the inputs
 * @param pca the components that they are reduced to; {@code null} where the network sees all
 * @param teacher the teacher that the network learned from, as XGBoost stores it; {@code null} for
 *     none
 * @param network the trained network
 * @param epoch its epoch, from 1
 * @param quality its average precision on the validation rows
 * @param log what went on, a line an epoch
 * @param traffic what travelled
 * @param teacherSeconds that the teacher took
 * @param seconds from the first question to the last answer
 */
@SuppressWarnings("ArrayRecordComponent") // Carried and read, never compared.
public record Learned(
    List<Reference.Feature> inputs,
    Preprocessing preprocessing,
    Pca pca,
    byte[] teacher,
    Network network,
    int epoch,
    double quality,
    List<String> log,
    Traffic traffic,
    double teacherSeconds,
    double seconds)
    implements Serializable {
  public Learned {
    inputs = List.copyOf(inputs);
    log = List.copyOf(log);
  }

  /** Where the rest of the training goes on. */
  public Start start() {
    return new Start(
        reduction(), Optional.ofNullable(teacher), network, quality, teacherSeconds, seconds);
  }

  /** The way from the inputs to those of the network. */
  public Reduction reduction() {
    return new Reduction(preprocessing, Optional.ofNullable(pca));
  }
}
