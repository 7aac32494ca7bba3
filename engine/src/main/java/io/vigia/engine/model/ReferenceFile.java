package io.vigia.engine.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vigia.engine.learned.LearnedTable;
import io.vigia.engine.pca.Pca;
import io.vigia.engine.spec.DetectorFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** {@link Reference} as an Avro container with one record. */
final class ReferenceFile {
  private static final int LAYOUT = 1;
  private static final Schema SCHEMA = schema();

  private ReferenceFile() {}

  private static Schema schema() {
    String name = "reference-" + LAYOUT + ".avsc";
    try (InputStream in = ReferenceFile.class.getResourceAsStream(name)) {
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the schema " + name, e);
    }
  }

  static byte[] write(Reference reference) {
    GenericRecord root = new GenericData.Record(SCHEMA);
    root.put("layout", LAYOUT);
    root.put("features", reference.features().stream().map(ReferenceFile::feature).toList());
    root.put("pca", reference.pca().map(ReferenceFile::pca).orElse(null));
    root.put("tables", reference.tables().stream().map(ReferenceFile::table).toList());
    Reference.Sample sample = reference.sample();
    GenericRecord rows = new GenericData.Record(SCHEMA.getField("sample").schema());
    rows.put("inputs", floats(sample.inputs()));
    rows.put("labels", floats(sample.labels()));
    root.put("sample", rows);
    Reference.Golden golden = reference.golden();
    GenericRecord expected = new GenericData.Record(SCHEMA.getField("golden").schema());
    expected.put("inputs", floats(golden.inputs()));
    expected.put("fp32", doubles(golden.fp32()));
    expected.put("int8", doubles(golden.int8()));
    root.put("golden", expected);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
      writer.setCodec(CodecFactory.deflateCodec(9));
      // Avro would mark its blocks with random bytes; a file of one block can do with fixed ones,
      // and the same reference then gives the same file.
      byte[] marker = Arrays.copyOf(Sha256.digest(SCHEMA.toString().getBytes(UTF_8)), 16);
      writer.create(SCHEMA, out, marker).append(root);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a reference to memory", e);
    }
    return out.toByteArray();
  }

  static Reference read(byte[] bytes, String origin) {
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(
            new SeekableByteArrayInput(bytes), new GenericDatumReader<>(null, SCHEMA))) {
      if (!reader.hasNext()) {
        throw refused(origin, "found no record in it, expected one");
      }
      GenericRecord root = reader.next();
      int layout = (int) root.get("layout");
      if (layout > LAYOUT) {
        throw refused(
            origin,
            "found layout " + layout + ", expected at most " + LAYOUT + ": a newer vigia wrote it");
      }
      GenericRecord sample = (GenericRecord) root.get("sample");
      GenericRecord golden = (GenericRecord) root.get("golden");
      return new Reference(
          records(root, "features").stream().map(ReferenceFile::feature).toList(),
          Optional.ofNullable((GenericRecord) root.get("pca")).map(ReferenceFile::pca),
          records(root, "tables").stream().map(ReferenceFile::table).toList(),
          new Reference.Sample(floats(sample, "inputs"), floats(sample, "labels")),
          new Reference.Golden(
              floats(golden, "inputs"), doubles(golden, "fp32"), doubles(golden, "int8")));
    } catch (IOException | AvroRuntimeException | IllegalArgumentException e) {
      throw refused(origin, "found: " + e.getMessage());
    }
  }

  private static DetectorException refused(String origin, String found) {
    return new DetectorException(
        origin
            + ": expected the reference data of a detector ("
            + DetectorFiles.REFERENCE
            + "); "
            + found
            + "; write it with 'vigia train'");
  }

  private static GenericRecord feature(Reference.Feature feature) {
    GenericRecord out =
        new GenericData.Record(SCHEMA.getField("features").schema().getElementType());
    out.put("name", feature.name());
    out.put("mean", feature.mean());
    out.put("std", feature.std());
    out.put("usual", feature.usual());
    out.put("min", feature.min());
    out.put("max", feature.max());
    out.put("missing", feature.missing());
    out.put("edges", doubles(feature.edges()));
    out.put("counts", Arrays.stream(feature.counts()).boxed().toList());
    return out;
  }

  private static Reference.Feature feature(GenericRecord in) {
    return new Reference.Feature(
        in.get("name").toString(),
        (double) in.get("mean"),
        (double) in.get("std"),
        (double) in.get("usual"),
        (double) in.get("min"),
        (double) in.get("max"),
        (long) in.get("missing"),
        doubles(in, "edges"),
        list(in, "counts").stream().mapToLong(number -> ((Number) number).longValue()).toArray());
  }

  private static GenericRecord pca(Pca pca) {
    GenericRecord out = new GenericData.Record(SCHEMA.getField("pca").schema().getTypes().get(1));
    out.put("mean", doubles(pca.mean()));
    List<List<Double>> components = new ArrayList<>();
    for (double[] component : pca.components()) {
      components.add(doubles(component));
    }
    out.put("components", components);
    out.put("variances", doubles(pca.variances()));
    out.put("total_variance", pca.totalVariance());
    out.put("whiten", pca.whiten());
    return out;
  }

  private static Pca pca(GenericRecord in) {
    List<double[]> components = new ArrayList<>();
    for (Object component : list(in, "components")) {
      List<?> numbers = (List<?>) component;
      components.add(numbers.stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray());
    }
    return new Pca(
        doubles(in, "mean"),
        components.toArray(new double[0][]),
        doubles(in, "variances"),
        (double) in.get("total_variance"),
        (boolean) in.get("whiten"));
  }

  private static GenericRecord table(LearnedTable table) {
    GenericRecord out = new GenericData.Record(SCHEMA.getField("tables").schema().getElementType());
    out.put("name", table.name());
    out.put("keys", List.copyOf(table.values().keySet()));
    out.put("values", List.copyOf(table.values().values()));
    return out;
  }

  private static LearnedTable table(GenericRecord in) {
    TreeMap<String, Double> values = new TreeMap<>();
    List<?> keys = list(in, "keys");
    double[] numbers = doubles(in, "values");
    if (keys.size() != numbers.length) {
      throw new IllegalArgumentException(
          "table "
              + in.get("name")
              + " has "
              + keys.size()
              + " keys and "
              + numbers.length
              + " values");
    }
    for (int i = 0; i < numbers.length; i++) {
      values.put(keys.get(i).toString(), numbers[i]);
    }
    return new LearnedTable(in.get("name").toString(), values);
  }

  @SuppressWarnings("unchecked") // The schema says so, and Avro holds to it.
  private static List<GenericRecord> records(GenericRecord in, String field) {
    return (List<GenericRecord>) in.get(field);
  }

  private static List<?> list(GenericRecord in, String field) {
    return (List<?>) in.get(field);
  }

  private static double[] doubles(GenericRecord in, String field) {
    return list(in, field).stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
  }

  private static float[] floats(GenericRecord in, String field) {
    List<?> numbers = list(in, field);
    float[] out = new float[numbers.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = ((Number) numbers.get(i)).floatValue();
    }
    return out;
  }

  private static List<Double> doubles(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static List<Float> floats(float[] numbers) {
    List<Float> out = new ArrayList<>(numbers.length);
    for (float number : numbers) {
      out.add(number);
    }
    return out;
  }
}
