/**
 * Training on several workers, as one bounded Flink job: every worker keeps a part of the rows, a
 * coordinator asks them all the same question and puts their answers together.
 *
 * <p>{@link io.vigia.training.distributed.Learning} is the algorithm, written as a sequence of
 * questions and without Flink; {@link io.vigia.training.distributed.TrainWorkerOperator} and {@link
 * io.vigia.training.distributed.TrainingCoordinator} carry questions and answers.
 */
package io.vigia.training.distributed;
