package io.vigia.training.report;

/**
 * A model that is measured beside others.
 *
 * @param name as the report shows it, such as {@code student-int8}; unique in a report
 * @param parameters numbers that were learned
 * @param bytes size of its file
 * @param multiplyAdds multiplications and additions of one score; of trees, the comparisons
 * @param trainingSeconds time that its training took, with what it builds on
 * @param source how it is loaded
 */
public record Contender(
    String name,
    long parameters,
    long bytes,
    long multiplyAdds,
    double trainingSeconds,
    ScorerSource source) {}
