package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether ONNX Runtime runs in integers what was quantised. A quantise-dequantise graph is fast
 * only where its pairs are fused with the nodes between them; a node that is not computes in float
 * and pays for the conversions besides.
 *
 * @param integerKernels how many nodes run in integers
 * @param conversions how many nodes only convert between floats and integers
 * @param unfused names of the nodes that should run in integers and do not
 * @param operators how many nodes of each kind run
 */
public record FusionCheck(
    int integerKernels, int conversions, List<String> unfused, Map<String, Integer> operators) {
  /** What ONNX Runtime adds to the name of a node that it made anew. */
  private static final Pattern SUFFIX = Pattern.compile("_token_\\d+$");

  private static final Set<String> CONVERSIONS = Set.of("QuantizeLinear", "DequantizeLinear");

  /** Lets ONNX Runtime optimise a quantised network, and looks at what it made of it. */
  public static FusionCheck of(Quantized network) {
    OptimizedGraph optimized = OptimizedGraph.of(network.onnx());
    Set<String> integers =
        optimized.nodes().stream()
            .filter(FusionCheck::isInteger)
            .map(node -> SUFFIX.matcher(node.getName()).replaceFirst(""))
            .collect(Collectors.toSet());
    List<String> unfused =
        network.nodes().stream()
            .filter(Quantized.Node::hasKernel)
            .map(Quantized.Node::name)
            .filter(name -> !integers.contains(name))
            .toList();
    return new FusionCheck(
        (int) optimized.nodes().stream().filter(FusionCheck::isInteger).count(),
        (int)
            optimized.nodes().stream()
                .filter(node -> CONVERSIONS.contains(node.getOpType()))
                .count(),
        unfused,
        optimized.counts());
  }

  /** Whether everything that was quantised runs in integers. */
  public boolean isFused() {
    return unfused.isEmpty();
  }

  private static boolean isInteger(NodeProto node) {
    String type = node.getOpType();
    return type.startsWith("QLinear") || type.equals("QGemm") || type.startsWith("MatMulInteger");
  }
}
