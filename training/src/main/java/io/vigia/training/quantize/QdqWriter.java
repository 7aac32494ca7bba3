package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.vigia.training.onnx.NodeAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes quantise-dequantise pairs around the nodes of a plan. A tensor that a node in integers
 * makes is read through its pair by everyone; a tensor made in float is read as it is by nodes in
 * float.
 */
final class QdqWriter {
  /** A sigmoid's values lie between 0 and 1. */
  private static final Range UNIT = Range.of(0, 1);

  private final Graph graph;
  private final Plan plan;
  private final Activations seen;
  private final QuantizationOptions options;
  private final List<NodeProto> written = new ArrayList<>();
  private final Map<String, Pair> pairs = new HashMap<>();
  private final Map<String, String> floats = new HashMap<>();
  private final Map<Integer, String> zeros = new HashMap<>();

  /** A tensor as it is read after its pair. */
  private record Pair(Range range, String steps, String scale, String zero, String value) {}

  private QdqWriter(Graph graph, Plan plan, Activations seen, QuantizationOptions options) {
    this.graph = graph;
    this.plan = plan;
    this.seen = seen;
    this.options = options;
  }

  /** Rewrites a graph by a plan. */
  static void apply(Graph graph, Plan plan, Activations seen, QuantizationOptions options) {
    QdqWriter writer = new QdqWriter(graph, plan, seen, options);
    for (NodeProto node : graph.nodes()) {
      if (plan.isChosen(node)) {
        writer.integers(node);
      } else if (!plan.isPart(node)) {
        writer.inFloat(node);
      }
    }
    graph.replaceNodes(writer.written);
    // Where steps are read with another scale, nobody reads the pair's own value.
    for (NodeProto node : graph.nodes()) {
      String output = node.getOutput(0);
      if (node.getOpType().equals("DequantizeLinear")
          && !graph.isOutput(output)
          && graph.consumers(output).isEmpty()) {
        graph.remove(node);
      }
    }
  }

