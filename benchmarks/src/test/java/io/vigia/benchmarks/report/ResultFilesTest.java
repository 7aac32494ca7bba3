package io.vigia.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ResultFilesTest {
  private static final Machine MACHINE =
      new Machine("A processor", 2, 24L << 30, "A machine 17", "An OS 1");

  @TempDir private Path folder;

  private static BenchmarkResult result() {
    Map<String, Object> ours = BenchmarkResult.row("vigia");
    ours.put("events_per_second", 200_000.0);
    Map<String, Object> rival = BenchmarkResult.row("a rival < ours");
    rival.put("events_per_second", 50_000.0);
    Map<String, Object> other = BenchmarkResult.row("without the figure");
    return new BenchmarkResult("pipeline", MACHINE, List.of(ours, rival, other));
  }

  @Test
  void json_markdown_and_plot_stand_beside_each_other() throws Exception {
    ResultFiles.write(result(), folder.resolve("new"), List.of("events_per_second"));

    assertThat(Files.readString(folder.resolve("new/pipeline.json")))
        .isEqualTo(result().toJson() + "\n");
    assertThat(Files.readString(folder.resolve("new/pipeline.md")))
        .isEqualTo(result().toMarkdown());
    assertThat(folder.resolve("new/pipeline.svg")).isRegularFile();
  }

  @Test
  void without_figures_there_is_no_plot() throws Exception {
    ResultFiles.write(result(), folder, List.of());

    assertThat(folder.resolve("pipeline.md")).exists();
    assertThat(folder.resolve("pipeline.svg")).doesNotExist();
  }

  @Test
  void bars_are_as_long_as_their_figures() throws Exception {
    ResultFiles.write(result(), folder, List.of("events_per_second"));

    Document svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(folder.resolve("pipeline.svg").toFile());
    // The first one belongs to the legend.
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(3);
    double ours = width((Element) svg.getElementsByTagName("rect").item(1));
    double rival = width((Element) svg.getElementsByTagName("rect").item(2));
    assertThat(rival / ours).isEqualTo(0.25);
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("a rival < ours", "200,000", "50,000")
        .doesNotContain("without the figure");
  }

  private static double width(Element bar) {
    return Double.parseDouble(bar.getAttribute("width"));
  }
}
