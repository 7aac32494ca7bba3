package io.vigia.app.demo;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Properties;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.prometheus.AbstractPrometheusReporter;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * Flink's Prometheus reporter on the loopback interface alone. Flink's own one listens on every
 * interface and has no option for it, which is no way to behave on a laptop in a café.
 */
public final class LoopbackPrometheus extends AbstractPrometheusReporter {
  /** Name of the reporter's option: the port. */
  static final String PORT = "port";

  private final int port;
  private HTTPServer server;

  private LoopbackPrometheus(int port) {
    this.port = port;
  }

  /** Makes the reporter; found by Flink as a service. */
  public static final class Factory implements MetricReporterFactory {
    @Override
    public MetricReporter createMetricReporter(Properties properties) {
      return new LoopbackPrometheus(Integer.parseInt(properties.getProperty(PORT)));
    }
  }

  @Override
  public void open(MetricConfig config) {
    super.open(config);
    try {
      server =
          new HTTPServer(
              new InetSocketAddress(InetAddress.getByName(DemoCluster.LOOPBACK), port),
              registry(),
              true);
    } catch (IOException e) {
      throw new UncheckedIOException("Prometheus metrics cannot be served on port " + port, e);
    }
  }

  /** The registry is package-private in Flink 2.3, and nothing else gives it. */
  private CollectorRegistry registry() {
    try {
      Field field = AbstractPrometheusReporter.class.getDeclaredField("registry");
      field.setAccessible(true);
      return (CollectorRegistry) field.get(this);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Flink's Prometheus reporter has no registry any more", e);
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop();
    }
    super.close();
  }
}
