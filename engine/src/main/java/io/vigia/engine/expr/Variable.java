package io.vigia.engine.expr;

import java.util.List;

/**
 * A name that an expression may read.
 *
 * @param name the name
 * @param kind what it is
 * @param slot slot of its number; {@link #SCORE_SLOT} for the score
 * @param textSlot slot of its text; -1 for any but a string
 * @param symbols symbols of an enum
 */
record Variable(String name, FieldKind kind, int slot, int textSlot, List<String> symbols) {
  static final int SCORE_SLOT = -2;

  boolean isText() {
    return kind == FieldKind.TEXT || kind == FieldKind.ENUM;
  }
}
