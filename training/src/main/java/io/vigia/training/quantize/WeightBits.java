package io.vigia.training.quantize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many bits weights take. Processors without VNNI (or the dot products of ARM) add two products
 * of 8 × 8 bits in 16, which saturates with the eighth bit of the weights; with seven a network
 * computes the same everywhere (ONNX Runtime's documentation of quantisation, "reduce_range").
 */
public enum WeightBits {
  /** Seven bits: the same everywhere. */
  SEVEN(63),
  /** Eight bits: twice as fine, for processors that add products in 32 bits. */
  EIGHT(127);

  private static final List<String> ADD_IN_32_BITS =
      List.of("avx512_vnni", "avx_vnni", "asimddp", "amx_int8");

  private final int largest;

  WeightBits(int largest) {
    this.largest = largest;
  }

  /** Magnitude of the largest quantised weight. */
  public int largest() {
    return largest;
  }

  /** The most that this machine's processor multiplies without saturation. */
  public static WeightBits ofThisMachine() {
    return ofProcessor(Path.of("/proc/cpuinfo"));
  }

  /** As a description of processors has it; seven where there is none. */
  static WeightBits ofProcessor(Path description) {
    if (!Files.isReadable(description)) {
      return SEVEN;
    }
    try (Stream<String> lines = Files.lines(description)) {
      return lines
              .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
              .anyMatch(line -> ADD_IN_32_BITS.stream().anyMatch((" " + line + " ")::contains))
          ? EIGHT
          : SEVEN;
    } catch (IOException e) {
      return SEVEN;
    }
  }
}
