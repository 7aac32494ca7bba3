package io.vigia.training.quantize;

/** Networks for tests of what is around the quantiser. */
public final class Drawn {
  private Drawn() {}

  /** A network of pictures [1, 8, 8]: convolutions, depthwise ones, a pool, a layer. */
  public static byte[] ofPictures() {
    Sketch net = Sketch.of(21, 0, 1, 8, 8);
    String x = net.node("Relu", net.conv(Sketch.INPUT, 1, 16, 3, 1));
    x = net.node("Relu", net.conv(x, 16, 16, 3, 16));
    x = net.node("Relu", net.conv(x, 16, 32, 1, 1));
    x = net.node("Flatten", net.node("GlobalAveragePool", x));
    return net.output(net.gemm(x, 32, 10)).onnx();
  }

  /** A network of 6 numbers in which ONNX Runtime has nothing to do in integers. */
  public static byte[] ofSums() {
    Sketch net = Sketch.of(22, 0, 6);
    return net.output(net.node("Softplus", Sketch.INPUT)).onnx();
  }
}
