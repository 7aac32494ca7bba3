package io.vigia.jobs.autoscale.cluster;

import io.vigia.jobs.autoscale.Autoscaler;
import io.vigia.jobs.autoscale.Decision;
import io.vigia.jobs.autoscale.JobLoad;
import io.vigia.jobs.autoscale.LoadWindow;
import io.vigia.jobs.autoscale.ScalingOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Watches a job and fits its parallelism to its load, until the job ends. */
public final class AutoscaleLoop {
  /** How long the cluster may be away, as while its job manager restarts. */
  private static final Duration AWAY = Duration.ofSeconds(30);

  private final RunningJob job;
  private final Settings settings;
  private final Autoscaler autoscaler;
  private final LoadWindow window;
  private final Clock clock;
  private final Consumer<ScalingEvent> listener;
  private long answeredNanos = System.nanoTime();

  /**
   * How the loop runs.
   *
   * @param scaling when and how far the job is changed
   * @param interval how often the job is looked at
   * @param window over which its load is taken
   * @param patience how long a change may take
   * @param elastic whether the cluster brings slots on demand
   * @param dryRun whether decisions are told but not carried out
   * @param once whether the first decision is the last
   */
  public record Settings(
      ScalingOptions scaling,
      Duration interval,
      Duration window,
      Duration patience,
      boolean elastic,
      boolean dryRun,
      boolean once) {

    /** Checks the times, by the names of their options. */
    public Settings {
      if (interval.isZero() || interval.isNegative()) {
        throw new IllegalArgumentException(
            "--interval is 0; expected how often the job is looked at, such as 10s");
      }
      if (window.compareTo(interval) < 0) {
        throw new IllegalArgumentException(
            "--window is shorter than --interval; expected the time over which load is taken, such"
                + " as 30s");
      }
      if (patience.isZero() || patience.isNegative()) {
        throw new IllegalArgumentException(
            "--patience is 0; expected how long a change may take, such as 1m");
      }
    }
  }

  /**
   * A loop over a job.
   *
   * @param listener is told of each decision, whether anything changes or not
   */
  public AutoscaleLoop(
      RunningJob job, Settings settings, Clock clock, Consumer<ScalingEvent> listener) {
    this.job = job;
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
    this.autoscaler = new Autoscaler(settings.scaling());
    this.window = new LoadWindow(settings.window());
  }

  /**
   * Runs until the job ends, or the first decision where it is to be the only one.
   *
   * @return the state in which the job ended: FINISHED or CANCELED; empty where it goes on
   * @throws IllegalStateException when the job fails, or the cluster is away for longer than half a
   *     minute
   */
  public Optional<String> run() throws InterruptedException {
    while (true) {
      try {
        Optional<String> ended = job.ended();
        if (ended.isPresent()) {
          return checkedEnd(ended.get());
        }
        Optional<JobLoad> load = job.counters(settings.elastic()).flatMap(window::add);
        answeredNanos = System.nanoTime();
        if (load.isPresent()) {
          listener.accept(act(autoscaler.decide(load.get(), clock.millis())));
          if (settings.once()) {
            return Optional.empty();
          }
        }
      } catch (RestException e) {
        if (!e.isPassing() || System.nanoTime() - answeredNanos > AWAY.toNanos()) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(settings.interval().toMillis());
    }
  }

  private Optional<String> checkedEnd(String state) {
    if (state.equals("FAILED")) {
      throw new IllegalStateException(
          "job " + job.id() + " failed; its exceptions are at /jobs/" + job.id() + "/exceptions");
    }
    return Optional.of(state);
  }

  private ScalingEvent act(Decision decision) throws InterruptedException {
    Instant time = clock.instant();
    if (!decision.changes() || settings.dryRun()) {
      return event(time, decision, Optional.empty(), Optional.empty());
    }
    long began = System.nanoTime();
    Optional<String> failure = Optional.empty();
    try {
      job.rescale(decision.parallelism(), settings.patience());
    } catch (IllegalStateException e) {
      failure = Optional.of(e.getMessage());
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    autoscaler.rescaled(clock.millis());
    return event(
        time, decision, failure.isPresent() ? Optional.empty() : Optional.of(took), failure);
  }

  private ScalingEvent event(
      Instant time, Decision decision, Optional<Duration> took, Optional<String> failure) {
    return new ScalingEvent(time, job.id(), job.name(), decision, took, failure);
  }
}
