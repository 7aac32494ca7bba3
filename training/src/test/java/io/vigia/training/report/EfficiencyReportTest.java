package io.vigia.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.engine.metrics.Metrics;
import io.vigia.engine.pca.Pca;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class EfficiencyReportTest {
  private static final String NASTY = "<script>alert('x')</script> & \"quotes\" \u0001";

  @TempDir private Path folder;

  private final LabelledRows rows = EfficiencyMeterTest.rows(400);
  private long now;

  @Test
  void the_keys_of_a_row() throws IOException {
    JsonNode report = write();

    assertThat(report.get("rows")).hasSize(3);
    JsonNode row = report.get("rows").get(1);
    assertThat(names(row))
        .containsExactly(
            "name",
            "parameters",
            "bytes",
            "multiply_adds",
            "training_seconds",
            "us_per_record",
            "p99_us",
            "peak_bytes",
            "joules_per_million",
            "joules_estimated",
            "average_precision",
            "auc_roc",
            "calibration_error",
            "relative_average_precision",
            "average_precision_per_ms",
            "average_precision_per_kilobyte",
            "p50_us",
            "p50_us_per_call",
            "p99_us_per_call",
            "records_per_second",
            "heap_bytes",
            "native_bytes",
            "memory_note");
    assertThat(names(row.get("us_per_record"))).containsExactly("1", "64", "256");
  }

  @Test
  void the_figures_of_a_row() throws IOException {
    JsonNode row = write().get("rows").get(1);

    assertThat(row.get("name").textValue()).isEqualTo("student");
    assertThat(row.get("parameters").longValue()).isEqualTo(2_000);
    assertThat(row.get("bytes").longValue()).isEqualTo(20_000);
    assertThat(row.get("multiply_adds").longValue()).isEqualTo(1_900);
    assertThat(row.get("training_seconds").doubleValue()).isEqualTo(12.5);
    // 200 ns a row of the student, nothing a call.
    assertThat(row.get("us_per_record").get("64").doubleValue()).isEqualTo(0.2);
    assertThat(row.get("p99_us").doubleValue()).isEqualTo(0.2);
    assertThat(row.get("p99_us_per_call").get("256").doubleValue()).isEqualTo(51.2);
    assertThat(row.get("records_per_second").doubleValue()).isCloseTo(5e6, within(1e-3));
    assertThat(row.get("joules_estimated").booleanValue()).isTrue();
    assertThat(row.get("joules_per_million").doubleValue()).isCloseTo(2, within(1e-9));
    double precision = Metrics.of(column(0), rows.labels()).averagePrecision();
    assertThat(row.get("average_precision").doubleValue()).isEqualTo(precision);
    assertThat(row.get("auc_roc").doubleValue())
        .isEqualTo(Metrics.of(column(0), rows.labels()).aucRoc());
    double teacher = Metrics.of(mixture(), rows.labels()).averagePrecision();
    assertThat(row.get("relative_average_precision").doubleValue()).isEqualTo(precision / teacher);
    assertThat(row.get("average_precision_per_ms").doubleValue()).isEqualTo(precision / 0.0002);
    assertThat(row.get("average_precision_per_kilobyte").doubleValue()).isEqualTo(precision / 20);
  }

  @Test
  void unknown_memory_is_null_with_its_reason() throws IOException {
    JsonNode row = write().get("rows").get(0);

    assertThat(row.get("peak_bytes").isNull()).isTrue();
    assertThat(row.get("heap_bytes").isNull()).isTrue();
    assertThat(row.get("memory_note").textValue()).contains("not done within 0 s");
  }

  @Test
  void what_else_the_report_says() throws IOException {
    JsonNode report = write();

    assertThat(report.get("reference").textValue()).isEqualTo("teacher");
    assertThat(report.get("shipped").textValue()).isEqualTo("student");
    assertThat(report.get("command").textValue()).isEqualTo("vigia train " + NASTY);
    assertThat(names(report.get("machine")))
        .contains("processor", "vnni", "processors", "java", "onnxruntime");
    assertThat(report.get("energy").textValue()).isEqualTo("CPU time × 10.00 watts a core");
    assertThat(report.get("permutation_importance").get(0).get("feature").textValue())
        .isEqualTo("signal");
    assertThat(report.get("pca").get("explained").doubleValue()).isEqualTo(0.9);
    assertThat(report.get("notes").get(0).get("points").get(1).get("value").isNull()).isTrue();
  }

  @Test
  void the_page_is_well_formed_and_loads_nothing() throws Exception {
    assertThat(write()).isNotEmpty();
    String page = Files.readString(folder.resolve("new/report.html"));

    Document document = parse(page);
    assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(6);
    for (String loads : List.of("script", "link", "img", "iframe", "object", "image", "use")) {
      assertThat(document.getElementsByTagName(loads).getLength()).as(loads).isZero();
    }
    String withoutNamespaces = page.replaceAll("xmlns=\"[^\"]*\"", "");
    assertThat(withoutNamespaces).doesNotContainIgnoringCase("http:", "https:", "url(", "@import");
    assertThat(withoutNamespaces).doesNotContain("href", "src=");
    assertThat(document.getDocumentElement().getTextContent())
        .contains("<script>alert('x')</script> & \"quotes\" \uFFFD")
        .contains("teacher", "student", "signal", "component 1");
  }

  @Test
  void neither_file_appears_when_measuring_fails() {
    ReportInput input =
        new ReportInput(
            "d",
            "data",
            List.of(
                new Contender(
                    "wide", 1, 1, 1, 1, capacity -> new RowScorer(9, capacity, row -> 0))),
            "wide",
            rows,
            Optional.empty(),
            List.of(),
            1);

    assertThatThrownBy(() -> report().write(folder.resolve("new"), "", input))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void a_place_that_holds_a_file_is_refused() throws IOException {
    Path file = Files.writeString(folder.resolve("thesis.txt"), "the only copy");

    assertThatThrownBy(() -> EfficiencyReport.checkPlace(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--report " + file + ": found a file, expected a folder or a new place");
  }

  private JsonNode write() throws IOException {
    Path made = folder.resolve("new");
    report().write(made, "vigia train " + NASTY, input());
    try (var files = Files.list(made)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("report.json", "report.html");
    }
    return new ObjectMapper().readTree(Files.readString(made.resolve("report.json")));
  }

  @Test
  void without_labels_the_costs_remain() throws Exception {
    double[] unknown = new double[rows.rows()];
    Arrays.fill(unknown, Double.NaN);
    LabelledRows unlabelled = new LabelledRows(rows.featureNames(), rows.values(), unknown);
    ReportInput input =
        new ReportInput(
            "camera",
            "a sample",
            List.of(contender("student", 20_000, 200, row -> row[0])),
            "student",
            unlabelled,
            Optional.empty(),
            List.of(),
            3);

    report().write(folder, "vigia train", input);

    JsonNode report = new ObjectMapper().readTree(Files.readString(folder.resolve("report.json")));
    JsonNode row = report.get("rows").get(0);
    assertThat(row.get("average_precision").isNull()).isTrue();
    assertThat(row.get("average_precision_per_ms").isNull()).isTrue();
    assertThat(row.get("us_per_record").get("64").doubleValue()).isEqualTo(0.2);
    assertThat(report.get("permutation_importance")).isEmpty();
    assertThat(
            parse(Files.readString(folder.resolve("report.html")))
                .getDocumentElement()
                .getTextContent())
        .contains("how good it is cannot be told: of 0 labelled events, 0 are positive.")
        .doesNotContain("NaN");
  }

  private static Document parse(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  private EfficiencyReport report() {
    Clocks clocks = new Clocks(() -> now, () -> now);
    MeterPlan plan =
        new MeterPlan(
            1,
            List.of(
                new MeterPlan.Batch(1, 1, 4),
                new MeterPlan.Batch(64, 1, 4),
                new MeterPlan.Batch(256, 1, 4)),
            1_000_000);
    return new EfficiencyReport(
        plan, clocks, new CpuTimeEnergy(clocks.cpuNanos(), 10), new MemoryMeter(Duration.ZERO));
  }

  private ReportInput input() {
    Pca pca =
        new Pca(
            new double[2],
            new double[][] {{0.8, 0.6}, {-0.6, 0.8}},
            new double[] {6, 3},
            10,
            false);
    Series pruning =
        new Series(
            "Pruning " + NASTY,
            "average precision",
            List.of(
                new Series.Point("1,900 multiply-adds", 0.7),
                new Series.Point("1,000 multiply-adds", Double.NaN),
                new Series.Point("500 multiply-adds", 0.6)));
    return new ReportInput(
        "small " + NASTY,
        "a made-up sample",
        List.of(
            contender("teacher", 90_000, 3_000, row -> 0.8 * row[0] + 0.2 * row[1]),
            contender("student", 20_000, 200, row -> row[0]),
            contender(NASTY, 9_000, 300, row -> row[1])),
        "student",
        rows,
        Optional.of(pca),
        List.of(pruning),
        3);
  }

  private Contender contender(
      String name, long bytes, int nanos, ToDoubleFunction<double[]> function) {
    return new Contender(
        name,
        2_000,
        bytes,
        1_900,
        12.5,
        capacity -> new RowScorer(2, capacity, function, count -> now += (long) count * nanos));
  }

  private double[] column(int column) {
    double[] values = new double[rows.rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.values()[2 * i + column];
    }
    return values;
  }

  private double[] mixture() {
    double[] values = new double[rows.rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.8 * rows.values()[2 * i] + 0.2 * rows.values()[2 * i + 1];
    }
    return values;
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
