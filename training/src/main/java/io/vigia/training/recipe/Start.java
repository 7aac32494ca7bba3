package io.vigia.training.recipe;

import io.vigia.training.data.Reduction;
import io.vigia.training.network.Network;
import java.util.Optional;

/**
 * What several workers have learned already; a recipe goes on from there.
 *
 * @param reduction the way from the inputs of an event to those of the network
 * @param teacher the teacher that the network learned from, as {@link
 *     io.vigia.training.teacher.Teacher#of} takes it; empty where there was none
 * @param network the trained network
 * @param quality its average precision on the validation events
 * @param teacherSeconds that the teacher took
 * @param seconds that all of it took
 */
public record Start(
    Reduction reduction,
    Optional<byte[]> teacher,
    Network network,
    double quality,
    double teacherSeconds,
    double seconds) {}
