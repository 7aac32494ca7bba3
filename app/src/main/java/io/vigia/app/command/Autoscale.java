package io.vigia.app.command;

import io.vigia.jobs.autoscale.ScalingOptions;
import io.vigia.jobs.autoscale.VertexDecision;
import io.vigia.jobs.autoscale.cluster.AutoscaleLoop;
import io.vigia.jobs.autoscale.cluster.FlinkRest;
import io.vigia.jobs.autoscale.cluster.RunningJob;
import io.vigia.jobs.autoscale.cluster.ScalingEvent;
import io.vigia.jobs.autoscale.cluster.ScalingSamples;
import io.vigia.jobs.command.Terminal;
import io.vigia.jobs.command.Texts;
import io.vigia.jobs.kafka.MetricsProducer;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vigia autoscale}. */
@Command(
    name = "autoscale",
    description = {
      "Watches a running job and fits the parallelism of its operators to the load, without"
          + " stopping it.",
      "Needs a cluster with jobmanager.scheduler: adaptive. Prints a line for each decision."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class Autoscale implements Callable<Integer> {
  @Option(
      names = "--cluster",
      defaultValue = "localhost:8081",
      paramLabel = "HOST:PORT",
      description = "REST endpoint of the cluster.")
  private String cluster;

  @Option(
      names = "--job",
      paramLabel = "ID",
      description = "Id or name of the job; not needed where the cluster runs one alone.")
  private Optional<String> job;

  @Option(
      names = "--target-utilization",
      paramLabel = "FRACTION",
      defaultValue = "0.7",
      description = "Fraction of the time in which a subtask is to work.")
  private double targetUtilization;

  @Option(
      names = "--band",
      paramLabel = "FRACTION",
      defaultValue = "0.15",
      description = "Nothing changes while a utilization is no further from the target.")
  private double band;

  @Option(
      names = "--catch-up",
      paramLabel = "TIME",
      defaultValue = "2m",
      converter = Texts.Length.class,
      description = "Time within which records that wait are to be worked off.")
  private Duration catchUp;

  @Option(
      names = "--stabilization",
      paramLabel = "TIME",
      defaultValue = "1m",
      converter = Texts.Length.class,
      description = "Nothing changes for this time after a change.")
  private Duration stabilization;

  @Option(
      names = "--scale-down-delay",
      paramLabel = "TIME",
      defaultValue = "5m",
      converter = Texts.Length.class,
      description = "How long fewer subtasks must have sufficed before some are taken away.")
  private Duration scaleDownDelay;

  @Option(
      names = "--max-step",
      paramLabel = "FACTOR",
      defaultValue = "4",
      description = "Greatest factor by which a parallelism changes at once.")
  private double maxStep;

  @Option(names = "--min-parallelism", defaultValue = "1", description = "Least parallelism.")
  private int minParallelism;

  @Option(
      names = "--max-parallelism",
      defaultValue = "720",
      description = "Greatest parallelism; partitions, slots and the job's maximum hold beside it.")
  private int maxParallelism;

  @Option(
      names = "--elastic",
      description = "The cluster brings task managers on demand: its slots of now are no limit.")
  private boolean elastic;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Texts.Length.class,
      description = "How often the job is looked at.")
  private Duration interval;

  @Option(
      names = "--window",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Texts.Length.class,
      description = "Time over which the load is taken.")
  private Duration window;

  @Option(
      names = "--patience",
      paramLabel = "TIME",
      defaultValue = "1m",
      converter = Texts.Length.class,
      description = "How long a change may take before it counts as failed.")
  private Duration patience;

  @Option(names = "--dry-run", description = "Decide, but change nothing.")
  private boolean dryRun;

  @Option(names = "--once", description = "Look for one window, decide once, and end.")
  private boolean once;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "Kafka brokers; decisions go to the metrics topic where given.")
  private Optional<String> bootstrapServers;

  @Option(
      names = "--metrics-topic",
      defaultValue = "vigia-metrics",
      description = "Topic of the decisions.")
  private String metricsTopic;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Further properties of the Kafka client, such as security.protocol.")
  private Optional<Path> kafkaConfig;

  @Mixin private Terminal terminal;

  @Override
  public Integer call() throws Exception {
    AutoscaleLoop.Settings settings =
        new AutoscaleLoop.Settings(
            new ScalingOptions(
                targetUtilization,
                band,
                catchUp,
                stabilization,
                scaleDownDelay,
                maxStep,
                minParallelism,
                maxParallelism),
            interval,
            window,
            patience,
            elastic,
            dryRun,
            once);
    FlinkRest rest = new FlinkRest(cluster);
    Properties properties = kafkaProperties();
    RunningJob running = RunningJob.find(rest, job);
    if (bootstrapServers.isEmpty()) {
      run(running, settings, Optional.empty());
      return 0;
    }
    try (MetricsProducer producer =
        new MetricsProducer(bootstrapServers.get(), properties, metricsTopic)) {
      run(running, settings, Optional.of(producer));
    }
    return 0;
  }

  private Properties kafkaProperties() throws IOException {
    Properties properties = new Properties();
    if (kafkaConfig.isPresent()) {
      if (bootstrapServers.isEmpty()) {
        throw new IllegalArgumentException(
            "--kafka-config is given without --bootstrap-servers; give both, or none");
      }
      try (Reader reader = Files.newBufferedReader(kafkaConfig.get())) {
        properties.load(reader);
      }
    }
    return properties;
  }

  private void run(
      RunningJob running, AutoscaleLoop.Settings settings, Optional<MetricsProducer> producer)
      throws InterruptedException {
    say(
        terminal.err(),
        "watching job "
            + running.id()
            + " ("
            + running.name()
            + "); the first decision comes after "
            + settings.window().toSeconds()
            + " s");
    ScalingSamples samples = new ScalingSamples(settings.interval());
    AutoscaleLoop loop =
        new AutoscaleLoop(
            running,
            settings,
            Clock.systemUTC(),
            event -> {
              print(event);
              producer.ifPresent(topic -> topic.send(samples.of(event)));
            });
    loop.run().ifPresent(state -> say(terminal.err(), "the job is " + state));
  }

  private static void say(java.io.PrintWriter writer, String line) {
    writer.println(line);
    writer.flush();
  }

  private void print(ScalingEvent event) {
    if (terminal.json()) {
      terminal.object(json(event));
    } else {
      say(
          terminal.out(),
          event.time().truncatedTo(ChronoUnit.SECONDS)
              + "  "
              + outcome(event)
              + "  "
              + text(event));
    }
  }

  private String outcome(ScalingEvent event) {
    if (!event.decision().changes()) {
      return "keep";
    }
    return event.failure().isPresent() ? "failed" : dryRun ? "would change" : "changed";
  }

  private static String text(ScalingEvent event) {
    if (event.decision().changes()) {
      return event.decision().reason()
          + event.took().map(took -> "; took " + took.toMillis() + " ms").orElse("")
          + event.failure().map(why -> "; " + why).orElse("");
    }
    return event.decision().vertices().stream()
        .map(
            vertex ->
                String.format(
                    Locale.ROOT,
                    "%s %d (%.0f %%)",
                    shortName(vertex),
                    vertex.from(),
                    100 * vertex.demandUtilization()))
        .collect(Collectors.joining(", "));
  }

  /** The first operator of a vertex: {@code Source: events -> decode} is {@code events}. */
  private static String shortName(VertexDecision vertex) {
    String name = vertex.vertex().counters().name().replace("Source: ", "");
    int end = name.indexOf(" -> ");
    return (end < 0 ? name : name.substring(0, end)).replace(": Writer", "");
  }

  private Map<String, Object> json(ScalingEvent event) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("time", event.time().toString());
    values.put("job", event.job());
    values.put("outcome", outcome(event).replace(' ', '-'));
    values.put("reason", event.decision().reason());
    values.put("took_ms", event.took().map(Duration::toMillis).orElse(null));
    values.put("failure", event.failure().orElse(null));
    List<Map<String, Object>> vertices = new ArrayList<>();
    for (VertexDecision vertex : event.decision().vertices()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("name", vertex.vertex().counters().name());
      each.put("parallelism", vertex.from());
      each.put("decided", vertex.to());
      each.put("utilization", vertex.vertex().utilization());
      each.put("demand_utilization", vertex.demandUtilization());
      each.put("records_per_second", vertex.vertex().perSecond());
      each.put("demand_per_second", vertex.demandPerSecond());
      each.put("lag", vertex.vertex().counters().lag());
      each.put("reason", vertex.reason());
      vertices.add(each);
    }
    values.put("vertices", vertices);
    return values;
  }
}
