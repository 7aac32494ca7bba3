/** Reads what networks are calibrated and compared with: files of numbers and pictures. */
package io.vigia.training.quantize.input;
