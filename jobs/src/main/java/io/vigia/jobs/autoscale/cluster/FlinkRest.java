package io.vigia.jobs.autoscale.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Flink's REST endpoint: JSON to and fro, and what went wrong in one line. */
public final class FlinkRest {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final Duration TAKING_OVER = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofMillis(200);
  private static final String CAUSE = "Caused by: ";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /**
   * An endpoint. Nothing is asked yet.
   *
   * @param address {@code host:port}, or an {@code http} or {@code https} address
   * @throws IllegalArgumentException when the address is none
   */
  public FlinkRest(String address) {
    String text = address.contains("://") ? address : "http://" + address;
    URI uri = null;
    try {
      uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      refuse(address);
    }
    if (uri.getHost() == null
        || !(uri.getScheme().equals("http") || uri.getScheme().equals("https"))
        || (uri.getPort() < 0 && !address.contains("://"))) {
      refuse(address);
    }
    if (uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "the cluster's address holds a user and password, which lists of processes and logs would"
              + " show; put a proxy that adds them in front of the cluster");
    }
    base = uri;
  }

  private static void refuse(String address) {
    throw new IllegalArgumentException(
        "cluster '"
            + address
            + "'; expected host:port of its REST endpoint, such as localhost:8081, or an address"
            + " such as https://flink.example.org");
  }

  /** The address, for messages. */
  public String address() {
    return base.toString();
  }

  /** What is at a path. */
  public JsonNode get(String path) {
    return send(path, HttpRequest.newBuilder().GET());
  }

  /** Posts a body. */
  JsonNode post(String path, JsonNode body) {
    return send(path, withBody("POST", body));
  }

  /** Puts a body. */
  JsonNode put(String path, JsonNode body) {
    return send(path, withBody("PUT", body));
  }

  /** A map of JSON, for bodies. */
  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  private static HttpRequest.Builder withBody(String method, JsonNode body) {
    return HttpRequest.newBuilder()
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body.toString()));
  }

  private JsonNode send(String path, HttpRequest.Builder request) {
    HttpResponse<String> response;
    try {
      response = answer(request.uri(URI.create(base + path)).timeout(ANSWER).build());
    } catch (IOException e) {
      throw new RestException(
          0,
          String.format(
              Locale.ROOT,
              "no Flink cluster answers at %s (%s); start one there, or give the REST address of a"
                  + " running one by --cluster host:port",
              base,
              e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RestException(0, "interrupted while waiting for " + base, e);
    }
    JsonNode body;
    try {
      body = JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
    } catch (JsonProcessingException e) {
      throw new RestException(
          response.statusCode(),
          String.format(
              Locale.ROOT,
              "%s%s answered %d without JSON; is it the REST endpoint of a Flink cluster?",
              base,
              path,
              response.statusCode()),
          e);
    }
    if (response.statusCode() >= 300) {
      throw new RestException(
          response.statusCode(),
          String.format(
              Locale.ROOT, "%s%s answered %d: %s", base, path, response.statusCode(), reason(body)),
          null);
    }
    return body;
  }

  /** The answer; a job manager that is just taking over has none for a moment. */
  private HttpResponse<String> answer(HttpRequest request)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TAKING_OVER.toNanos();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    while (response.statusCode() == HttpURLConnection.HTTP_UNAVAILABLE && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
      response = client.send(request, BodyHandlers.ofString());
    }
    return response;
  }

  /** The deepest cause that Flink gives: its answers carry whole stack traces. */
  private static String reason(JsonNode body) {
    JsonNode errors = body.path("errors");
    String text = errors.path(errors.size() - 1).asText("no reason given");
    int cause = text.lastIndexOf(CAUSE);
    String line = text.substring(cause < 0 ? 0 : cause + CAUSE.length()).strip();
    int end = line.indexOf('\n');
    return end < 0 ? line : line.substring(0, end);
  }
}
