package io.vigia.engine.control;

/** Where the models of commands come from. */
public interface ModelShelf {

  /**
   * Fetches a model and checks it as a job does before its start.
   *
   * @param uri folder or object-store path of the detector
   * @param sha256 hash that its model file must have
   * @throws RefusedException when it cannot be fetched, or is not fit for this job
   */
  KnownModel load(String uri, String sha256) throws RefusedException;

  /**
   * The threshold by which a model keeps within a budget.
   *
   * @param sha256 a model at hand
   * @param alertsPerDay the budget, above 0
   * @return scores from here on alert, in [0, 1]
   * @throws RefusedException when it cannot be told
   */
  double threshold(String sha256, double alertsPerDay) throws RefusedException;
}
