package io.vigia.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.schemas.Tier;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class RowCodecTest {
  private static final RowLayout LAYOUT =
      RowLayout.of(
          DetectorSpecReader.read(
              new DetectorFiles(
                  "d",
                  new TreeMap<>(
                      Map.of(
                          DetectorFiles.SPEC,
                          """
                          detector: d
                          event: {schema: e.avsc, topic: t, id: id, time: at, keys: {a: id, b: n}}
                          features:
                            - {name: n_now, field: n}
                          """
                              .getBytes(StandardCharsets.UTF_8),
                          "e.avsc",
                          """
                          {"type": "record", "name": "E", "fields": [
                            {"name": "id", "type": "string"},
                            {"name": "at",
                             "type": {"type": "long", "logicalType": "timestamp-micros"}},
                            {"name": "n", "type": "long"}]}
                          """
                              .getBytes(StandardCharsets.UTF_8))))));

  private final RowCodec codec = RowCodec.of(LAYOUT);

  private Row roundTrip(Row row) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    codec.write(row, new DataOutputStream(bytes));
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    Row read = codec.read(in);
    assertThat(in.available()).isZero();
    return read;
  }

  @Property(tries = 500)
  void events_come_back_as_they_were(
      @ForAll long time,
      @ForAll long id,
      @ForAll String idText,
      @ForAll @Size(4) double[] values,
      @ForAll byte[] payload,
      @ForAll boolean late,
      @ForAll boolean scored)
      throws IOException {
    Row row = new Row();
    row.time = time;
    row.id = id;
    row.idText = idText;
    row.keys = new long[] {id, time};
    row.keyTexts = new String[] {idText, null};
    row.values = values;
    row.texts = new String[] {scored ? idText : null};
    row.payload = payload;
    row.partition = 3;
    row.offset = time;
    row.ingestMillis = id;
    row.late = late;
    if (scored) {
      row.tier = Tier.FP32;
      row.score = values[0];
    }
    assertThat(roundTrip(row))
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
        .isEqualTo(row);
  }

  @Property(tries = 200)
  void nothing_of_an_earlier_row_is_left(@ForAll long id, @ForAll @Size(4) double[] values)
      throws IOException {
    Row earlier = new Row();
    earlier.idText = "earlier";
    earlier.keys = new long[] {7, 8};
    earlier.keyTexts = new String[] {"7", "8"};
    earlier.values = new double[] {1, 2, 3, 4};
    earlier.texts = new String[] {"text"};
    earlier.payload = new byte[] {1, 2};
    RowPool.ofThread().give(earlier);
    Row row = new Row();
    row.id = id;
    row.keys = new long[] {id, 1};
    row.keyTexts = new String[2];
    row.values = values;
    row.texts = new String[1];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    codec.write(row, new DataOutputStream(bytes));

    Row read = RowPool.ofThread().take();
    codec.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), read);

    assertThat(read).isSameAs(earlier);
    assertThat(read)
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
        .isEqualTo(row);
  }

  @Property(tries = 200)
  void labels_come_back_as_they_were(@ForAll long time, @ForAll long id, @ForAll double label)
      throws IOException {
    Row row = new Row();
    row.kind = Row.Kind.LABEL;
    row.time = time;
    row.id = id;
    row.keys = new long[] {1, 2};
    row.keyTexts = new String[2];
    row.labelledTime = id;
    row.label = label;
    assertThat(roundTrip(row))
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
        .isEqualTo(row);
  }

  @Property(tries = 200)
  void orders_come_back_as_they_were(@ForAll byte[] order) throws IOException {
    Row row = new Row();
    row.kind = Row.Kind.CONTROL;
    row.payload = order;
    Row read = roundTrip(row);
    assertThat(read.kind).isEqualTo(Row.Kind.CONTROL);
    assertThat(read.payload).isEqualTo(order);
  }
}
