package io.vigia.app.demo;

import io.vigia.app.broker.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The whole of vigia in one process: a broker, a cluster, simulated streams, and for each the same
 * job that runs in production between its topics. First the history, as fast as the jobs take it;
 * then live events at a rate.
 */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final DemoOptions options;
  private final Consumer<String> lines;
  private final Consumer<String> notes;
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * A demo before its start.
   *
   * @param lines gets a line for each alert
   * @param notes gets what a user wants to know meanwhile
   */
  public Demo(DemoOptions options, Consumer<String> lines, Consumer<String> notes) {
    this.options = options;
    this.lines = lines;
    this.notes = notes;
  }

  /** Ends the live part; {@link #run} then returns its summary. */
  public void stop() {
    stop.countDown();
  }

  /**
   * Runs the demo.
   *
   * @param page gets the address of the cluster's web page
   * @throws IllegalStateException when a job fails
   */
  public DemoSummary run(Consumer<String> page) throws Exception {
    List<ShownStream> streams = options.streams().stream().map(ShownStream::new).toList();
    Path folder = Files.createTempDirectory("vigia-demo-");
    notes.accept("starting a Kafka broker and a Flink cluster in this process");
    try (EmbeddedKafka kafka = EmbeddedKafka.start();
        DemoCluster cluster =
            DemoCluster.start(options.parallelism() * streams.size(), options.port(), folder)) {
      announce(kafka, cluster, page);
      try {
        Set<String> there = new HashSet<>();
        for (ShownStream stream : streams) {
          stream.createTopics(kafka, options.parallelism(), there);
          cluster.submit(stream.job(kafka, options.parallelism(), folder.resolve("checkpoints")));
          stream.open(kafka, options.parallelism(), this::line);
        }
        for (ShownStream stream : streams) {
          history(stream, cluster);
        }
        settle(streams, kafka, cluster);
        streams.forEach(ShownStream::goLive);
        live(streams, cluster);
        for (ShownStream stream : streams) {
          stream.awaitRead(cluster, DRAIN, Demo::sleep);
        }
        settle(streams, kafka, cluster);
        return summary(streams);
      } finally {
        for (ShownStream stream : streams) {
          stream.close();
        }
      }
    } finally {
      delete(folder);
    }
  }

  /** Streams have readers of their own. */
  private synchronized void line(String line) {
    lines.accept(line);
  }

  private void announce(EmbeddedKafka kafka, DemoCluster cluster, Consumer<String> page) {
    notes.accept("Kafka at " + kafka.bootstrapServers());
    notes.accept(
        "Flink at "
            + cluster.page()
            + (cluster.page().getPort() == options.port()
                ? ""
                : "; port " + options.port() + " is taken"));
    notes.accept("Prometheus metrics at " + cluster.metrics());
    page.accept(cluster.page().toString());
  }

  private void history(ShownStream stream, DemoCluster cluster) throws Exception {
    String name = stream.stream().name();
    notes.accept(
        name
            + ": loading history from "
            + stream.stream().historyFrom()
            + " to "
            + stream.stream().liveFrom());
    long began = System.nanoTime();
    long records = stream.loadHistory();
    stream.awaitRead(cluster, PATIENCE, millis -> stop.await(millis, TimeUnit.MILLISECONDS));
    notes.accept(
        String.format(
            Locale.ROOT,
            "%s: history loaded: %,d records, %.1f s",
            name,
            records,
            (System.nanoTime() - began) / 1e9));
  }

  /** Never asked to stop: what was sent is to be read. */
  private static boolean sleep(long millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
    return false;
  }

  /** Waits until all that was read is decided on, and the alerts are taken from their topics. */
  private static void settle(List<ShownStream> streams, EmbeddedKafka kafka, DemoCluster cluster)
      throws Exception {
    cluster.settle();
    for (ShownStream stream : streams) {
      stream.awaitAlerts(kafka);
    }
  }

  private void live(List<ShownStream> streams, DemoCluster cluster) throws Exception {
    notes.accept(
        options.rate()
            + " events a second of "
            + options.streams().stream().map(DemoStream::name).collect(Collectors.joining(", "))
            + " from now on, "
            + options
                .duration()
                .map(each -> "for " + each.toSeconds() + " s")
                .orElse("until Ctrl-C"));
    long began = System.nanoTime();
    long limit = options.duration().map(Duration::toNanos).orElse(Long.MAX_VALUE);
    BooleanSupplier running = () -> stop.getCount() > 0 && System.nanoTime() - began < limit;
    ExecutorService feeds = Executors.newFixedThreadPool(streams.size());
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (ShownStream stream : streams) {
        ends.add(feeds.submit(() -> live(stream, options.rate() / streams.size(), running)));
      }
      for (Future<?> end : ends) {
        await(end);
      }
    } finally {
      feeds.shutdown();
    }
    cluster.checkRunning();
  }

  /** When one feed ends, for whatever reason, all do. */
  private void live(ShownStream stream, int rate, BooleanSupplier running) {
    try {
      stream.live(rate, running);
    } finally {
      stop.countDown();
    }
  }

  private static void await(Future<?> end) throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }

  private static DemoSummary summary(List<ShownStream> streams) {
    Map<DemoStream, StreamSummary> summaries = new LinkedHashMap<>();
    streams.forEach(stream -> summaries.put(stream.stream(), stream.summary()));
    return new DemoSummary(summaries);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
