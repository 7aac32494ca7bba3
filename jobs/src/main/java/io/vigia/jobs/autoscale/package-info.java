/**
 * How many subtasks each operator of a running job needs, and when to change that: a pure core that
 * knows counters and times, no Flink and no network. {@code LoadWindow} turns what a cluster counts
 * into rates, {@code RateModel} the rates into needs (DS2), {@code Autoscaler} the needs into
 * decisions. What reads and changes real jobs is in {@code cluster}.
 */
package io.vigia.jobs.autoscale;
