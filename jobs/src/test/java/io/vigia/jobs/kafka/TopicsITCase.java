package io.vigia.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.jobs.testing.EmbeddedKafka;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TopicsITCase {

  @Test
  @Timeout(30)
  void aBrokerThatIsNotThereIsNamed() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String nowhere = "127.0.0.1:" + port;
    assertThatThrownBy(
            () -> Topics.prepare(nowhere, new Properties(), List.of("transactions"), List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no Kafka broker answers at '" + nowhere + "' (")
        .hasMessageEndingWith(
            "; start one there, or give the address of a running one by --bootstrap-servers"
                + " host:port");
  }

  @Test
  void topicsThatAreReadMustExistAndThoseWrittenAreCreated() throws Exception {
    try (EmbeddedKafka kafka = new EmbeddedKafka()) {
      kafka.create(1, "transactions");
      Topics.prepare(
          kafka.bootstrapServers(), new Properties(), List.of("transactions"), List.of("alerts"));
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        assertThat(admin.listTopics().names().get()).contains("transactions", "alerts");
      }
      assertThatThrownBy(
              () ->
                  Topics.prepare(
                      kafka.bootstrapServers(), new Properties(), List.of("payments"), List.of()))
          .hasMessageStartingWith("no topic 'payments' on the Kafka brokers at '127.0.0.1:")
          .hasMessageEndingWith("found [alerts, transactions]; create it, or name another");
    }
  }
}
