package io.vigia.training;

import java.util.Map;
import java.util.Optional;

/** Names and versions of what trains. */
final class Tools {
  private Tools() {}

  static Map<String, String> versions() {
    return Map.of(
        "vigia", version(Tools.class),
        "djl", ai.djl.engine.Engine.getDjlVersion(),
        "pytorch", ai.djl.engine.Engine.getEngine("PyTorch").getVersion(),
        "onnxruntime", version(ai.onnxruntime.OrtEnvironment.class),
        "java", Integer.toString(Runtime.version().feature()));
  }

  /** The version in the manifest of the jar that a class came from. */
  private static String version(Class<?> type) {
    return Optional.ofNullable(type.getPackage().getImplementationVersion()).orElse("unknown");
  }
}
