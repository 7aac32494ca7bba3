package io.vigia.benchmarks.contender.bareloop;

import io.vigia.benchmarks.contender.Contender;
import io.vigia.benchmarks.contender.Setting;
import io.vigia.benchmarks.harness.Extent;
import io.vigia.engine.features.FeatureProgram;
import io.vigia.engine.features.KeyState;
import io.vigia.engine.model.Detector;
import io.vigia.engine.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;

/**
 * The practical limit: one consumer a thread and a thread a core, as {@code KafkaConsumer}'s
 * documentation recommends ("One Consumer Per Thread"); the same decoder, feature program, int8
 * graph in batches, rules and alerts as ours, with the states of both keys in hash maps that the
 * threads share behind striped locks.
 *
 * <p>It does without what makes a job: no checkpoints, so a crash loses all states; no watermarks,
 * no late events, no expiry of states, no dead letters, no metrics, no second machine.
 */
public record BareLoop(Setting setting, Extent reads) implements Contender {

  @Override
  public Run run(String run, String alerts) throws Exception {
    Detector detector = Detector.open(setting.files(), Precision.INT8);
    List<StripedStates<KeyState>> states = new ArrayList<>();
    FeatureProgram.compile(detector.spec())
        .stages()
        .forEach(s -> states.add(new StripedStates<>()));
    StripedStates<Long> lastAlerts = new StripedStates<>();
    CyclicBarrier ready = new CyclicBarrier(Setting.PARALLELISM + 1);
    ExecutorService threads = Executors.newFixedThreadPool(Setting.PARALLELISM);
    try {
      List<Future<Tally>> loops = new ArrayList<>();
      for (int thread = 0; thread < Setting.PARALLELISM; thread++) {
        Map<TopicPartition, Long> ends = ends(thread);
        loops.add(
            threads.submit(
                () -> {
                  try (BareLoopThread loop =
                      new BareLoopThread(setting, detector, states, lastAlerts, ends, alerts)) {
                    ready.await();
                    return loop.run();
                  }
                }));
      }
      ready.await();
      long began = System.nanoTime();
      Tally tally = sum(loops);
      return new Run((System.nanoTime() - began) / 1e9, Optional.of(tally));
    } finally {
      threads.shutdownNow();
    }
  }

  /** The partitions of a thread, and where their reading stops; the first reads the labels too. */
  private Map<TopicPartition, Long> ends(int thread) {
    Map<TopicPartition, Long> ends = reads.eventEnds(setting.topics());
    ends.keySet().removeIf(partition -> partition.partition() % Setting.PARALLELISM != thread);
    if (thread == 0) {
      ends.putAll(reads.labelEnds(setting.topics()));
    }
    return ends;
  }

  private static Tally sum(List<Future<Tally>> loops)
      throws InterruptedException, ExecutionException {
    long events = 0;
    double scores = 0;
    for (Future<Tally> loop : loops) {
      events += loop.get().events();
      scores += loop.get().scores();
    }
    return new Tally(events, scores);
  }

  /** Settings of a consumer that nothing commits. */
  static Map<String, Object> consumer(Setting setting) {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        setting.bootstrapServers(),
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        4096);
  }
}
