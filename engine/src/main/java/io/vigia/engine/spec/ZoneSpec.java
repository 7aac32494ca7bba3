package io.vigia.engine.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of the plane, for some events only where it says so.
 *
 * @param name unique among the zones
 * @param polygon its corners, in order; empty: everywhere
 * @param only field → values, as text: events that have another value are not in the zone
 * @param hours events at other hours are not in the zone
 */
public record ZoneSpec(
    String name, List<Corner> polygon, Map<String, List<String>> only, Optional<HourRange> hours) {

  /** A corner, in the units of the numbers that are asked about. */
  public record Corner(double x, double y) {}

  public ZoneSpec {
    polygon = List.copyOf(polygon);
    only = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(only));
  }
}
