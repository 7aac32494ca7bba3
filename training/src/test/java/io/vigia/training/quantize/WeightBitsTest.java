package io.vigia.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightBitsTest {
  @TempDir private Path folder;

  @Test
  void processors_that_add_in_32_bits_take_eight() throws IOException {
    assertThat(of("flags\t\t: fpu avx2 avx512f avx512_vnni avx512_bitalg"))
        .isEqualTo(WeightBits.EIGHT);
    assertThat(of("flags\t\t: fpu avx2 avx_vnni")).isEqualTo(WeightBits.EIGHT);
    assertThat(of("Features\t: fp asimd asimddp")).isEqualTo(WeightBits.EIGHT);
  }

  @Test
  void others_take_seven() throws IOException {
    assertThat(of("flags\t\t: fpu avx2 fma")).isEqualTo(WeightBits.SEVEN);
    assertThat(of("model name\t: with avx512_vnni in its name")).isEqualTo(WeightBits.SEVEN);
    assertThat(WeightBits.ofProcessor(folder.resolve("none"))).isEqualTo(WeightBits.SEVEN);
  }

  private WeightBits of(String line) throws IOException {
    return WeightBits.ofProcessor(
        Files.writeString(folder.resolve("cpuinfo"), "processor\t: 0\n" + line + "\n"));
  }
}
