package io.vigia.training.quantize.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vigia.training.quantize.InputShape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {
  private static final PictureFormat PLAIN =
      new PictureFormat(1, List.of(0.0), List.of(1.0), false);

  @TempDir private Path folder;

  private final InputShape three = new InputShape("x", List.of(3L), 0);

  @Test
  void lines_of_numbers_with_and_without_names_and_gaps() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "a,b,c\n1,2,3\n\n4,,-6e1\n");
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("b.csv.gz")))) {
      out.write("7,8,9\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(read(three))
        .containsExactly(
            new float[] {1, 2, 3}, new float[] {4, Float.NaN, -60}, new float[] {7, 8, 9});
  }

  @Test
  void a_line_that_does_not_fit_is_named() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "1,2,3\n4,5\n");
    Path other = Files.writeString(folder.resolve("b.csv"), "1,2,3\n4,x,6\n");

    assertThatThrownBy(() -> InputFiles.read(List.of(file), three, PLAIN, 9))
        .hasMessage(file + ", line 2: 2 numbers, expected 3");
    assertThatThrownBy(() -> InputFiles.read(List.of(other), three, PLAIN, 9))
        .hasMessage(other + ", line 2: 'x' in column 2 is no number");
  }

  @Test
  void numpy_files_of_one_or_more_inputs() throws IOException {
    npy("a.npy", "<f4", "(3,)", 4, 1, 2, 3);
    npy("b.npy", "<f8", "(2, 3)", 8, 4, 5, 6, 7, 8, 9);

    assertThat(read(three))
        .containsExactly(new float[] {1, 2, 3}, new float[] {4, 5, 6}, new float[] {7, 8, 9});
  }

  @Test
  void numpy_files_of_other_kinds_are_refused() throws IOException {
    Path file = npy("a.npy", "<i8", "(3,)", 8, 1, 2, 3);
    Path short1 = npy("b.npy", "<f4", "(2,)", 4, 1, 2);
    Path none = Files.writeString(folder.resolve("c.npy"), "hello");

    assertThatThrownBy(() -> InputFiles.read(List.of(file), three, PLAIN, 9))
        .hasMessage(file + ": numbers of type <i8, expected <f4 or <f8; save .astype('float32')");
    assertThatThrownBy(() -> InputFiles.read(List.of(short1), three, PLAIN, 9))
        .hasMessage(short1 + ": 2 numbers, expected a multiple of 3");
    assertThatThrownBy(() -> InputFiles.read(List.of(none), three, PLAIN, 9))
        .hasMessage(none + ": no NumPy file; expected one that np.save wrote");
  }

  @Test
  void of_more_than_wanted_evenly_spread_ones_are_taken() throws IOException {
    Files.writeString(folder.resolve("a.csv"), "0,0,0\n1,1,1\n2,2,2\n3,3,3\n4,4,4\n5,5,5\n");

    assertThat(InputFiles.read(List.of(folder), three, PLAIN, 3))
        .containsExactly(new float[] {0, 0, 0}, new float[] {2, 2, 2}, new float[] {4, 4, 4});
  }

  @Test
  void colours_lie_as_the_network_takes_them() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x0a141e);
    image.setRGB(1, 0, 0x28323c);
    ImageIO.write(image, "png", folder.resolve("a.png").toFile());

    assertThat(read(new InputShape("x", List.of(3L, 1L, 2L), 0)))
        .containsExactly(new float[] {10, 40, 20, 50, 30, 60});
    assertThat(read(new InputShape("x", List.of(2L, 2L, 3L), 0)))
        .containsExactly(new float[] {10, 20, 30, 40, 50, 60, 10, 20, 30, 40, 50, 60});
    PictureFormat bgr = new PictureFormat(0.1, List.of(1.0, 2.0, 3.0), List.of(2.0), true);
    assertThat(
            InputFiles.read(List.of(folder), new InputShape("x", List.of(2L, 2L, 3L), 0), bgr, 9)
                .get(0))
        .startsWith(1, 0, -1, 2.5f, 1.5f, 0.5f);
    float[] grey = read(new InputShape("x", List.of(1L, 1L, 2L), 0)).get(0);
    assertThat(grey[0]).isCloseTo(0.299f * 10 + 0.587f * 20 + 0.114f * 30, within(1e-4f));
  }

  @Test
  void a_picture_is_resized_between_centres_of_pixels() throws IOException {
    pgm("a.pgm", 4, 2, 0, 10, 20, 30, 40, 50, 60, 70);

    // To half the width: the mean of two neighbours. To twice the height: quarters.
    float[] small = read(new InputShape("x", List.of(1L, 2L, 2L), 0)).get(0);
    assertThat(small).containsExactly(5, 25, 45, 65);
    float[] tall = read(new InputShape("x", List.of(1L, 4L, 4L), 0)).get(0);
    assertThat(tall).startsWith(0, 10, 20, 30, 10, 20, 30, 40).endsWith(40, 50, 60, 70);
  }

  @Test
  void what_is_no_picture_network_is_told() throws IOException {
    pgm("a.pgm", 2, 1, 0, 10);

    assertThatThrownBy(() -> read(three))
        .hasMessage(
            "the network takes inputs of [3], which are no pictures of 1 or 3 channels; give .npy"
                + " or .csv files");
  }

  private List<float[]> read(InputShape shape) {
    return InputFiles.read(List.of(folder), shape, PLAIN, 100);
  }

  private void pgm(String name, int width, int height, int... pixels) throws IOException {
    byte[] header =
        ("P5\n# made by a test\n" + width + " " + height + "\n255\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(header.length + pixels.length).put(header);
    for (int pixel : pixels) {
      bytes.put((byte) pixel);
    }
    Files.write(folder.resolve(name), bytes.array());
  }

  private Path npy(String name, String type, String shape, int size, double... values)
      throws IOException {
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length() + size * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
            .putShort((short) header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII));
    for (double value : values) {
      if (type.equals("<f4")) {
        bytes.putFloat((float) value);
      } else {
        bytes.putDouble(value);
      }
    }
    return Files.write(folder.resolve(name), bytes.array());
  }
}
