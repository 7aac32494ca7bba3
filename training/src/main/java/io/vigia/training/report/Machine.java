package io.vigia.training.report;

import io.vigia.engine.onnx.OnnxScorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured on. */
final class Machine {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** Facts by name, for people. */
  static Map<String, Object> describe() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("processor", processor("model name", System.getProperty("os.arch")));
    facts.put("vnni", processor("flags", "").matches(".*\\b(avx512_vnni|avx_vnni)\\b.*"));
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put("onnxruntime", OnnxScorer.runtimeVersion());
    return facts;
  }

  /** A line of Linux's description of the first processor. */
  private static String processor(String key, String other) {
    if (!Files.isReadable(PROCESSORS)) {
      return other;
    }
    try {
      List<String> lines = Files.readAllLines(PROCESSORS);
      return lines.stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(other);
    } catch (IOException e) {
      return other;
    }
  }
}
