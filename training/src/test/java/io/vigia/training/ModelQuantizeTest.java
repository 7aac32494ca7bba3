package io.vigia.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.training.quantize.Drawn;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelQuantizeTest {
  @TempDir private Path folder;
  private Path in;
  private Path out;
  private Path pictures;

  @BeforeEach
  void write() throws IOException {
    in = Files.write(folder.resolve("in.onnx"), Drawn.ofPictures());
    out = folder.resolve("made/out.onnx");
    pictures = Files.createDirectory(folder.resolve("pictures"));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 20; i++) {
      BufferedImage image = new BufferedImage(12, 9, BufferedImage.TYPE_BYTE_GRAY);
      for (int at = 0; at < 12 * 9; at++) {
        image.getRaster().setSample(at % 12, at / 12, 0, random.nextInt(256));
      }
      ImageIO.write(image, "png", pictures.resolve("p" + i + ".png").toFile());
    }
  }

  @Test
  void pictures_make_an_int8_network_and_one_line_of_json() throws IOException {
    Training.Run run = quantize(in, "--calibration", pictures, "--out", out, "--json");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().strip().lines()).hasSize(1);
    JsonNode found = new ObjectMapper().readTree(run.out());
    assertThat(found.get("int8_bytes").asLong()).isEqualTo(Files.size(out));
    assertThat(found.get("size_ratio").asDouble())
        .isEqualTo((double) Files.size(out) / Files.size(in));
    assertThat(found.get("fused").asBoolean()).isTrue();
    // The convolution of the picture itself, and the rectifier after it.
    assertThat(found.get("nodes_float").asInt()).isEqualTo(2);
    assertThat(found.get("calibration").get("gemm8").get("inputs").asInt()).isEqualTo(16);
    JsonNode held = found.get("held_out").get("gemm8");
    assertThat(held.get("inputs").asInt()).isEqualTo(4);
    assertThat(held.get("cosine").asDouble()).isGreaterThan(0.99);
    assertThat(held.get("decibels").asDouble()).isGreaterThan(20);
    assertThat(found.get("fp32_us").asDouble()).isPositive();
  }

  @Test
  void people_read_lines() {
    Training.Run run =
        quantize(in, "--calibration", pictures, "--out", out, "--keep-float", "conv2,conv4");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("size: ")
        .contains("in float: Conv: kept in float as asked (2)")
        .contains("fused: all")
        .contains("gemm8, 4 inputs held out: cosine ")
        .contains("times as fast");
  }

  @Test
  void wrong_use_is_told_and_leaves_no_file() {
    assertRefused(
        quantize(in, "--calibration", pictures, "--out", out, "--method", "best"),
        "--method is best, expected mse, percentile or min-max");
    assertRefused(
        quantize(in, "--calibration", pictures, "--out", out, "--weights", "4"),
        "--weights is 4, expected auto, 7 or 8");
    assertRefused(
        quantize(in, "--calibration", pictures, "--out", out, "--scale", "1/2/3"),
        "--scale is 1/2/3, expected a number or a fraction such as 1/255");
    assertRefused(
        quantize(in, "--calibration", folder.resolve("none"), "--out", out),
        "none: no such file; give an existing one");
    assertRefused(
        quantize(in, "--calibration", pictures, "--out", out, "--keep-float", "conv9"),
        "no node is called conv9");
  }

  @Test
  void a_network_without_weights_has_nothing_to_quantise() throws IOException {
    Path sums = Files.write(folder.resolve("sums.onnx"), Drawn.ofSums());
    Path rows = Files.writeString(folder.resolve("rows.csv"), "1,2,3,4,5,6\n".repeat(10));

    assertRefused(
        quantize(sums, "--calibration", rows, "--out", out), "nothing to quantise; expected Conv");
  }

  @Test
  void too_few_inputs_are_told() {
    assertRefused(
        quantize(in, "--calibration", pictures.resolve("p1.png"), "--out", out),
        "1 inputs, expected 5 at least");
  }

  private static Training.Run quantize(Object... arguments) {
    return Training.command(
        Stream.concat(Stream.of("model", "quantize"), Arrays.stream(arguments)).toArray());
  }

  private void assertRefused(Training.Run run, String message) {
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(out).doesNotExist();
  }
}
