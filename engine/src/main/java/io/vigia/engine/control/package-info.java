/**
 * What commands make of a running detector: which model answers, which is tried beside it, from
 * which score on, by which rules. Pure: the same commands in the same order give the same state.
 */
package io.vigia.engine.control;
