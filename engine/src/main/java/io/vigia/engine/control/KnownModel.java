package io.vigia.engine.control;

import java.io.Serializable;

/**
 * A model that a job has at hand.
 *
 * @param sha256 SHA-256 of the model file that its detector.yaml names, which it is called by
 * @param version its version, from the model card
 * @param threshold its own threshold: scores from here on alert, in [0, 1]
 */
public record KnownModel(String sha256, String version, double threshold) implements Serializable {}
