package io.vigia.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigia.app.simulate.card.CardParameters;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of the shipped dashboard, answered by a real Prometheus that scrapes a running demo.
 * Skipped where there is no {@code prometheus} (Debian: apt install prometheus).
 */
class DashboardITCase {
  private static final Path DOCKER = Path.of("../docker").toAbsolutePath().normalize();
  private static final String METRICS = "Prometheus metrics at ";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

  @TempDir Path folder;

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper()
        .readTree(Files.readString(DOCKER.resolve("grafana/dashboards/vigia.json")));
  }

  /** The queries by title of their panel, as Prometheus takes them. */
  private static Map<String, List<String>> queries(JsonNode dashboard) {
    Map<String, List<String>> queries = new LinkedHashMap<>();
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries
            .computeIfAbsent(panel.path("title").asText(), title -> new ArrayList<>())
            .add(
                target
                    .path("expr")
                    .asText()
                    .replace("$job", ".*")
                    .replace("$__rate_interval", "10s"));
      }
    }
    return queries;
  }

  @Test
  void thePanelsAskTheDatasourceThatIsProvisioned() throws IOException {
    String provisioned =
        Files.readString(DOCKER.resolve("grafana/provisioning/datasources/prometheus.yaml"));
    JsonNode dashboard = dashboard();
    List<String> uids = dashboard.findValuesAsText("uid");
    assertThat(uids).filteredOn(uid -> !uid.equals("vigia")).containsOnly("vigia-prometheus");
    assertThat(provisioned).contains("uid: vigia-prometheus");
    assertThat(dashboard.path("panels")).allMatch(panel -> panel.path("description").isTextual());
    assertThat(queries(dashboard).keySet())
        .contains(
            "Throughput",
            "Latency of alerts",
            "Alerts",
            "Batches of the model",
            "Who answered",
            "Lag by source",
            "Parallelism",
            "Checkpoint duration");
  }

  @Test
  @Timeout(240)
  void everyQueryFindsSomethingInARunningDemo() throws Exception {
    assumeTrue(
        installed("prometheus"),
        "no prometheus on the PATH: the dashboard's queries are not checked");
    CompletableFuture<String> metrics = new CompletableFuture<>();
    Demo demo =
        new Demo(
            new DemoOptions(
                List.of(
                    new CardStream(
                        DOCKER.resolveSibling("models/card-fraud"),
                        CardParameters.defaults(),
                        2,
                        7)),
                Optional.empty(),
                500,
                1,
                8080),
            line -> {},
            note -> {
              if (note.startsWith(METRICS)) {
                metrics.complete(note.substring(METRICS.length()));
              }
            });
    CompletableFuture<DemoSummary> run =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return demo.run(page -> {});
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    CompletableFuture<?> failed = run.whenComplete((summary, e) -> metrics.cancel(false));
    try (Prometheus prometheus =
        new Prometheus(folder, URI.create(metrics.get(60, TimeUnit.SECONDS)))) {
      Map<String, List<String>> unanswered = queries(dashboard());
      long end = System.nanoTime() + PATIENCE_NANOS;
      while (!unanswered.isEmpty() && System.nanoTime() < end) {
        assertThat(failed.isDone()).as("the demo ended").isFalse();
        unanswered.values().forEach(queries -> queries.removeIf(prometheus::answers));
        unanswered.values().removeIf(List::isEmpty);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
      }
      assertThat(unanswered).as("queries without a result; %s", prometheus.log()).isEmpty();
    } finally {
      demo.stop();
    }
    assertThat(run).succeedsWithin(Duration.ofSeconds(60));
  }

  @Test
  void theShippedConfigurationIsValid() throws Exception {
    assumeTrue(installed("promtool"), "no promtool on the PATH: prometheus.yml is not checked");
    Process promtool =
        new ProcessBuilder(
                "promtool",
                "check",
                "config",
                DOCKER.resolve("prometheus/prometheus.yml").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
  }

  private static boolean installed(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** A Prometheus of its own, on a free port of the loopback interface. */
  private static final class Prometheus implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path log;
    private final int port;
    private final Process process;

    Prometheus(Path folder, URI metrics) throws IOException {
      Path config = folder.resolve("prometheus.yml");
      Files.writeString(
          config,
          """
          global: {scrape_interval: 1s}
          scrape_configs:
            - {job_name: flink, metrics_path: %s, static_configs: [{targets: ["%s:%d"]}]}
          """
              .formatted(metrics.getPath(), metrics.getHost(), metrics.getPort()));
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      log = folder.resolve("prometheus.log");
      process =
          new ProcessBuilder(
                  "prometheus",
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    }

    /** Whether a query has a result now. */
    boolean answers(String query) {
      try {
        String body =
            client
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://127.0.0.1:"
                                    + port
                                    + "/api/v1/query?query="
                                    + URLEncoder.encode(query, UTF_8)))
                        .build(),
                    BodyHandlers.ofString())
                .body();
        JsonNode answer = new ObjectMapper().readTree(body);
        assertThat(answer.path("status").asText()).as("%s: %s", query, body).isEqualTo("success");
        return !answer.path("data").path("result").isEmpty();
      } catch (IOException e) {
        // It has not started yet.
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    String log() throws IOException {
      return Files.readString(log);
    }

    @Override
    public void close() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
