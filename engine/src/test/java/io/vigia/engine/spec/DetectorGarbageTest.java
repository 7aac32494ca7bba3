package io.vigia.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.engine.row.RowLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the file holds, it is read or refused with a line; nothing else happens. */
class DetectorGarbageTest {
  private static final String CARD = Detectors.cardFraud();

  @Property(tries = 1500, seed = "1")
  void mutatedDetectorsAreReadOrRefused(@ForAll("mutations") List<Mutation> mutations) {
    String yaml = CARD;
    for (Mutation mutation : mutations) {
      yaml = mutation.apply(yaml);
    }
    readOrRefuse(Detectors.files(yaml));
  }

  @Property(tries = 500, seed = "2")
  void bytesAreReadOrRefused(@ForAll byte[] bytes) {
    readOrRefuse(Detectors.files(bytes));
  }

  @Property(tries = 500, seed = "3")
  void mutatedSchemasAreReadOrRefused(@ForAll("mutations") List<Mutation> mutations) {
    String schema = Detectors.SENSOR_SCHEMA;
    for (Mutation mutation : mutations) {
      schema = mutation.apply(schema);
    }
    TreeMap<String, byte[]> files = new TreeMap<>(Detectors.files(Detectors.SENSOR).asMap());
    files.put("reading.avsc", schema.getBytes(StandardCharsets.UTF_8));
    readOrRefuse(new DetectorFiles("d", files));
  }

  private static void readOrRefuse(DetectorFiles files) {
    try {
      DetectorSpec spec = DetectorSpecReader.read(files);
      // What is read can be laid out and identified.
      assertThat(RowLayout.of(spec).width()).isPositive();
      assertThat(FeatureHash.of(spec)).hasSize(64);
    } catch (SpecException e) {
      assertThat(e.getMessage().lines())
          .allMatch(line -> line.matches("d/detector.yaml:(\\d+: .+| and \\d+ more)"));
    }
  }

  /** A piece of the text replaced by another, at a place given as a share of its length. */
  record Mutation(double place, int length, String replacement) {
    String apply(String text) {
      int from = (int) (place * text.length());
      int to = Math.min(text.length(), from + length);
      return text.substring(0, from) + replacement + text.substring(to);
    }
  }

  @Provide
  Arbitrary<List<Mutation>> mutations() {
    Arbitrary<String> pieces =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(4),
            Arbitraries.of(
                "",
                "",
                "\n",
                ": ",
                "- ",
                "{",
                "}",
                "[",
                "]",
                "\"",
                "'",
                "#",
                "&a ",
                "*a",
                "!!int ",
                "? ",
                "|\n",
                "<<: ",
                "null",
                "~",
                "-1",
                "1e400",
                "NaN",
                "\t",
                "\u0000",
                "\ud800",
                "label",
                "amount",
                "window: 1d",
                "of: label",
                "aggregate: last",
                "delay: 7d"));
    return Combinators.combine(
            Arbitraries.doubles().between(0, 1), Arbitraries.integers().between(0, 30), pieces)
        .as(Mutation::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }
}
