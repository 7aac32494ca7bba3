package io.vigia.jobs.testing;

import io.vigia.engine.model.Sha256;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.schemas.ControlAction;
import io.vigia.schemas.ControlCommand;
import io.vigia.schemas.Rule;
import io.vigia.schemas.Severity;
import java.time.Instant;

/** Commands to the {@link TestDetector}. */
public final class Commands {

  private Commands() {}

  /** A command with nothing but an id and what to do. */
  public static ControlCommand.Builder of(String id, ControlAction action) {
    return ControlCommand.newBuilder()
        .setId(id)
        .setDetector("test-card")
        .setIssuedAt(Instant.EPOCH)
        .setAction(action);
  }

  /** Loads a folder as it is now. */
  public static ControlCommand load(String id, DetectorFiles folder) {
    return of(id, ControlAction.LOAD_MODEL)
        .setModelUri(folder.origin())
        .setModelSha256(sha256(folder))
        .build();
  }

  /** Does something with the model of a folder. */
  public static ControlCommand of(String id, ControlAction action, DetectorFiles folder) {
    return of(id, action).setModelSha256(sha256(folder)).build();
  }

  /** Sets the threshold. */
  public static ControlCommand threshold(String id, double threshold) {
    return of(id, ControlAction.SET_THRESHOLD).setThreshold(threshold).build();
  }

  /** Adds a rule. */
  public static ControlCommand rule(String id, String name, String when) {
    return of(id, ControlAction.ADD_RULE).setRule(new Rule(name, when, Severity.LOW)).build();
  }

  /** What the model of a folder is called by. */
  public static String sha256(DetectorFiles folder) {
    return Sha256.of(folder.files().get("model.onnx"));
  }
}
