package io.vigia.jobs.autoscale.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FlinkRestTest {

  @Test
  void refusesWhatIsNoAddress() {
    for (String address : new String[] {"localhost", "a b:1", "ftp://x:1", ":8081"}) {
      assertThatThrownBy(() -> new FlinkRest(address))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "cluster '"
                  + address
                  + "'; expected host:port of its REST endpoint, such as localhost:8081, or an"
                  + " address such as https://flink.example.org");
    }
    assertThat(new FlinkRest("localhost:8081").address()).isEqualTo("http://localhost:8081");
    assertThat(new FlinkRest("https://flink.example.org/team/").address())
        .isEqualTo("https://flink.example.org/team");
  }

  @Test
  void passwordsInTheAddressAreRefusedAndNotRepeated() {
    assertThatThrownBy(() -> new FlinkRest("https://me:secret@flink.example.org"))
        .hasMessageStartingWith("the cluster's address holds a user and password")
        .hasMessageNotContaining("secret");
  }

  @Test
  void saysWhereNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    FlinkRest rest = new FlinkRest("127.0.0.1:" + port);
    assertThatThrownBy(() -> rest.get("/overview"))
        .isInstanceOf(RestException.class)
        .hasMessageStartingWith("no Flink cluster answers at http://127.0.0.1:" + port + " (")
        .hasMessageEndingWith(
            "); start one there, or give the REST address of a running one by --cluster host:port");
  }

  @Test
  void saysWhatTheClusterSaysInOneLine() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              (exchange.getRequestURI().getPath().equals("/page")
                      ? "<html>"
                      : "{\"errors\":[\"Internal error\",\"java.x.Y: no\\n\\tat z\\nCaused by:"
                          + " a.b.C: not so\\n\\tat d.e\"]}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(409, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      FlinkRest rest = new FlinkRest("127.0.0.1:" + server.getAddress().getPort());
      assertThatThrownBy(() -> rest.get("/jobs/1"))
          .hasMessage(rest.address() + "/jobs/1 answered 409: a.b.C: not so");
      assertThatThrownBy(() -> rest.get("/page"))
          .hasMessage(
              rest.address()
                  + "/page answered 409 without JSON; is it the REST endpoint of a Flink cluster?");
    } finally {
      server.stop(0);
    }
  }
}
