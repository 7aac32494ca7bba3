/**
 * How rows are scored within their time: batches and their limit, workers, the ladder that answers
 * where the model cannot. Flink's part of it is {@code operators.ScoreOperator}.
 */
package io.vigia.jobs.scoring;
