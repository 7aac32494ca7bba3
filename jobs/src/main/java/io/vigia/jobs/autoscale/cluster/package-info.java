/**
 * Running jobs, through Flink's REST API: what they count, and changing their parallelism. The
 * decisions come from {@code io.vigia.jobs.autoscale}.
 */
package io.vigia.jobs.autoscale.cluster;
