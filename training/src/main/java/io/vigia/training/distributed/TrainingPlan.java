package io.vigia.training.distributed;

import io.vigia.engine.spec.TrainingSpec.InputScale;
import io.vigia.training.network.Network;
import io.vigia.training.network.Objective;
import io.vigia.training.network.TrainingOptions;
import io.vigia.training.teacher.TeacherOptions;
import java.io.Serializable;
import java.util.Optional;

/** How the network is made and trained; goes along with the job. */
public interface TrainingPlan extends Serializable {

  /** How inputs are scaled. */
  InputScale inputScale();

  /** How many standard deviations from their mean inputs are held within. */
  double clip();

  /** The network to begin with, for a number of inputs. */
  Network untrained(int inputs);

  /** How it is trained on one worker with so many rows. */
  TrainingOptions options(int rows);

  /** After how many steps the workers go on from their average, from 1. */
  int stepsBetweenAverages();

  /** The teacher that it learns from beside the truth; empty for none. */
  Optional<TeacherOptions> teacher();

  /**
   * What it learns: of the truth, 1 or 0, or with a teacher of the three targets of {@link
   * io.vigia.training.network.DistillationLoss}.
   */
  Objective objective();

  /** Of the order of the rows. */
  long seed();
}
