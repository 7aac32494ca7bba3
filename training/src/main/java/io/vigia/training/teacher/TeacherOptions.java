package io.vigia.training.teacher;

import java.io.Serializable;

/**
 * How the teacher is trained. The defaults are those that did best on validation weeks of the card
 * data.
 *
 * @param rounds trees at the most
 * @param depth of a tree
 * @param learningRate share of each tree that counts
 * @param patience rounds without a better validation after which training stops
 * @param childWeight least weight of the rows in a leaf
 * @param rowShare share of the rows that a tree sees
 * @param inputShare share of the inputs that a tree sees
 */
public record TeacherOptions(
    int rounds,
    int depth,
    float learningRate,
    int patience,
    float childWeight,
    float rowShare,
    float inputShare)
    implements Serializable {

  /** The defaults. */
  public static TeacherOptions defaults() {
    return new TeacherOptions(600, 4, 0.05f, 40, 10, 0.7f, 0.5f);
  }
}
