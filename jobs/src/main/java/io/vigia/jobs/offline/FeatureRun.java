package io.vigia.jobs.offline;

import org.apache.flink.api.common.JobExecutionResult;

/**
 * What a run that computed features has left.
 *
 * @param table the features
 * @param job the job's result, with the accumulators of what was added to it
 */
public record FeatureRun(FeatureTable table, JobExecutionResult job) {}
