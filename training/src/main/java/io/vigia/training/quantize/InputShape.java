package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/**
 * The one input of a network: floats whose first axis counts the inputs.
 *
 * @param name of the tensor
 * @param dimensions of one input, the first axis left out
 * @param batch how many inputs the network takes at a time; 0 for any number
 */
public record InputShape(String name, List<Long> dimensions, int batch) {

  /**
   * The input of a network.
   *
   * @throws IllegalArgumentException when it has none of that kind or several
   */
  public static InputShape of(byte[] onnx) {
    return of(Graph.read(onnx));
  }

  static InputShape of(Graph graph) {
    List<ValueInfoProto> inputs = graph.inputs();
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          "the network has "
              + inputs.size()
              + " inputs ("
              + String.join(", ", inputs.stream().map(ValueInfoProto::getName).toList())
              + "), expected one");
    }
    ValueInfoProto input = inputs.get(0);
    var type = input.getType().getTensorType();
    if (type.getElemType() != TensorProto.DataType.FLOAT.getNumber()) {
      throw new IllegalArgumentException(
          "input "
              + input.getName()
              + " is of type "
              + TensorProto.DataType.forNumber(type.getElemType())
              + ", expected FLOAT; export the network in fp32");
    }
    List<Dimension> all = type.getShape().getDimList();
    if (all.size() < 2) {
      throw new IllegalArgumentException(
          "input " + input.getName() + " has " + all.size() + " axes, expected [batch, …]");
    }
    List<Long> dimensions =
        all.subList(1, all.size()).stream().map(Dimension::getDimValue).toList();
    if (dimensions.contains(0L)) {
      throw new IllegalArgumentException(
          "input "
              + input.getName()
              + " has axes of any size beside the first, expected fixed ones; export the network"
              + " with the size of its inputs");
    }
    return new InputShape(input.getName(), dimensions, Math.toIntExact(all.get(0).getDimValue()));
  }

  /** How many floats one input is. */
  public int width() {
    return Math.toIntExact(dimensions.stream().reduce(1L, (a, b) -> a * b));
  }

  /** The shape of a tensor of so many inputs. */
  long[] of(int count) {
    long[] shape = new long[dimensions.size() + 1];
    shape[0] = count;
    for (int i = 0; i < dimensions.size(); i++) {
      shape[i + 1] = dimensions.get(i);
    }
    return shape;
  }
}
