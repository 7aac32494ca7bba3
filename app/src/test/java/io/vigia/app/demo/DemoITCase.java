package io.vigia.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.app.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoITCase {
  private static final Path RULES =
      Path.of("src/test/resources/io/vigia/app/demo/card-rules").toAbsolutePath();

  private static Run demo(Object... more) {
    List<Object> arguments =
        new java.util.ArrayList<>(
            List.of(
                "demo",
                "--no-browser",
                "--streams",
                "card",
                "--detector",
                RULES,
                "--days",
                20,
                "--customers",
                500));
    arguments.addAll(List.of(more));
    return Run.of(arguments.toArray());
  }

  private static long number(String json, String name) {
    Matcher matcher = Pattern.compile('"' + name + "\":(\\d+)").matcher(json);
    assertThat(matcher.find()).as("%s in %s", name, json).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void findsPlantedFraudsThroughRealTopicsAndSaysSo() throws IOException {
    // A taken port: the next one is used.
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Run run =
          demo(
              "--terminals",
              1000,
              "--duration",
              "3s",
              "--rate",
              2000,
              "--port",
              taken.getLocalPort(),
              "--json");

      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.err())
          .contains("; port " + taken.getLocalPort() + " is taken", "history loaded: ");
      String json = run.last();
      assertThat(json)
          .matches(
              "\\{\"events\":\\d+,\"planted\":\\d+,\"found\":\\d+,\"alerts\":\\d+,"
                  + "\"dead_letters\":0,\"latency_ms\":\\{\"p50\":[\\d.]+,\"p95\":[\\d.]+,"
                  + "\"p99\":[\\d.]+},\"streams\":\\{\"card\":\\{.*}}}");
      assertThat(number(json, "events")).isBetween(1000L, 6001L);
      assertThat(number(json, "alerts")).isPositive();
      // Labels of the history reach the rule about terminals, and large amounts are all alerted:
      // half of the frauds is far below what both find, far above chance.
      assertThat(number(json, "found"))
          .isGreaterThan(number(json, "planted") / 2)
          .isLessThanOrEqualTo(number(json, "planted"));
      // A line for each alert, then the JSON.
      assertThat(run.out().lines().filter(line -> line.contains("  card ")).count())
          .isEqualTo(number(json, "alerts"));
    }
  }

  @Test
  void showsSeveralStreamsAtOnce() {
    Run run =
        Run.of(
            "demo",
            "--no-browser",
            "--streams",
            "camera,card",
            "--detector",
            RULES,
            "--detector",
            RULES.resolveSibling("camera-rules"),
            "--days",
            5,
            "--customers",
            500,
            "--duration",
            "10s",
            "--rate",
            6000,
            "--parallelism",
            1,
            "--json");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("camera: history loaded: ", "card: history loaded: ");
    String json = run.last();
    String camera = json.substring(json.indexOf("{\"camera\":"), json.indexOf("\"card\":"));
    String card = json.substring(json.indexOf("\"card\":"));
    for (String name : List.of("events", "planted", "found", "alerts", "dead_letters")) {
      assertThat(number(json, name)).as(name).isEqualTo(number(camera, name) + number(card, name));
    }
    assertThat(number(camera, "events")).isBetween(1000L, 30_001L);
    assertThat(number(camera, "planted")).isPositive();
    assertThat(number(camera, "found")).isBetween(1L, number(camera, "planted"));
    assertThat(number(json, "dead_letters")).isZero();
    assertThat(run.out().lines().filter(line -> line.contains(" track ")).count())
        .isEqualTo(number(camera, "alerts"));
  }

  @Test
  void refusesWhatCannotBe() {
    assertThat(demo("--rate", 0))
        .satisfies(run -> assertThat(run.status()).isEqualTo(2))
        .satisfies(run -> assertThat(run.err()).contains("--rate is 0; expected 1 to 10000000"));
    assertThat(Run.of("demo", "--streams", "card,cctv"))
        .satisfies(run -> assertThat(run.status()).isEqualTo(2))
        .satisfies(
            run ->
                assertThat(run.err())
                    .contains(
                        "--streams: 'cctv' is unknown; expected some of card, camera, sensor,"
                            + " machine"));
    assertThat(Run.of("demo", "--streams", "camera", "--detector", RULES))
        .satisfies(run -> assertThat(run.status()).isEqualTo(2))
        .satisfies(
            run ->
                assertThat(run.err())
                    .contains("is not available")
                    .contains("no folder of a detector"));
    assertThat(demo("--duration", "soon"))
        .satisfies(run -> assertThat(run.status()).isEqualTo(2))
        .satisfies(
            run ->
                assertThat(run.err())
                    .contains("'soon' is no duration; write one such as 60s, 5m or 1h"));
    assertThat(Run.of("demo", "--detector", "no/such"))
        .satisfies(run -> assertThat(run.status()).isEqualTo(2))
        .satisfies(
            run -> assertThat(run.err()).contains("no/such: no such folder; expected a detector"));
  }
}
