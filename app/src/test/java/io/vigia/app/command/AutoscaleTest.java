package io.vigia.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigia.app.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Wrong use; what it does to jobs is held by the tests of the loop. */
class AutoscaleTest {

  private static void refuses(int status, String message, Object... options) {
    Object[] arguments = new Object[options.length + 1];
    arguments[0] = "autoscale";
    System.arraycopy(options, 0, arguments, 1, options.length);
    Run run = Run.of(arguments);
    assertThat(run.err().lines().findFirst()).contains("vigia: " + message);
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void wrongUseIsToldBeforeAnythingIsAsked() {
    refuses(
        2,
        "cluster 'nowhere'; expected host:port of its REST endpoint, such as localhost:8081, or an"
            + " address such as https://flink.example.org",
        "--cluster",
        "nowhere");
    refuses(
        2,
        "--target-utilization is 70.0; expected a fraction, 0.05 to 1.0",
        "--target-utilization",
        "70");
    refuses(
        2,
        "--window is shorter than --interval; expected the time over which load is taken, such as"
            + " 30s",
        "--window",
        "5s");
    refuses(
        2,
        "--interval is 0; expected how often the job is looked at, such as 10s",
        "--interval",
        "0s");
    refuses(
        2,
        "--kafka-config is given without --bootstrap-servers; give both, or none",
        "--kafka-config",
        "client.properties");
  }

  @Test
  void saysWhereNoClusterAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Run run = Run.of("autoscale", "--cluster", "127.0.0.1:" + port);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("vigia: no Flink cluster answers at http://127.0.0.1:" + port + " (")
        .endsWith(
            "); start one there, or give the REST address of a running one by --cluster host:port\n");
  }
}
