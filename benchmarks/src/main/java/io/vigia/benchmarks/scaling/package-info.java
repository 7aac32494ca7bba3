/** What the whole job does with more subtasks, keys, model and batch, and while it is rescaled. */
package io.vigia.benchmarks.scaling;
