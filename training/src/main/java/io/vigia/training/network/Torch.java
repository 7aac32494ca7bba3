package io.vigia.training.network;

import ai.djl.engine.Engine;
import java.util.Map;

/** PyTorch, through DJL. */
public final class Torch {
  static {
    // Before the engine loads: results must not depend on the number of cores, and its libraries
    // come from the class path, never from the network.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  /** DJL collects gradients for one computation in a process at a time. */
  static final Object GRADIENTS = new Object();

  private Torch() {}

  static Engine engine() {
    return Engine.getEngine("PyTorch");
  }

  /** Names and versions of what trains. */
  public static Map<String, String> versions() {
    return Map.of("djl", Engine.getDjlVersion(), "pytorch", engine().getVersion());
  }
}
