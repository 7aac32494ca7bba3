package io.vigia.jobs.autoscale.cluster;

import java.net.HttpURLConnection;

/** A request that Flink's REST endpoint refused, or did not answer. */
public final class RestException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  private final int status;

  RestException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** The HTTP status; 0 where there was no answer. */
  public int status() {
    return status;
  }

  /**
   * Whether the same request may succeed later: no answer, in the way of another, not yet there.
   */
  boolean isPassing() {
    return status == 0
        || status == HttpURLConnection.HTTP_CONFLICT
        || status == HttpURLConnection.HTTP_UNAVAILABLE;
  }
}
