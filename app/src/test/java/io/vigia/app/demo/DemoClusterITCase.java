package io.vigia.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoClusterITCase {
  @TempDir Path folder;

  @Test
  void servesItsPageAndItsMetricsOnTheLoopbackInterface() throws Exception {
    try (DemoCluster cluster = DemoCluster.start(1, 8080, folder)) {
      assertThat(cluster.page().getHost()).isEqualTo("127.0.0.1");
      assertThat(cluster.metrics().getHost()).isEqualTo("127.0.0.1");
      assertThat(get(cluster.page())).contains("<title>Apache Flink Web Dashboard</title>");
      assertThat(get(cluster.metrics())).contains("flink_jobmanager_taskSlotsTotal");
    }
  }

  /** What an address answers, as soon as it is at service: the cluster elects its leader first. */
  private static String get(URI address) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    HttpResponse<String> response;
    do {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      response = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    } while (response.statusCode() == 503 && System.nanoTime() < patience);
    return response.body();
  }
}
