/** Thresholds that follow the scores of a key, so that its part of the budget holds. */
package io.vigia.engine.adapt;
