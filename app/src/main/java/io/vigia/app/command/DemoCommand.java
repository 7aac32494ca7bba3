package io.vigia.app.command;

import io.vigia.app.demo.Demo;
import io.vigia.app.demo.DemoOptions;
import io.vigia.app.demo.DemoStream;
import io.vigia.app.demo.DemoStreams;
import io.vigia.app.demo.DemoSummary;
import io.vigia.app.demo.StreamSummary;
import io.vigia.jobs.command.Terminal;
import java.awt.Desktop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigia demo}. */
@Command(
    name = "demo",
    description =
        "Runs everything in this process: a Kafka broker, a Flink cluster, simulated streams and"
            + " for each the job that finds the anomalies in it. Prints alerts as they come, and"
            + " at the end how much of what was planted was found.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = PositiveDuration.class,
      description = "How long events are live, such as 60s or 5m; until Ctrl-C unless given.")
  private Duration duration;

  @Option(
      names = "--streams",
      split = ",",
      paramLabel = "STREAM",
      description =
          "What is shown, separated by commas: card, camera, sensor, machine; card,camera unless"
              + " given.",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  private List<String> streams;

  @Option(
      names = "--rate",
      defaultValue = "2000",
      description = "Live events a second, of all streams together.")
  private int rate;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Port of the web page; the next free one where it is taken.")
  private int port;

  @Option(names = "--no-browser", description = "Do not open the web page.")
  private boolean noBrowser;

  @Option(
      names = "--days",
      defaultValue = "45",
      description = "card: days of history that are loaded first and not counted.")
  private int days;

  @Option(
      names = "--detector",
      paramLabel = "DIR",
      description =
          "Folder of a detector, instead of the one of vigia that watches the same events. May be"
              + " given several times.",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
  private List<Path> detectors = List.of();

  @Option(names = "--parallelism", defaultValue = "2", description = "Subtasks of each job.")
  private int parallelism;

  @Option(names = "--seed", defaultValue = "2024", description = "Same seed, same events.")
  private long seed;

  @Mixin private CardOptions card;
  @Mixin private Terminal terminal;

  @Override
  public Integer call() throws Exception {
    Demo demo =
        new Demo(
            new DemoOptions(
                new DemoStreams(home(), detectors, card.parameters(), days, seed)
                    .choose(Optional.ofNullable(streams), note -> say(terminal.err(), note)),
                Optional.ofNullable(duration),
                rate,
                parallelism,
                port),
            line -> say(terminal.out(), line),
            line -> say(terminal.err(), line));
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger status = new AtomicInteger(1);
    Thread hook = new Thread(() -> endByHand(demo, done, status), "demo-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      print(demo.run(this::open));
      status.set(0);
    } finally {
      done.countDown();
      forget(hook);
    }
    return 0;
  }

  /** Ctrl-C is how a demo without a duration ends: it still gives its summary, and succeeds. */
  private static void endByHand(Demo demo, CountDownLatch done, AtomicInteger status) {
    demo.stop();
    try {
      done.await();
      Runtime.getRuntime().halt(status.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs: Ctrl-C was pressed.
      return;
    }
  }

  private static Path home() {
    return Path.of(System.getProperty("vigia.home", ""));
  }

  private static void say(java.io.PrintWriter writer, String line) {
    writer.println(line);
    writer.flush();
  }

  private void open(String page) {
    if (noBrowser || !Desktop.isDesktopSupported()) {
      return;
    }
    try {
      Desktop.getDesktop().browse(URI.create(page));
    } catch (IOException | UnsupportedOperationException e) {
      say(terminal.err(), "no browser could be opened (" + e.getMessage() + "); see " + page);
    }
  }

  private void print(DemoSummary summary) {
    if (terminal.json()) {
      terminal.object(summary.toMap());
      return;
    }
    say(terminal.out(), "");
    summary.streams().forEach(this::print);
    StreamSummary all = summary.all();
    if (summary.streams().size() > 1) {
      say(terminal.out(), String.format(Locale.ROOT, "all streams     %,d events", all.events()));
      latency(all);
    }
  }

  private void print(DemoStream stream, StreamSummary summary) {
    String share =
        summary.planted() == 0
            ? ""
            : String.format(Locale.ROOT, " (%.0f %%)", 100.0 * summary.found() / summary.planted());
    say(
        terminal.out(),
        String.format(Locale.ROOT, "%-15s %,d events", stream.name(), summary.events()));
    say(
        terminal.out(),
        String.format(
            Locale.ROOT, "  planted         %,d %s", summary.planted(), stream.plantedWord()));
    say(
        terminal.out(),
        String.format(
            Locale.ROOT,
            "  found           %,d%s: %s",
            summary.found(),
            share,
            stream.foundMeans()));
    say(terminal.out(), String.format(Locale.ROOT, "  alerts          %,d", summary.alerts()));
    say(terminal.out(), String.format(Locale.ROOT, "  dead letters  %,d", summary.deadLetters()));
    latency(summary);
  }

  private void latency(StreamSummary summary) {
    say(
        terminal.out(),
        String.format(
            Locale.ROOT,
            "  latency         p50 %.0f ms, p95 %.0f ms, p99 %.0f ms from the event's Kafka timestamp"
                + " to the alert's",
            summary.latency(50),
            summary.latency(95),
            summary.latency(99)));
  }
}
