package io.vigia.training.network;

import java.util.List;

/** The mean of each channel. */
public record GlobalAveragePool() implements Layer {
  @Override
  public Size output(Size input) {
    return Size.vector(input.channels());
  }

  @Override
  public List<float[]> weights() {
    return List.of();
  }

  @Override
  public GlobalAveragePool with(List<float[]> weights) {
    return this;
  }

  @Override
  public boolean isChannelwise() {
    return true;
  }

  @Override
  public GlobalAveragePool keepInputs(int[] kept) {
    return this;
  }

  @Override
  public long multiplyAdds(Size input) {
    return 0;
  }

  @Override
  public void apply(float[] x, Size input, float[] y) {
    for (int channel = 0; channel < input.channels(); channel++) {
      float sum = 0;
      for (int i = 0; i < input.area(); i++) {
        sum += x[channel * input.area() + i];
      }
      y[channel] = sum / input.area();
    }
  }
}
