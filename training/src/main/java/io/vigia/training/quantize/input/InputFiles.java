package io.vigia.training.quantize.input;

import io.vigia.training.quantize.InputShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the inputs of a network from files and folders of files. */
public final class InputFiles {
  private static final Set<String> NUMBERS = Set.of("npy", "csv", "csv.gz");
  private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "bmp", "gif", "pgm");

  private InputFiles() {}

  /**
   * Reads inputs in the order of the files' names: {@code .npy} (one or more inputs a file), {@code
   * .csv} and {@code .csv.gz} (one a line), pictures (one a file).
   *
   * @param places files, or folders whose files of these kinds are taken, those of folders inside
   *     included
   * @param most how many inputs at the most; of more, evenly spread files are taken
   * @throws IllegalArgumentException when a file does not fit the network, or there is none
   */
  public static List<float[]> read(
      List<Path> places, InputShape shape, PictureFormat format, int most) {
    try {
      List<Path> files = new ArrayList<>();
      for (Path place : places) {
        files.addAll(files(place));
      }
      if (files.isEmpty()) {
        throw new IllegalArgumentException(
            places + ": no inputs; expected .npy, .csv, .csv.gz, .png, .jpg, .bmp or .pgm files");
      }
      List<float[]> inputs = new ArrayList<>();
      for (Path file : spread(files, most)) {
        inputs.addAll(read(file, shape, format));
      }
      return spread(inputs, most);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path place) throws IOException {
    if (!Files.exists(place)) {
      throw new NoSuchFileException(place.toString());
    }
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> inside = Files.walk(place)) {
      return inside
          .filter(Files::isRegularFile)
          .filter(file -> NUMBERS.contains(kind(file)) || PICTURES.contains(kind(file)))
          .sorted()
          .toList();
    }
  }

  private static List<float[]> read(Path file, InputShape shape, PictureFormat format)
      throws IOException {
    String kind = kind(file);
    if (PICTURES.contains(kind)) {
      return List.of(format.toInput(Picture.read(file), shape.dimensions()));
    }
    if (kind.equals("npy")) {
      return split(file, NpyFile.read(file), shape.width());
    }
    if (NUMBERS.contains(kind)) {
      return NumbersFile.read(file, shape.width());
    }
    throw new IllegalArgumentException(
        file + ": of an unknown kind; expected .npy, .csv, .csv.gz, .png, .jpg, .bmp or .pgm");
  }

  private static List<float[]> split(Path file, float[] values, int width) {
    if (values.length == 0 || values.length % width != 0) {
      throw new IllegalArgumentException(
          file + ": " + values.length + " numbers, expected a multiple of " + width);
    }
    List<float[]> inputs = new ArrayList<>();
    for (int at = 0; at < values.length; at += width) {
      inputs.add(Arrays.copyOfRange(values, at, at + width));
    }
    return inputs;
  }

  private static <T> List<T> spread(List<T> all, int most) {
    if (all.size() <= most) {
      return all;
    }
    List<T> some = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      some.add(all.get((int) ((long) i * all.size() / most)));
    }
    return some;
  }

  private static String kind(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    int dot = name.endsWith(".csv.gz") ? name.length() - 7 : name.lastIndexOf('.');
    return name.substring(dot + 1);
  }
}
