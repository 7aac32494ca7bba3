package io.vigia.jobs.testing;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Flink cluster of separate processes, a job manager and a task manager, made of the Flink jars
 * of the test's classpath and of nothing of vigia: what the jobs need has to be in their jar.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final List<String> NOT_OF_FLINK =
      List.of(
          "/target/",
          "vigia-",
          "/org/apache/kafka/",
          "flink-connector-kafka",
          "onnxruntime",
          "/org/apache/avro/",
          "/dev/cel/",
          "hash4j",
          "HdrHistogram",
          "fastcsv",
          "surefire");

  private final Path folder;
  private final int restPort;
  private final List<Process> processes = new ArrayList<>();

  /** Starts a cluster with that many slots. */
  public StandaloneCluster(int slots) throws Exception {
    folder = Files.createTempDirectory("vigia-cluster");
    restPort = freePort();
    int rpcPort = freePort();
    Files.writeString(
        folder.resolve("config.yaml"),
        String.join(
            "\n",
            "jobmanager.rpc.address: 127.0.0.1",
            "jobmanager.rpc.port: " + rpcPort,
            "jobmanager.bind-host: 127.0.0.1",
            "rest.address: 127.0.0.1",
            "rest.bind-address: 127.0.0.1",
            "rest.port: " + restPort,
            "taskmanager.host: 127.0.0.1",
            "taskmanager.bind-host: 127.0.0.1",
            "taskmanager.numberOfTaskSlots: " + slots,
            "taskmanager.cpu.cores: 1.0",
            // What BashJavaUtils would work out of the process's size, written out.
            "taskmanager.memory.framework.heap.size: 128m",
            "taskmanager.memory.framework.off-heap.size: 128m",
            "taskmanager.memory.jvm-metaspace.size: 256m",
            "taskmanager.memory.task.heap.size: 256m",
            "taskmanager.memory.task.off-heap.size: 64m",
            "taskmanager.memory.network.min: 64m",
            "taskmanager.memory.network.max: 64m",
            "taskmanager.memory.managed.size: 32m",
            "taskmanager.memory.jvm-overhead.min: 64m",
            "taskmanager.memory.jvm-overhead.max: 64m",
            "io.tmp.dirs: " + folder.resolve("tmp"),
            "classloader.parent-first-patterns.additional: ai.onnxruntime",
            ""));
    Files.createDirectories(folder.resolve("tmp"));
    Files.writeString(
        folder.resolve("log4j2.properties"),
        String.join(
            "\n",
            "rootLogger.level = WARN",
            "rootLogger.appenderRef.console.ref = Console",
            "appender.console.name = Console",
            "appender.console.type = CONSOLE",
            "appender.console.layout.type = PatternLayout",
            "appender.console.layout.pattern = %d{HH:mm:ss} %-5p %c{1} %m%n",
            ""));
    processes.add(
        start(
            "jobmanager",
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "--configDir",
            folder.toString()));
    processes.add(
        start(
            "taskmanager",
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            "--configDir",
            folder.toString()));
    try {
      awaitSlots(slots);
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process start(String name, String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-Dlog4j.configurationFile=" + folder.resolve("log4j2.properties"),
            "-cp",
            classpath(),
            main));
    command.addAll(List.of(arguments));
    File log = folder.resolve(name + ".log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log)
            .directory(folder.toFile());
    builder.environment().put("FLINK_CONF_DIR", folder.toString());
    return builder.start();
  }

  private static String classpath() {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> NOT_OF_FLINK.stream().noneMatch(entry::contains))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void awaitSlots(int slots) throws Exception {
    try {
      Await.until(
          START,
          () -> {
            if (processes.stream().anyMatch(process -> !process.isAlive())) {
              throw new AssertionError("a process of the cluster ended");
            }
            return get("/overview").contains("\"slots-available\":" + slots);
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + logs(), e);
    }
  }

  /** What the cluster's REST endpoint answers; empty where it does not. */
  public String get(String path) {
    try {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://" + address() + path))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Runs Flink's command line in a process of its own and returns what it wrote. */
  public String flink(String... arguments) throws Exception {
    Process process = start("flink", "org.apache.flink.client.cli.CliFrontend", arguments);
    boolean ended = process.waitFor(START.toSeconds(), TimeUnit.SECONDS);
    String output = Files.readString(folder.resolve("flink.log"));
    if (!ended || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new AssertionError("flink " + List.of(arguments) + " failed:\n" + output);
    }
    return output;
  }

  /** Address of the REST endpoint. */
  public String address() {
    return "127.0.0.1:" + restPort;
  }

  /** What the processes wrote. */
  public String logs() {
    StringBuilder logs = new StringBuilder();
    for (String name : List.of("jobmanager", "taskmanager")) {
      try {
        String log = Files.readString(folder.resolve(name + ".log"));
        logs.append(name)
            .append(":\n")
            .append(log, Math.max(0, log.length() - 6000), log.length())
            .append('\n');
      } catch (IOException e) {
        logs.append(name).append(": no log\n");
      }
    }
    return logs.toString();
  }

  /** Whether any process of the cluster is alive. */
  public boolean alive() {
    return processes.stream().anyMatch(Process::isAlive);
  }

  @Override
  public void close() throws IOException {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
