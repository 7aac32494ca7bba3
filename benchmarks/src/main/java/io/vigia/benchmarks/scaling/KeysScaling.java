package io.vigia.benchmarks.scaling;

import io.vigia.app.broker.EmbeddedKafka;
import io.vigia.benchmarks.harness.Extent;
import io.vigia.benchmarks.harness.FilledTopics;
import io.vigia.benchmarks.harness.FlinkCluster;
import io.vigia.benchmarks.harness.Rounds;
import io.vigia.engine.model.Precision;
import io.vigia.engine.spec.DetectorFiles;
import io.vigia.engine.spec.DetectorSpec;
import io.vigia.engine.spec.DetectorSpecReader;
import io.vigia.jobs.JobOptions.StateBackend;
import io.vigia.jobs.PipelineOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.configuration.MemorySize;

/**
 * Events a second, checkpoints and state by the number of keys, on the heap and in RocksDB, and the
 * same with one subtask instead of two.
 */
final class KeysScaling {
  /** Payments that a key gets at least. */
  private static final int PER_KEY = 8;

  private static final Duration OFTEN = Duration.ofMillis(500);
  private static final Duration SELDOM = Duration.ofSeconds(10);

  /** A run that would take longer reads fewer payments, so that the benchmark ends. */
  private static final int MOST_SECONDS = 90;

  private static final MemorySize MANAGED = MemorySize.ofMebiBytes(512);

  private final EmbeddedKafka kafka;
  private final DetectorFiles files;
  private final DetectorSpec spec;
  private final int events;
  private final int rounds;
  private final Figures figures;

  /**
   * The part of a benchmark.
   *
   * @param events payments of a run at least
   * @param rounds runs of which the median counts
   */
  KeysScaling(EmbeddedKafka kafka, DetectorFiles files, int events, int rounds, Figures figures) {
    this.kafka = kafka;
    this.files = files;
    this.spec = DetectorSpecReader.read(files);
    this.events = events;
    this.rounds = rounds;
    this.figures = figures;
  }

  /** Measures for each number of keys. */
  void run(List<Integer> keys) throws Exception {
    double base = Double.NaN;
    for (int number : keys) {
      String name = name(number);
      KeyedPayments payments = new KeyedPayments(number, Math.max(events, PER_KEY * number));
      FilledTopics topics = payments.fill(kafka, "keys-" + name);
      if (number == keys.get(0)) {
        // Of two subtasks, the figure is that of the same keys below.
        try (FlinkCluster cluster = FlinkCluster.start(1, MANAGED)) {
          double rate = rate(cluster, topics, StateBackend.HEAP, name + "-alone", false);
          figures.add("parallelism 1, " + name + " keys on heap", rate, "events/s");
        }
      }
      try (FlinkCluster cluster = FlinkCluster.start(2, MANAGED)) {
        double heap = rate(cluster, topics, StateBackend.HEAP, name, true);
        rate(cluster, topics, StateBackend.ROCKSDB, name, true);
        base = Double.isNaN(base) ? heap : base;
        figures.add(
            "parallelism 2, " + name + " keys on heap, to " + name(keys.get(0)),
            heap / base,
            "ratio");
      }
      sizes(payments, number, name);
    }
  }

  private double rate(
      FlinkCluster cluster, FilledTopics topics, StateBackend backend, String name, boolean told)
      throws Exception {
    ScaledJob job =
        new ScaledJob(
            files,
            kafka.bootstrapServers(),
            PipelineOptions.live().withPrecision(Precision.INT8),
            backend,
            Optional.empty());
    Extent whole = topics.whole();
    String run = "keys-" + name + "-" + backend;
    // The first payments warm the process up and are not counted.
    Extent first = KeyedPayments.first(Math.min(events, whole.events()) / 4);
    FlinkCluster.Finished last = job.run(cluster, topics, first, run, SELDOM);
    double perSecond = first.events() / last.seconds();
    if (whole.events() > perSecond * MOST_SECONDS) {
      whole = KeyedPayments.first((int) (perSecond * MOST_SECONDS));
      figures.add("payments read, " + run, whole.events(), "events");
    }
    Duration checkpoints = interval(whole.events() / perSecond);
    double[] rates = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      last = job.run(cluster, topics, whole, run + "-" + round, checkpoints);
      rates[round] = whole.events() / last.seconds();
    }
    double rate = Rounds.median(rates);
    if (told) {
      String where = name + " keys on " + backend.name().toLowerCase(Locale.ROOT);
      figures.add("parallelism 2, " + where, rate, "events/s");
      last.largest()
          .ifPresent(
              checkpoint -> {
                figures.add("checkpoint, " + where, checkpoint.bytes(), "bytes");
                figures.add("checkpoint written, " + where, checkpoint.writtenBytes(), "bytes");
                figures.add("checkpoint, " + where, checkpoint.millis(), "ms");
              });
    }
    return rate;
  }

  /**
   * So often that one checkpoint comes when most of the state is there: at the end of the topic all
   * of it expires.
   *
   * @param seconds that the run will take, about
   */
  private static Duration interval(double seconds) {
    Duration fifth = Duration.ofMillis((long) (200 * seconds));
    return fifth.compareTo(OFTEN) < 0 ? OFTEN : fifth.compareTo(SELDOM) > 0 ? SELDOM : fifth;
  }

  private void sizes(KeyedPayments payments, int keys, String name) throws IOException {
    StateSizes cards = StateSizes.of(spec, 0, payments, keys);
    figures.add("state of a card, " + name + " keys, median on heap", cards.medianHeap(), "bytes");
    figures.add(
        "state of a card, " + name + " keys, median serialized", cards.medianSerialized(), "bytes");
    StateSizes terminals = StateSizes.of(spec, 1, payments, keys);
    figures.add(
        "state of a terminal, " + name + " keys, median on heap", terminals.medianHeap(), "bytes");
    figures.add(
        "state of a terminal, " + name + " keys, median serialized",
        terminals.medianSerialized(),
        "bytes");
  }

  /** {@code 10k}, {@code 1M}. */
  static String name(int number) {
    if (number % 1_000_000 == 0) {
      return number / 1_000_000 + "M";
    }
    return number % 1_000 == 0 ? number / 1_000 + "k" : Integer.toString(number);
  }
}