  private void inFloat(NodeProto node) {
    NodeProto.Builder copy = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      copy.setInput(i, floats.getOrDefault(node.getInput(i), node.getInput(i)));
    }
    written.add(copy.build());
  }

  private void integers(NodeProto node) {
    switch (Role.of(node.getOpType())) {
      case WEIGHTED -> weighted(node);
      case PASSING -> {
        passing(node, pair(node, 0));
      }
      default -> combining(node);
    }
  }

  private void weighted(NodeProto node) {
    Pair x = pair(node, 0);
    TensorProto shape = graph.constant(node, 1).orElseThrow();
    Weights layout = new Weights(node);
    boolean hasBias = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    int outputs = Tensors.dimension(shape, layout.axis());
    QuantizedWeights quantized =
        round(node, hasBias ? graph.floats(node, 2).orElseThrow() : new float[0], x);
    // A weight that is the only one of its output is not rounded.
    if (options.correctBiases() && isOnChannels(node) && Tensors.size(shape) > outputs) {
      float[] bias = hasBias ? graph.floats(node, 2).orElseThrow() : new float[outputs];
      float[] correction = BiasCorrection.of(node, shape, quantized, seen.means(node.getInput(0)));
      for (int j = 0; j < bias.length; j++) {
        bias[j] += correction[j];
      }
      quantized = round(node, bias, x);
    }
    NodeProto.Builder changed =
        node.toBuilder().setInput(0, x.value()).setInput(1, weights(node, quantized, layout));
    if (quantized.bias().length > 0) {
      String bias = bias(node, quantized);
      if (node.getInputCount() > 2) {
        changed.setInput(2, bias);
      } else {
        changed.addInput(bias);
      }
    }
    if (plan.isRounded(node)) {
      finish(changed, node);
    } else {
      written.add(changed.build());
    }
  }

  private QuantizedWeights round(NodeProto node, float[] bias, Pair x) {
    TensorProto shape = graph.constant(node, 1).orElseThrow();
    Weights layout = new Weights(node);
    return QuantizedWeights.of(
        Tensors.floats(shape),
        layout.inner(shape),
        Tensors.dimension(shape, layout.axis()),
        bias,
        x.range().scale(),
        options.weights().largest(),
        options.perChannel());
  }

  /** Whether a node takes biases, and its input counts channels along the second axis. */
  private boolean isOnChannels(NodeProto node) {
    return node.getOpType().equals("Conv")
        || (node.getOpType().equals("Gemm") && seen.rank(node.getInput(0)) == 2);
  }

  private String weights(NodeProto node, QuantizedWeights quantized, Weights layout) {
    TensorProto shape = graph.constant(node, 1).orElseThrow();
    long[] dimensions = shape.getDimsList().stream().mapToLong(Long::longValue).toArray();
    String name = graph.fresh(node.getName() + "_w");
    graph.constant(Tensors.int8(name, quantized.weights(), dimensions));
    return dequantised(name, layout.axis(), quantized.scales(), zeros(quantized.scales().length));
  }

  /** Zero points of weights; one constant for all layers of so many outputs. */
  private String zeros(int outputs) {
    return zeros.computeIfAbsent(
        outputs,
        count -> {
          String name = graph.fresh("zeros_" + count);
          return graph.constant(
              options.perChannel()
                  ? Tensors.int8(name, new byte[count], count)
                  : Tensors.int8(name, new byte[1]));
        });
  }

  private String bias(NodeProto node, QuantizedWeights quantized) {
    String name = graph.fresh(node.getName() + "_b");
    graph.constant(Tensors.integers(name, quantized.bias(), quantized.bias().length));
    return dequantised(name, 0, quantized.biasScales());
  }

  private String dequantised(String name, int axis, float[] scales, String... zero) {
    String scale = graph.fresh(name + "_scale");
    graph.constant(
        options.perChannel()
            ? Tensors.floats(scale, scales, scales.length)
            : Tensors.floats(scale, new float[] {scales[0]}));
    NodeProto.Builder node =
        node("DequantizeLinear", name + "_float", name, scale).addAllInput(List.of(zero));
    if (options.perChannel()) {
      node.addAttribute(NodeAttributes.integer("axis", axis));
    }
    return add(node);
  }

  private void combining(NodeProto node) {
    NodeProto.Builder changed = node.toBuilder();
    switch (node.getOpType()) {
      case "Relu", "Clip" -> {
        // There is no integer rectifier, but a leaky one, which does not leak at slope 0.
        changed.clearInput().clearAttribute().setOpType("LeakyRelu");
        changed.addInput(pair(node, 0).value()).addAttribute(NodeAttributes.real("alpha", 0));
      }
      case "HardSigmoid" -> {
        Pair made =
            hard(
                pair(node, 0),
                node,
                Attributes.number(node, "alpha", 0.2f),
                Attributes.number(node, "beta", 0.5f));
        pairs.put(node.getOutput(0), made);
        floats.put(node.getOutput(0), made.value());
        return;
      }
      case "Tanh" -> {
        Pair made = tanh(pair(node, 0), node);
        pairs.put(node.getOutput(0), made);
        floats.put(node.getOutput(0), made.value());
        return;
      }
      case "HardSwish" -> {
        Pair x = pair(node, 0);
        Pair gate = hard(x, node, 1f / 6, 0.5f);
        changed.setOpType("Mul").clearInput().addInput(x.value()).addInput(gate.value());
      }
      case "PRelu" -> changed.setInput(0, pair(node, 0).value());
      default -> {
        for (int i = 0; i < node.getInputCount(); i++) {
          changed.setInput(i, pair(node, i).value());
        }
      }
    }
    finish(changed, node);
  }

  /**
   * tanh(x) is 2 · sigmoid(2x) − 1, and both doublings are but another reading of the same steps:
   * of x with twice the scale, of the sigmoid's 256 steps from 0 to 1 as from −1 to 1.
   */
  private Pair tanh(Pair x, NodeProto node) {
    String output = node.getOutput(0);
    Range twice = new Range(2 * x.range().scale(), x.range().zero());
    String doubled =
        add(
            node(
                "DequantizeLinear",
                output + "_twice",
                x.steps(),
                scale(output + "_twice", twice),
                x.zero()));
    String sigmoid = graph.fresh(output + "_sigmoid");
    written.add(node("Sigmoid", sigmoid, doubled).setName(node.getName()).build());
    Range half = new Range(1f / 256, 0);
    String steps =
        add(
            node(
                "QuantizeLinear",
                output + "_steps",
                sigmoid,
                scale(output + "_half", half),
                zero(output + "_half", half)));
    Range range = new Range(2f / 256, 128);
    String scale = scale(output, range);
    String zero = zero(output, range);
    String value = add(node("DequantizeLinear", output + "_value", steps, scale, zero));
    return new Pair(range, steps, scale, zero, value);
  }

  /**
   * The hard sigmoid clip(αx + β, 0, 1) in integers: x + β/α, which the rounding to steps from 0 to
   * 1/α cuts off on both sides; the same steps read as from 0 to 1 are the result.
   */
  private Pair hard(Pair x, NodeProto node, float alpha, float beta) {
    float shift = beta / alpha;
    String constant = graph.fresh(node.getName() + "_shift");
    graph.constant(Tensors.floats(constant, new float[] {shift}));
    Pair shifted = constantPair(constant);
    String sum = graph.fresh(node.getName() + "_sum");
    // Under the name of a HardSigmoid, or beside that of a HardSwish.
    String name = node.getOpType().equals("HardSigmoid") ? node.getName() : sum;
    written.add(node("Add", sum, x.value(), shifted.value()).setName(name).build());
    Range wide = Range.of(0, 1 / alpha);
    String scale = scale(sum, wide);
    String zero = zero(sum, wide);
    String steps = add(node("QuantizeLinear", sum + "_steps", sum, scale, zero));
    String unit = scale(sum + "_unit", UNIT);
    String value = add(node("DequantizeLinear", sum + "_value", steps, unit, zero));
    return new Pair(UNIT, steps, unit, zero, value);
  }

  /** A node whose outputs have the steps of its input. */
  private void passing(NodeProto node, Pair from) {
    NodeProto.Builder changed = node.toBuilder().setInput(0, from.value());
    for (int i = 0; i < node.getOutputCount(); i++) {
      changed.setOutput(i, graph.fresh(node.getOutput(i) + "_raw"));
    }
    written.add(changed.build());
    for (int i = 0; i < node.getOutputCount(); i++) {
      round(node.getOutput(i), changed.getOutput(i), from.range(), from.scale(), from.zero());
    }
  }

  /** Adds a node and the pair after it. */
  private void finish(NodeProto.Builder changed, NodeProto node) {
    Optional<NodeProto> part = plan.part(node);
    String output = part.map(p -> p.getOutput(0)).orElse(node.getOutput(0));
    String raw = graph.fresh(output + "_raw");
    written.add(changed.setOutput(0, raw).build());
    Range range = range(part.orElse(node), output);
    round(output, raw, range, scale(output, range), zero(output, range));
  }

  private void round(String output, String raw, Range range, String scale, String zero) {
    String steps = add(node("QuantizeLinear", output + "_steps", raw, scale, zero));
    String value = graph.isOutput(output) ? output : graph.fresh(output + "_value");
    written.add(
        node("DequantizeLinear", value, steps, scale, zero)
            .setName(graph.fresh(output + "_pair"))
            .build());
    pairs.put(output, new Pair(range, steps, scale, zero, value));
    floats.put(output, value);
  }

  private Range range(NodeProto last, String tensor) {
    if (last.getOpType().equals("Sigmoid")) {
      return UNIT;
    }
    double[] ends = options.method().choose(seen.of(tensor), options.share());
    // What a rectifier leaves is 0 at the least, or at the most: so ends the range.
    return Range.of(ends[0], ends[1]);
  }

  /** What a node reads: the pair of the tensor, made when it is first asked for. */
  private Pair pair(NodeProto node, int input) {
    String tensor = node.getInput(input);
    if (pairs.containsKey(tensor)) {
      return pairs.get(tensor);
    }
    if (graph.constant(tensor).isPresent()) {
      return constantPair(tensor);
    }
    double[] ends = options.method().choose(seen.of(tensor), options.share());
    Range range = Range.of(ends[0], ends[1]);
    String scale = scale(tensor, range);
    String zero = zero(tensor, range);
    String steps =
        add(
            node(
                "QuantizeLinear",
                tensor + "_steps",
                floats.getOrDefault(tensor, tensor),
                scale,
                zero));
    String value = add(node("DequantizeLinear", tensor + "_value", steps, scale, zero));
    Pair made = new Pair(range, steps, scale, zero, value);
    pairs.put(tensor, made);
    return made;
  }

  private Pair constantPair(String tensor) {
    TensorProto constant = graph.constant(tensor).orElseThrow();
    float[] values = Tensors.floats(constant);
    double low = 0;
    double high = 0;
    for (float value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    Range range = Range.of(low, high);
    byte[] steps = new byte[values.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (byte) range.quantise(values[i]);
    }
    long[] dimensions = constant.getDimsList().stream().mapToLong(Long::longValue).toArray();
    String name = graph.constant(Tensors.uint8(graph.fresh(tensor + "_steps"), steps, dimensions));
    String scale = scale(tensor, range);
    String zero = zero(tensor, range);
    Pair made =
        new Pair(
            range,
            name,
            scale,
            zero,
            add(node("DequantizeLinear", tensor + "_value", name, scale, zero)));
    pairs.put(tensor, made);
    return made;
  }

  private String scale(String tensor, Range range) {
    return graph.constant(
        Tensors.floats(graph.fresh(tensor + "_scale"), new float[] {range.scale()}));
  }

  private String zero(String tensor, Range range) {
    return graph.constant(
        Tensors.uint8(graph.fresh(tensor + "_zero"), new byte[] {(byte) range.zero()}));
  }

  private NodeProto.Builder node(String type, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private String add(NodeProto.Builder node) {
    String output = graph.fresh(node.getOutput(0));
    written.add(node.setName(output).setOutput(0, output).build());
    return output;
  }
}
