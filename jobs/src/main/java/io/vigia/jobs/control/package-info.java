/**
 * What a running job needs to follow commands: folders fetched and checked once, orders that
 * subtasks keep, models opened beside the task, acknowledgements.
 */
package io.vigia.jobs.control;
