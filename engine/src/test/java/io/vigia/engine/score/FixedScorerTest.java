package io.vigia.engine.score;

class FixedScorerTest extends AbstractScorerContract {
  @Override
  protected Scorer firstInput(int width, int capacity) {
    return new FixedScorer(width, capacity, inputs -> inputs[0]);
  }
}
