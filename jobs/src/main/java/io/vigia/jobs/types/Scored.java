package io.vigia.jobs.types;

import io.vigia.engine.row.Row;
import io.vigia.schemas.ModelRef;

/**
 * A row that was scored and decided.
 *
 * @param row the row with its score and tier
 * @param alert whether threshold or rules were met, before suppression
 * @param model the model that answered; {@code null} where only rules did
 */
public record Scored(Row row, boolean alert, ModelRef model) {}
