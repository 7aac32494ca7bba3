package io.vigia.training;

import io.vigia.engine.onnx.OnnxScorer;
import io.vigia.training.network.Torch;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Names and versions of what trains. */
final class Tools {
  private Tools() {}

  static Map<String, String> versions() {
    TreeMap<String, String> versions = new TreeMap<>(Torch.versions());
    versions.put("vigia", vigia());
    versions.put("onnxruntime", OnnxScorer.runtimeVersion());
    versions.put("java", Integer.toString(Runtime.version().feature()));
    return versions;
  }

  /** The version in the manifest of the jar; there is none beside classes of a build. */
  private static String vigia() {
    return Optional.ofNullable(Tools.class.getPackage().getImplementationVersion())
        .orElse("unknown");
  }
}
