package io.vigia.app.simulate.sensor;

import java.util.Locale;

/**
 * What can be planted in a sensor's readings. After the faults found in real deployments: A. B.
 * Sharma, L. Golubchik and R. Govindan, "Sensor faults: detection methods and prevalence in
 * real-world datasets", ACM TOSN 6(3), 2010; K. Ni et al., "Sensor network data fault types", ACM
 * TOSN 5(3), 2009.
 */
public enum SensorFault {
  /** One to three readings far away. */
  SPIKE,
  /** The level changes, for six hours to a day. */
  LEVEL_CHANGE,
  /** The same value again and again, for two to eight hours. */
  FLAT_LINE,
  /** No readings for one to four hours; what comes first afterwards is labelled. */
  MISSING_BEATS,
  /** What swings swings twice or half as fast, for four to twelve hours. */
  FREQUENCY_CHANGE;

  /** As files have it, such as {@code flat-line}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
