package io.vigia.jobs.autoscale.cluster;

import io.vigia.jobs.autoscale.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A decision, and what became of it.
 *
 * @param time when it was taken
 * @param job id of the job
 * @param jobName name of the job
 * @param decision what was decided, with its reasons
 * @param took time from the decision to the job's running with it; empty where nothing was changed
 * @param failure why it could not be carried out; empty where it was, or nothing was to change
 */
public record ScalingEvent(
    Instant time,
    String job,
    String jobName,
    Decision decision,
    Optional<Duration> took,
    Optional<String> failure) {}
