/** Two detectors on the same labelled events: {@code vigia model compare}. */
package io.vigia.training.compare;
