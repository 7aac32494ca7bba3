package io.vigia.app.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a demo came to.
 *
 * @param streams each stream by its name
 */
public record DemoSummary(Map<DemoStream, StreamSummary> streams) {

  public DemoSummary {
    streams = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(streams));
  }

  /** All streams together. */
  public StreamSummary all() {
    return StreamSummary.sum(streams.values());
  }

  /** By the names of the command's JSON: all streams together, then each. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = all().toMap();
    Map<String, Object> each = new LinkedHashMap<>();
    streams.forEach((stream, summary) -> each.put(stream.name(), summary.toMap()));
    map.put("streams", each);
    return map;
  }
}
