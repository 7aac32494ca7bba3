package io.vigia.jobs.types;

import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.DeadLetter;

/**
 * What was read from the control topic: a command, or why there is none. One of the two is {@code
 * null}.
 *
 * @param command the command
 * @param deadLetter the record that could not be read
 */
public record Instruction(ControlCommand command, DeadLetter deadLetter) {}
