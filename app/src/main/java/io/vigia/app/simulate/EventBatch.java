package io.vigia.app.simulate;

import java.io.IOException;

/**
 * The events of one stretch of simulated time, by time. A simulator may fill the same object anew:
 * read it before the next one is asked for.
 */
public interface EventBatch {
  /** Number of events. */
  int size();

  /** Id of an event, as text. */
  String id(int index);

  /** When it happened: milliseconds since 1970. */
  long timeMillis(int index);

  /** Number of whom it is about (a card, a camera, a sensor): whose events stay in their order. */
  int source(int index);

  /** Number of the planted episode that the event belongs to, from 0; −1 = it is normal. */
  long episode(int index);

  /**
   * Who would have to be alerted for it, such as the card, the track or the sensor. Of a planted
   * event only.
   */
  String subject(int index);

  /** Whether it is part of something planted. */
  default boolean planted(int index) {
    return episode(index) >= 0;
  }

  /** Writes the fields of the event's schema. */
  void event(int index, Cells out) throws IOException;

  /** Writes the truth about it: the fields of {@link Simulator#truth}. */
  void truth(int index, Cells out) throws IOException;
}
