package io.vigia.jobs.autoscale;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How busy each vertex would be if the job kept up, by DS2 (V. Kalavri, J. Liagouris, M. Hoffmann,
 * D. Dimitrova, M. Forshaw, T. Roscoe: <i>Three steps is all you need: fast, accurate, automatic
 * scaling decisions for distributed streaming dataflows</i>, OSDI 2018).
 *
 * <p>A source is to take what arrives, and the lag within the time to catch up. Each vertex is to
 * take what those before it then send: as much more than now as they are to take more than now.
 * Over its true processing rate that is its utilization: above 1 where its subtasks do not suffice.
 * Backpressure does not deceive this, since rates are taken over the time of work alone.
 */
final class RateModel {

  private RateModel() {}

  /**
   * What a vertex is to do.
   *
   * @param perSecond records a second that it is to take
   * @param utilization of its subtasks of now if it did
   */
  record Demand(double perSecond, double utilization) {}

  /** The demands on the vertices, by id. */
  static Map<String, Demand> demands(JobLoad load, Duration catchUp) {
    Map<String, VertexLoad> byId = new HashMap<>();
    load.vertices().forEach(vertex -> byId.put(vertex.id(), vertex));
    Map<String, Demand> demands = new HashMap<>();
    for (VertexLoad vertex : load.vertices()) {
      double perSecond =
          vertex.counters().isSource()
              ? arriving(vertex, catchUp)
              : vertex.perSecond() * growth(vertex, byId, demands);
      demands.put(
          vertex.id(),
          new Demand(
              perSecond,
              // Without a record nothing is known of what one costs: what was seen holds.
              vertex.perSecond() > 0
                  ? vertex.utilization() * perSecond / vertex.perSecond()
                  : vertex.utilization()));
    }
    return demands;
  }

  private static double arriving(VertexLoad source, Duration catchUp) {
    double seconds = catchUp.toMillis() / 1000.0;
    return Math.max(
        0, source.perSecond() + source.lagPerSecond() + source.counters().lag() / seconds);
  }

  /**
   * How many times as much a vertex will get. Flink does not count records by edge: each sender
   * counts by what it takes now, but not for more than the vertex itself gets, so that a trickle of
   * labels does not weigh as much as the events.
   */
  private static double growth(
      VertexLoad vertex, Map<String, VertexLoad> byId, Map<String, Demand> demands) {
    List<VertexCounters.Input> inputs = vertex.counters().inputs();
    double weights = 0;
    double grown = 0;
    for (VertexCounters.Input input : inputs) {
      VertexLoad sender = byId.get(input.from());
      if (sender.perSecond() > 0) {
        double weight = Math.min(sender.perSecond(), vertex.perSecond());
        weights += weight;
        grown += weight * demands.get(input.from()).perSecond() / sender.perSecond();
      }
    }
    return weights > 0 ? grown / weights : 1;
  }
}
