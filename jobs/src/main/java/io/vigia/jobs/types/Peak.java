package io.vigia.jobs.types;

import io.vigia.engine.score.ScoreLevels.Tail;

/**
 * A candidate of which its key's threshold has to decide: its score is at least the floor of the
 * tail. Its alert has the threshold that training chose, and the severity of its rules.
 *
 * @param candidate the alert that it may become
 * @param key number of the key whose threshold it is
 * @param tail the tail of the scores of the model that answered
 */
public record Peak(Candidate candidate, long key, Tail tail) {}
