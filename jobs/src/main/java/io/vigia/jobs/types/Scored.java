package io.vigia.jobs.types;

import io.vigia.engine.row.Row;

/**
 * A row that was scored and decided.
 *
 * @param row the row with its score and tier
 * @param alert whether threshold or rules were met, before suppression
 */
public record Scored(Row row, boolean alert) {}
