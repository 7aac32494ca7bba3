package io.vigia.jobs.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Looks whether brokers and topics are there before a job is submitted, to fail early and clearly.
 */
public final class Topics {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Topics() {}

  /**
   * Checks that the topics that a job reads exist, and creates those it writes.
   *
   * @param bootstrapServers addresses of brokers
   * @param properties further properties of Kafka clients
   * @param read topics that must exist
   * @param written topics that are created with the broker's defaults where they are missing
   * @throws IllegalStateException when no broker answers within ten seconds, or a topic is missing
   */
  public static void prepare(
      String bootstrapServers,
      Properties properties,
      Collection<String> read,
      Collection<String> written) {
    Properties config = new Properties();
    config.putAll(properties);
    config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    try (Admin admin = Admin.create(config)) {
      Set<String> known =
          admin.listTopics().names().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      for (String topic : read) {
        if (!known.contains(topic)) {
          throw new IllegalStateException(
              String.format(
                  Locale.ROOT,
                  "no topic '%s' on the Kafka brokers at '%s'; found %s; create it, or name another",
                  topic,
                  bootstrapServers,
                  new TreeSet<>(known)));
        }
      }
      create(admin, written.stream().filter(topic -> !known.contains(topic)).toList());
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "no Kafka broker answers at '%s' (%s); start one there, or give the address of a"
                  + " running one by --bootstrap-servers host:port",
              bootstrapServers,
              cause),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking for the topics", e);
    }
  }

  private static void create(Admin admin, Collection<String> topics)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      admin
          .createTopics(
              topics.stream()
                  .map(topic -> new NewTopic(topic, Optional.empty(), Optional.empty()))
                  .toList())
          .all()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      // Another job may have created it between the look and now.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }
}
