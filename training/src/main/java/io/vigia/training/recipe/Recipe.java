package io.vigia.training.recipe;

import io.vigia.training.data.LearningData;

/** A way from events to a model. */
public interface Recipe {

  /**
   * Makes a model.
   *
   * @param isCompared whether the models on the way, and those that it is compared with, are wanted
   *     too; they cost time
   * @throws io.vigia.training.data.UnsuitableDataException when the events do not suffice
   */
  Product make(LearningData data, boolean isCompared);
}
