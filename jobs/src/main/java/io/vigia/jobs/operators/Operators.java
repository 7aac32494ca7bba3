package io.vigia.jobs.operators;

import org.apache.flink.streaming.api.operators.StreamOperator;

/** What the factories of the operators share. */
final class Operators {

  private Operators() {}

  /** The operator as the type that Flink asks for, which is the one its factory names. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <T extends StreamOperator<?>> T cast(StreamOperator<?> operator) {
    return (T) operator;
  }
}
