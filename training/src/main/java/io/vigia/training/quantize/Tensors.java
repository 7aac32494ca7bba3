package io.vigia.training.quantize;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads and makes the constant tensors of a graph. Those made are raw, little endian. */
final class Tensors {
  private Tensors() {}

  static boolean isFloat(TensorProto tensor) {
    return tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber();
  }

  /** The values of a tensor of floats. */
  static float[] floats(TensorProto tensor) {
    float[] values = new float[size(tensor)];
    if (tensor.hasRawData()) {
      buffer(tensor).asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
    }
    return values;
  }

  /** The values of a tensor of 64-bit integers. */
  static long[] longs(TensorProto tensor) {
    long[] values = new long[size(tensor)];
    if (tensor.hasRawData()) {
      buffer(tensor).asLongBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getInt64Data(i);
      }
    }
    return values;
  }

  private static ByteBuffer buffer(TensorProto tensor) {
    return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many values a tensor has. */
  static int size(TensorProto tensor) {
    long size = 1;
    for (long dimension : tensor.getDimsList()) {
      size *= dimension;
    }
    return Math.toIntExact(size);
  }

  static int dimension(TensorProto tensor, int axis) {
    return Math.toIntExact(tensor.getDims(axis));
  }

  /** Floats; no dimension makes a scalar. */
  static TensorProto floats(String name, float[] values, long... dimensions) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor(name, TensorProto.DataType.FLOAT, raw.array(), dimensions);
  }

  static TensorProto integers(String name, int[] values, long... dimensions) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asIntBuffer().put(values);
    return tensor(name, TensorProto.DataType.INT32, raw.array(), dimensions);
  }

  static TensorProto longs(String name, long[] values, long... dimensions) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return tensor(name, TensorProto.DataType.INT64, raw.array(), dimensions);
  }

  static TensorProto int8(String name, byte[] values, long... dimensions) {
    return tensor(name, TensorProto.DataType.INT8, values, dimensions);
  }

  static TensorProto uint8(String name, byte[] values, long... dimensions) {
    return tensor(name, TensorProto.DataType.UINT8, values, dimensions);
  }

  private static TensorProto tensor(
      String name, TensorProto.DataType type, byte[] raw, long... dimensions) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(raw));
    for (long dimension : dimensions) {
      tensor.addDims(dimension);
    }
    return tensor.build();
  }
}
