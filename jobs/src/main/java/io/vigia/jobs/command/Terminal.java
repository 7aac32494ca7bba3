package io.vigia.jobs.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command shares: results on standard output, progress on standard error, JSON. */
public final class Terminal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long QUIET = TimeUnit.SECONDS.toNanos(2);
  private static final long EVERY = TimeUnit.SECONDS.toNanos(1);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object on one line, the last of stdout.")
  private boolean json;

  private final long begun = System.nanoTime();
  private long reported = begun + QUIET - EVERY;

  /** Whether the result is asked for as JSON. */
  public boolean json() {
    return json;
  }

  /** Standard output: results. */
  public PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Standard error: progress and mistakes. */
  public PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Says how far the work is, once it has taken two seconds, and at most once a second. */
  public void progress(String message) {
    long now = System.nanoTime();
    if (now - reported >= EVERY) {
      reported = now;
      err().println(message);
      err().flush();
    }
  }

  /** Prints results: one JSON object where asked for, else a line for each. */
  public void results(Map<String, Object> results) {
    if (json) {
      object(results);
    } else {
      results.forEach((name, value) -> out().println(name + ": " + value));
      out().flush();
    }
  }

  /** Prints a JSON object on one line. Numbers that are not finite, which JSON lacks, are null. */
  public void object(Map<String, Object> values) {
    Map<String, Object> finite = new LinkedHashMap<>();
    values.forEach(
        (name, value) ->
            finite.put(
                name, value instanceof Double number && !Double.isFinite(number) ? null : value));
    try {
      out().println(JSON.writeValueAsString(finite));
      out().flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the result as JSON: " + e.getMessage(), e);
    }
  }
}
