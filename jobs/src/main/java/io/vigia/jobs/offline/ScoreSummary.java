package io.vigia.jobs.offline;

/**
 * What scoring files came to.
 *
 * @param events events in range that were scored
 * @param late those of them that came behind the watermark
 * @param deadLetters records that could not be used, in range or not
 * @param alerts alerts in range after suppression
 * @param seconds how long it took
 */
public record ScoreSummary(long events, long late, long deadLetters, long alerts, double seconds) {

  /** Events that were scored a second. */
  public double eventsPerSecond() {
    return seconds > 0 ? events / seconds : 0;
  }
}
