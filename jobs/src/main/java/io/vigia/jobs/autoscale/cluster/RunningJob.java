package io.vigia.jobs.autoscale.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigia.jobs.autoscale.JobCounters;
import io.vigia.jobs.autoscale.VertexCounters;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** A job of a cluster: what it counts, and changing its parallelism while it runs. */
public final class RunningJob {
  /** Gauge of an operator with workers of its own: the fraction of them that is at work. */
  public static final String WORKERS_BUSY = "workers_busy";

  private static final String RECORDS = "numRecordsIn";
  private static final String BUSY = "accumulateBusyTimeMs";
  private static final String IDLE = "accumulateIdleTimeMs";
  private static final String HELD_BACK = "accumulateBackPressuredTimeMs";
  private static final String PENDING = ".pendingRecords";
  private static final Pattern PARTITION =
      Pattern.compile("KafkaSourceReader\\.topic\\.(.+)\\.partition\\.(\\d+)\\.currentOffset$");
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");
  private static final Duration INITIALIZING = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration BETWEEN_CHECKPOINTS = Duration.ofMillis(500);

  private final FlinkRest rest;
  private final String id;
  private final String name;

  private RunningJob(FlinkRest rest, String id, String name) {
    this.rest = rest;
    this.id = id;
    this.name = name;
  }

