package io.vigia.app.command;

import io.vigia.jobs.DetectionJob;
import io.vigia.jobs.FraudDetectionJob;
import io.vigia.jobs.MachineDetectionJob;
import io.vigia.jobs.SensorDetectionJob;
import io.vigia.jobs.SurveillanceDetectionJob;
import io.vigia.jobs.command.Terminal;
import io.vigia.jobs.submit.JobSubmitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** {@code vigia submit}. */
@Command(
    name = "submit",
    description = {
      "Submits a job to a running Flink cluster, as flink run --detached does.",
      "What is not listed here goes to the job: --config FILE, --detector DIR,"
          + " --bootstrap-servers HOST:PORT, …; a wrong option lists them all."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Submit implements Callable<Integer> {
  private static final Map<String, Class<?>> JOBS =
      new TreeMap<>(
          Map.of(
              "detection", DetectionJob.class,
              "fraud", FraudDetectionJob.class,
              "machines", MachineDetectionJob.class,
              "sensors", SensorDetectionJob.class,
              "surveillance", SurveillanceDetectionJob.class));

  @Parameters(
      paramLabel = "JOB",
      description =
          "detection, fraud, surveillance, sensors or machines, or the name of its class.")
  private String job;

  @Option(
      names = "--cluster",
      defaultValue = "localhost:8081",
      paramLabel = "HOST:PORT",
      description = "REST endpoint of the cluster; ${DEFAULT-VALUE} unless given.")
  private String cluster;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The shaded jar; the one of the project unless given.")
  private Path jar;

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Mixin private Terminal terminal;

  @Override
  public Integer call() throws IOException {
    String main = main().getName();
    JobSubmitter submitter = new JobSubmitter(cluster);
    String id = submitter.submit(jar == null ? built() : jar, main, arguments).toHexString();
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("job", id);
    results.put("main", main);
    results.put("cluster", cluster);
    terminal.results(results);
    return 0;
  }

  private Class<?> main() {
    for (Map.Entry<String, Class<?>> entry : JOBS.entrySet()) {
      Class<?> found = entry.getValue();
      if (List.of(entry.getKey(), found.getSimpleName(), found.getName()).contains(job)) {
        return found;
      }
    }
    throw new IllegalArgumentException(
        "job '" + job + "': unknown; expected one of " + String.join(", ", JOBS.keySet()));
  }

  /** The launcher says where the project is, and builds the jar for this command. */
  private static Path built() throws IOException {
    Path target = Path.of(System.getProperty("vigia.home", ".")).resolve("jobs/target");
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        return files
            .filter(file -> file.getFileName().toString().matches("vigia-jobs-.*-all\\.jar"))
            .findFirst()
            .orElseThrow(() -> noJar(target));
      }
    }
    throw noJar(target);
  }

  private static IllegalArgumentException noJar(Path target) {
    return new IllegalArgumentException(
        target + ": no vigia-jobs-*-all.jar; start by the launcher ./vigia, or give --jar FILE");
  }
}
