package io.vigia.engine.spec;

import io.vigia.schemas.Severity;

/**
 * A condition that alerts whatever the score.
 *
 * @param name unique in the detector
 * @param when CEL condition over fields, features and {@code score}
 * @param severity severity of its alerts
 */
public record RuleSpec(String name, String when, Severity severity) {

  /** Whether a rule may have this name: letters, digits, '_', '.' and '-', at most 100. */
  public static boolean isName(String name) {
    return Names.RULE.matcher(name).matches();
  }
}
