package io.vigia.training.quantize;

import java.util.Map;

/** What a kind of operator is to quantisation. */
enum Role {
  /** Multiplies by constant weights: the work that integers speed up. */
  WEIGHTED,
  /** Computes new values of values; worth it in integers where they are integers already. */
  COMBINING,
  /** Hands its input's values on, so that it needs no scale of its own. */
  PASSING,
  /** Has no form in integers. */
  FLOAT;

  private static final Map<String, Role> ROLES =
      Map.ofEntries(
          Map.entry("Conv", WEIGHTED),
          Map.entry("Gemm", WEIGHTED),
          Map.entry("MatMul", WEIGHTED),
          Map.entry("Add", COMBINING),
          Map.entry("Mul", COMBINING),
          Map.entry("Concat", COMBINING),
          Map.entry("AveragePool", COMBINING),
          Map.entry("GlobalAveragePool", COMBINING),
          Map.entry("Sigmoid", COMBINING),
          Map.entry("Tanh", COMBINING),
          Map.entry("HardSigmoid", COMBINING),
          Map.entry("HardSwish", COMBINING),
          Map.entry("LeakyRelu", COMBINING),
          Map.entry("PRelu", COMBINING),
          Map.entry("Relu", COMBINING),
          Map.entry("Clip", COMBINING),
          Map.entry("MaxPool", PASSING),
          Map.entry("Flatten", PASSING),
          Map.entry("Reshape", PASSING),
          Map.entry("Split", PASSING),
          Map.entry("Squeeze", PASSING),
          Map.entry("Unsqueeze", PASSING),
          Map.entry("Transpose", PASSING));

  static Role of(String operator) {
    return ROLES.getOrDefault(operator, FLOAT);
  }
}
