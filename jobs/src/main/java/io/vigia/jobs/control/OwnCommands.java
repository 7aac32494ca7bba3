package io.vigia.jobs.control;

import io.vigia.schemas.ControlAction;
import io.vigia.schemas.ControlCommand;
import java.time.Instant;

/**
 * Commands that a job gives itself, over the control topic as all others: so they are followed by
 * all subtasks in one order, and everybody can read why. Subtasks that come to the same conclusion
 * in the same state give commands of the same id, of which one is followed.
 */
public final class OwnCommands {
  /** Who gives them. */
  public static final String ISSUER = "vigia";

  private OwnCommands() {}

  /**
   * Rolls a model back.
   *
   * @param detector name of the detector
   * @param epoch of the state in which the model answers, or since which it is compared
   * @param sha256 the model
   * @param nowMillis now, milliseconds since 1970
   * @param reason why, in words
   */
  public static ControlCommand rollBack(
      String detector, long epoch, String sha256, long nowMillis, String reason) {
    return ControlCommand.newBuilder()
        .setId("vigia-roll-back-" + epoch + "-" + sha256)
        .setDetector(detector)
        .setIssuedAt(Instant.ofEpochMilli(nowMillis))
        .setIssuedBy(ISSUER)
        .setReason(reason)
        .setAction(ControlAction.ROLL_BACK)
        .setModelSha256(sha256)
        .build();
  }
}
