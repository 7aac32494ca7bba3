package io.vigia.engine.expr;

import java.util.List;

/** Where the names of an expression stand in {@link Operands}. */
public interface Slots {

  /** Slot of a field or feature in {@link Operands#values}; -1 where there is none. */
  int slot(String name);

  /** String fields in the order of {@link Operands#texts}. */
  List<String> textFields();

  /** The number that stands for a text at the slot of its field; equal texts have equal numbers. */
  double textNumber(String text);
}
