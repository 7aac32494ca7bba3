package io.vigia.app.simulate.camera;

import java.util.Locale;

/** What can be planted before a camera. */
public enum Anomaly {
  /** Somebody runs. */
  RUNNING,
  /** Somebody walks against the direction of a one-way route. */
  WRONG_WAY,
  /** Somebody hangs about in one place for minutes. */
  LOITERING,
  /** Something is thrown. */
  THROWN_OBJECT,
  /** Something is put down and left behind. */
  ABANDONED_OBJECT,
  /** Many people come at once, in a hurry. */
  CROWD_SURGE,
  /** Somebody enters the camera's closed zone. */
  CLOSED_ZONE,
  /** Somebody is there while the place is closed. */
  CLOSED_HOURS;

  /** As files have it, such as {@code wrong-way}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
