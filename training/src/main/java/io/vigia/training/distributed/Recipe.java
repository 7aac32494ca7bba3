package io.vigia.training.distributed;

import io.vigia.training.network.Network;
import io.vigia.training.network.Objective;
import io.vigia.training.network.TrainingOptions;
import java.io.Serializable;

/** How the network is made and trained; goes along with the job. */
public interface Recipe extends Serializable {

  /** The network to begin with, for a number of inputs. */
  Network untrained(int inputs);

  /** How it is trained on one worker with so many rows. */
  TrainingOptions options(int rows);

  /** What it learns of the truth, 1 or 0. */
  Objective objective();

  /** Of the order of the rows. */
  long seed();
}
