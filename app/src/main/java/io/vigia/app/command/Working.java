package io.vigia.app.command;

import io.vigia.jobs.command.Terminal;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says on standard error that work goes on, from the second second on, until it is closed. */
final class Working implements AutoCloseable {
  private static final long FIRST_SECONDS = 2;
  private static final long EVERY_SECONDS = 10;

  private final ScheduledExecutorService timer;

  private Working(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  static Working on(Terminal terminal, String what) {
    long begun = System.nanoTime();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    timer.scheduleWithFixedDelay(
        () ->
            terminal.progress(
                what + ": " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + " s"),
        FIRST_SECONDS,
        EVERY_SECONDS,
        TimeUnit.SECONDS);
    return new Working(timer);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
