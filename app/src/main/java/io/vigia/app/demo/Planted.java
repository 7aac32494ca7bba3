package io.vigia.app.demo;

/** The books of what was planted in a stream and of what was found. Thread safe. */
interface Planted {
  /**
   * An event that is part of something planted was sent.
   *
   * @param episode which planted thing it is part of
   * @param subject who would have to be alerted
   */
  void planted(long episode, String subject, long timeMillis);

  /** An alert about a subject came, of an event of this time. */
  void alerted(String subject, long timeMillis);

  /** How many things were planted. */
  long planted();

  /** How many of them were found. */
  long found();
}
