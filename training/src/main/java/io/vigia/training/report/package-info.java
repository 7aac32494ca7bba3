/**
 * What models cost and what they are worth: {@link io.vigia.training.report.EfficiencyReport}
 * measures contenders on the same rows and writes the report. It knows scorers alone, not how they
 * were trained, so that anything that scores can be a contender.
 */
package io.vigia.training.report;