  /**
   * Finds a job that can be rescaled.
   *
   * @param wanted id or name of the job; may be missing where the cluster runs one alone
   * @throws IllegalArgumentException when there is no such job, or which one is meant is not clear
   * @throws IllegalStateException when the cluster does not answer, or the job cannot be rescaled
   */
  public static RunningJob find(FlinkRest rest, Optional<String> wanted)
      throws InterruptedException {
    List<JsonNode> running = new ArrayList<>();
    for (JsonNode job : rest.get("/jobs/overview").path("jobs")) {
      if (!ENDED.contains(job.path("state").asText())) {
        running.add(job);
      }
    }
    List<JsonNode> found =
        running.stream()
            .filter(
                job ->
                    wanted.isEmpty()
                        || wanted.get().equals(job.path("jid").asText())
                        || wanted.get().equals(job.path("name").asText()))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s at %s%s; running: %s; name one by --job ID",
              found.isEmpty() ? "no running job" : found.size() + " running jobs",
              rest.address(),
              wanted.map(each -> " is '" + each + "'").orElse(""),
              running.isEmpty()
                  ? "none"
                  : String.join(", ", running.stream().map(RunningJob::label).toList())));
    }
    RunningJob job =
        new RunningJob(rest, found.get(0).path("jid").asText(), found.get(0).path("name").asText());
    job.checkScheduler();
    return job;
  }

  private static String label(JsonNode job) {
    return job.path("jid").asText() + " (" + job.path("name").asText() + ")";
  }

  private void checkScheduler() throws InterruptedException {
    long end = System.nanoTime() + INITIALIZING.toNanos();
    JsonNode job = rest.get(path(""));
    while (job.path("state").asText().equals("INITIALIZING") && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
      job = rest.get(path(""));
    }
    String scheduler = job.path("schedulerType").asText("Adaptive");
    if (!scheduler.equals("Adaptive")) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "job %s is scheduled by Flink's scheduler '%s', which cannot rescale it; set"
                  + " jobmanager.scheduler: adaptive in the cluster's configuration and start the"
                  + " job again",
              id,
              scheduler));
    }
    if (!takesCheckpoints()) {
      throw new IllegalStateException(
          "job "
              + id
              + " takes no checkpoints, so rescaling would lose its state; set"
              + " execution.checkpointing.interval, such as 10s, and start it again");
    }
  }

  /** A job without them has an endless interval; older versions of Flink know nothing then. */
  private boolean takesCheckpoints() {
    try {
      return rest.get(path("/checkpoints/config")).path("interval").asLong() < Long.MAX_VALUE;
    } catch (RestException e) {
      if (e.status() == HttpURLConnection.HTTP_NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private String path(String below) {
    return "/jobs/" + id + below;
  }

  /** Its id, 32 hexadecimal digits. */
  public String id() {
    return id;
  }

  /** Its name, which need not be the only one of its kind. */
  public String name() {
    return name;
  }

  /** Its state if it has ended: FINISHED, CANCELED or FAILED. */
  public Optional<String> ended() {
    return Optional.of(rest.get(path("/status")).path("status").asText()).filter(ENDED::contains);
  }

  /**
   * What it has counted so far.
   *
   * @param elastic whether the cluster brings slots on demand
   * @return empty while it starts or restarts, or where the cluster has not yet fetched its metrics
   */
  public Optional<JobCounters> counters(boolean elastic) {
    JsonNode job = rest.get(path(""));
    List<JsonNode> vertices = new ArrayList<>();
    job.path("vertices").forEach(vertices::add);
    if (!job.path("state").asText().equals("RUNNING")
        || !vertices.stream().allMatch(RunningJob::runs)) {
      return Optional.empty();
    }
    Map<String, List<VertexCounters.Input>> inputs = inputs(job);
    Map<String, VertexCounters> counted = new HashMap<>();
    for (JsonNode vertex : vertices) {
      String vertexId = vertex.path("id").asText();
      Optional<VertexCounters> counters =
          counters(vertex, inputs.getOrDefault(vertexId, List.of()));
      if (counters.isEmpty()) {
        return Optional.empty();
      }
      counted.put(vertexId, counters.get());
    }
    return Optional.of(
        new JobCounters(ordered(counted), elastic ? Integer.MAX_VALUE : slots(vertices)));
  }

  private static boolean runs(JsonNode vertex) {
    return vertex.path("tasks").path("RUNNING").asInt() == vertex.path("parallelism").asInt();
  }

  /** Slots that the job has, which are those of its widest vertex, and those that are free. */
  private int slots(List<JsonNode> vertices) {
    int held = vertices.stream().mapToInt(each -> each.path("parallelism").asInt()).max().orElse(0);
    return held + rest.get("/overview").path("slots-available").asInt();
  }

  private static Map<String, List<VertexCounters.Input>> inputs(JsonNode job) {
    Map<String, List<VertexCounters.Input>> inputs = new HashMap<>();
    for (JsonNode node : job.path("plan").path("nodes")) {
      List<VertexCounters.Input> ofNode = new ArrayList<>();
      for (JsonNode input : node.path("inputs")) {
        ofNode.add(
            new VertexCounters.Input(
                input.path("id").asText(), input.path("ship_strategy").asText().equals("FORWARD")));
      }
      inputs.put(node.path("id").asText(), ofNode);
    }
    return inputs;
  }

  /** Each vertex behind those it reads from; jobs have no cycles. */
  private static List<VertexCounters> ordered(Map<String, VertexCounters> vertices) {
    List<VertexCounters> ordered = new ArrayList<>();
    Set<String> done = new HashSet<>();
    while (ordered.size() < vertices.size()) {
      for (VertexCounters vertex : vertices.values()) {
        if (!done.contains(vertex.id())
            && vertex.inputs().stream().allMatch(input -> done.contains(input.from()))) {
          done.add(vertex.id());
          ordered.add(vertex);
        }
      }
    }
    return ordered;
  }

  private Optional<VertexCounters> counters(JsonNode vertex, List<VertexCounters.Input> inputs) {
    String vertexId = vertex.path("id").asText();
    int parallelism = vertex.path("parallelism").asInt();
    // Flink may still hold numbers of subtasks that are no more.
    String metrics =
        path("/vertices/" + vertexId + "/subtasks/metrics?subtasks=0-" + (parallelism - 1));
    Set<String> names = new HashSet<>();
    rest.get(metrics).forEach(each -> names.add(each.path("id").asText()));
    Set<String> wanted = new HashSet<>(Set.of(RECORDS, BUSY, IDLE, HELD_BACK));
    if (!names.containsAll(wanted)) {
      return Optional.empty();
    }
    names.stream()
        .filter(each -> each.endsWith(PENDING) || each.endsWith("." + WORKERS_BUSY))
        .forEach(wanted::add);
    Map<String, JsonNode> values = new HashMap<>();
    rest.get(metrics + "&agg=sum,avg&get=" + URLEncoder.encode(String.join(",", wanted), UTF_8))
        .forEach(each -> values.put(each.path("id").asText(), each));
    if (!values.keySet().containsAll(wanted)) {
      return Optional.empty();
    }
    double busy = values.get(BUSY).path("sum").asDouble();
    long partitions = partitions(names);
    return Optional.of(
        new VertexCounters(
            vertexId,
            vertex.path("name").asText(),
            parallelism,
            (int)
                Math.min(
                    vertex.path("maxParallelism").asInt(),
                    partitions == 0 ? Integer.MAX_VALUE : partitions),
            inputs,
            values.get(RECORDS).path("sum").asLong(),
            busy,
            busy
                + values.get(IDLE).path("sum").asDouble()
                + values.get(HELD_BACK).path("sum").asDouble(),
            ofThose(values, "." + WORKERS_BUSY, "avg").max().orElse(0),
            (long) ofThose(values, PENDING, "sum").sum()));
  }

  private static DoubleStream ofThose(
      Map<String, JsonNode> values, String suffix, String aggregate) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(suffix))
        .mapToDouble(entry -> entry.getValue().path(aggregate).asDouble())
        .filter(Double::isFinite);
  }

  private static long partitions(Set<String> names) {
    return names.stream()
        .map(PARTITION::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1) + "-" + matcher.group(2))
        .distinct()
        .count();
  }

  /**
   * Changes the parallelism of its vertices and returns when they run with it. The new subtasks
   * start from a checkpoint that is taken at once, not when the next one is due.
   *
   * @param parallelism of every vertex, by id
   * @param patience how long it may take
   * @throws IllegalStateException when the cluster refuses, or it takes longer
   */
  public void rescale(Map<String, Integer> parallelism, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    ObjectNode requirements = FlinkRest.object();
    parallelism.forEach(
        (vertex, most) ->
            requirements
                .putObject(vertex)
                .putObject("parallelism")
                .put("lowerBound", 1)
                .put("upperBound", most));
    unlessPassing(end, () -> rest.put(path("/resource-requirements"), requirements));
    while (!runsWith(parallelism)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "job %s does not run with the parallelism asked for %d s ago; it has it once there"
                    + " are slots and a checkpoint completes: see %s",
                id,
                patience.toSeconds(),
                rest.address()));
      }
      checkpoint(end);
      TimeUnit.MILLISECONDS.sleep(BETWEEN_CHECKPOINTS.toMillis());
    }
  }

  private boolean runsWith(Map<String, Integer> parallelism) {
    JsonNode job = rest.get(path(""));
    for (JsonNode vertex : job.path("vertices")) {
      if (!runs(vertex)
          || vertex.path("parallelism").asInt() != parallelism.get(vertex.path("id").asText())) {
        return false;
      }
    }
    return true;
  }

  /** Takes a checkpoint, if the job is in a state to; another one under way does as well. */
  private void checkpoint(long end) throws InterruptedException {
    JsonNode trigger;
    try {
      trigger =
          rest.post(path("/checkpoints"), FlinkRest.object().put("checkpointType", "CONFIGURED"));
    } catch (RestException e) {
      // In the midst of restarting, there may be nothing to take a checkpoint of.
      return;
    }
    String status = path("/checkpoints/" + trigger.path("request-id").asText());
    while (System.nanoTime() < end && isUnderWay(status)) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }

  private boolean isUnderWay(String status) {
    try {
      return rest.get(status).path("status").path("id").asText().equals("IN_PROGRESS");
    } catch (RestException e) {
      return false;
    }
  }

  /** A request to the cluster. */
  private interface Request {
    JsonNode send();
  }

  /** Sends a request again as long as what is in its way may pass. */
  private static void unlessPassing(long end, Request request) throws InterruptedException {
    while (true) {
      try {
        JsonNode unused = request.send();
        return;
      } catch (RestException e) {
        if (!e.isPassing() || System.nanoTime() > end) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }
}
