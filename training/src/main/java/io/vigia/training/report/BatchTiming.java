package io.vigia.training.report;

/**
 * The time of calls of one batch size: rows put into the batch, the model run, scores read.
 *
 * @param batch rows a call
 * @param microsPerRecord microseconds a row: the median of the rounds
 * @param p50Micros half of the calls took at most this long, microseconds a call
 * @param p99Micros 99 % of the calls took at most this long
 */
public record BatchTiming(int batch, double microsPerRecord, double p50Micros, double p99Micros) {}
