package io.vigia.engine.spec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a detector folder in memory, so that a job carries them to its operators and no task
 * manager needs the folder.
 *
 * @param origin the folder they were read from, for messages
 * @param files name of the file in the folder and its bytes
 */
public record DetectorFiles(String origin, TreeMap<String, byte[]> files) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Largest file that is read: a detector travels in the job graph. */
  public static final long MAX_FILE_BYTES = 64L << 20;

  /** Name of the description in the folder. */
  public static final String SPEC = "detector.yaml";

  /** Name of the model card in the folder. */
  public static final String CARD = "model-card.json";

  /** Name of the reference data in the folder. */
  public static final String REFERENCE = "reference.avro";

  /** Name of the random cut forest in the folder, unless the detector says otherwise. */
  public static final String FOREST = "forest.json";

  /** Name of the fp32 graph in the folder. */
  public static final String FP32_MODEL = "model-fp32.onnx";

  /**
   * Reads the regular files of a folder, not those of folders inside it.
   *
   * @throws IllegalArgumentException when it is no folder, has no {@code detector.yaml} or a file
   *     is too large
   */
  public static DetectorFiles read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          folder + ": no such folder; expected a detector folder, such as models/card-fraud");
    }
    TreeMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path file : (Iterable<Path>) entries.filter(Files::isRegularFile)::iterator) {
        long size = Files.size(file);
        if (size > MAX_FILE_BYTES) {
          throw new IllegalArgumentException(
              file + ": " + size + " bytes; a file of a detector has at most " + MAX_FILE_BYTES);
        }
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
    }
    if (!files.containsKey(SPEC)) {
      throw new IllegalArgumentException(
          folder + ": no " + SPEC + " in it; found " + files.keySet());
    }
    return new DetectorFiles(folder.toString(), files);
  }

  /** Writes the files, for orders and checkpoints. */
  public void write(DataOutput out) throws IOException {
    out.writeUTF(origin);
    out.writeInt(files.size());
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      out.writeUTF(file.getKey());
      out.writeInt(file.getValue().length);
      out.write(file.getValue());
    }
  }

  /** Reads what {@link #write} wrote. */
  public static DetectorFiles read(DataInput in) throws IOException {
    String origin = in.readUTF();
    TreeMap<String, byte[]> files = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUTF();
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      files.put(name, bytes);
    }
    return new DetectorFiles(origin, files);
  }

  /** The files by name. */
  public Map<String, byte[]> asMap() {
    return files;
  }
}
