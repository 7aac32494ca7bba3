package io.vigia.benchmarks.nab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NabCorpusTest {
  private static final String CSV =
      """
      timestamp,value
      2014-04-01 00:00:00,18.324918539200002
      2014-04-01 00:05:00,-1
      2014-04-01 00:10:00,
      2014-04-01 00:15:00,3e2
      """;

  @TempDir Path root;

  @BeforeEach
  void write() throws IOException {
    Path folder = Files.createDirectories(root.resolve("data/b"));
    Files.writeString(folder.resolve("one.csv"), CSV);
    Files.writeString(folder.resolve("other.csv"), CSV);
    Files.writeString(root.resolve("data/README.md"), "no file of the benchmark");
    Files.createDirectories(root.resolve("labels"));
    Files.writeString(
        root.resolve("labels/combined_windows.json"),
        """
        {"b/one.csv": [["2014-04-01 00:05:00.000000", "2014-04-01 00:10:00.000000"]]}
        """);
  }

  @Test
  void files_are_read_with_their_labels() throws IOException {
    List<NabFile> files = NabCorpus.read(root);
    assertThat(files).extracting(NabFile::path).containsExactly("b/one.csv", "b/other.csv");
    NabFile one = files.get(0);
    assertThat(one.values()).containsExactly(18.324918539200002, -1, Double.NaN, 300);
    assertThat(one.micros()[1] - one.micros()[0]).isEqualTo(300_000_000L);
    assertThat(one.windows()).containsExactly(new NabFile.Span(1, 2));
    assertThat(one.isLabelled()).isTrue();
    assertThat(files.get(1).isLabelled()).isFalse();
  }

  @Test
  void results_keep_rows_and_values_as_they_are() throws IOException {
    List<NabFile> files = NabCorpus.read(root).subList(0, 1);
    NabResults.write(files, List.of(new double[] {0, 0.25, 1, 0.5}), root.resolve("out"));
    assertThat(root.resolve("out/b/vigia_one.csv"))
        .hasContent(
            """
            timestamp,value,anomaly_score
            2014-04-01 00:00:00,18.324918539200002,0.0
            2014-04-01 00:05:00,-1,0.25
            2014-04-01 00:10:00,,1.0
            2014-04-01 00:15:00,3e2,0.5
            """);
  }

  @Test
  void what_is_no_file_of_the_benchmark_is_refused() throws IOException {
    Path one = root.resolve("data/b/one.csv");
    Files.writeString(one, "time,value\n");
    assertThatThrownBy(() -> NabCorpus.read(root))
        .hasMessage(one + ":1: found 'time,value', expected timestamp,value");
    Files.writeString(one, "timestamp,value\n2014-04-01T00:00,1\nsoon,2\n");
    assertThatThrownBy(() -> NabCorpus.read(root))
        .hasMessage(one + ": found the time 'soon', expected one such as 2014-04-01 00:05:00");
    Files.writeString(one, "timestamp,value\n2014-04-01 00:00:00,1\n");
    assertThatThrownBy(() -> NabCorpus.read(root))
        .hasMessage(
            one
                + ": no row is of 2014-04-01 00:05:00.000000, where labels/combined_windows.json"
                + " has a window begin or end");
    assertThatThrownBy(() -> NabCorpus.read(root.resolve("labels")))
        .hasMessageContaining("has no folder 'data'");
  }
}
