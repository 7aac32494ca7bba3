package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Optional;

/** Reads and changes the attributes of nodes. */
final class Attributes {
  private Attributes() {}

  static Optional<AttributeProto> find(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  static long integer(NodeProto node, String name, long otherwise) {
    return find(node, name).map(AttributeProto::getI).orElse(otherwise);
  }

  static float number(NodeProto node, String name, float otherwise) {
    return find(node, name).map(AttributeProto::getF).orElse(otherwise);
  }

  static Optional<long[]> integers(NodeProto node, String name) {
    return find(node, name).map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray());
  }

  static Optional<TensorProto> tensor(NodeProto node, String name) {
    return find(node, name).map(AttributeProto::getT);
  }

  static NodeProto without(NodeProto node, String... names) {
    NodeProto.Builder left = node.toBuilder().clearAttribute();
    for (AttributeProto attribute : node.getAttributeList()) {
      if (!java.util.List.of(names).contains(attribute.getName())) {
        left.addAttribute(attribute);
      }
    }
    return left.build();
  }

  static NodeProto with(NodeProto node, AttributeProto attribute) {
    return without(node, attribute.getName()).toBuilder().addAttribute(attribute).build();
  }
}
