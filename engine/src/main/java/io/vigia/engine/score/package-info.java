/**
 * What every scorer promises, apart from how it scores: so that the room of ONNX and the room of
 * detectors, which opens it, do not need each other.
 */
package io.vigia.engine.score;
