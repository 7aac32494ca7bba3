package io.vigia.training.quantize.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A NumPy file of 32- or 64-bit floats, little endian, in C order (the format's description:
 * numpy.lib.format, versions 1 to 3). The shape is not looked at: numbers count.
 */
final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*True");

  private NpyFile() {}

  /**
   * Reads all numbers.
   *
   * @throws IllegalArgumentException when it is no such file
   */
  static float[] read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    for (byte expected : MAGIC) {
      if (!bytes.hasRemaining() || bytes.get() != expected) {
        throw new IllegalArgumentException(
            file + ": no NumPy file; expected one that np.save wrote");
      }
    }
    int version = bytes.get();
    bytes.get();
    int length = version == 1 ? bytes.getShort() & 0xffff : bytes.getInt();
    byte[] header = new byte[length];
    bytes.get(header);
    String text = new String(header, StandardCharsets.ISO_8859_1);
    Matcher type = TYPE.matcher(text);
    String found = type.find() ? type.group(1) : "none";
    if (FORTRAN.matcher(text).find()) {
      throw new IllegalArgumentException(
          file + ": in Fortran order; save np.ascontiguousarray(…) instead");
    }
    return switch (found) {
      case "<f4" -> {
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        yield values;
      }
      case "<f8" -> {
        float[] values = new float[bytes.remaining() / Double.BYTES];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) bytes.getDouble();
        }
        yield values;
      }
      default ->
          throw new IllegalArgumentException(
              file
                  + ": numbers of type "
                  + found
                  + ", expected <f4 or <f8; save .astype('float32')");
    };
  }
}
