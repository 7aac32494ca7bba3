/** Scores smoothed over the events of a key. */
package io.vigia.engine.smooth;
