package io.vigia.app.simulate.camera;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A way that people take.
 *
 * @param oneWay whether nobody walks it backwards
 * @param places from its beginning to its end
 */
record Route(boolean oneWay, List<Waypoint> places) {

  static Route twoWay(double... coordinates) {
    return new Route(false, places(coordinates));
  }

  static Route oneWay(double... coordinates) {
    return new Route(true, places(coordinates));
  }

  private static List<Waypoint> places(double... coordinates) {
    List<Waypoint> places = new ArrayList<>();
    for (int i = 0; i < coordinates.length; i += 2) {
      places.add(Waypoint.of(coordinates[i], coordinates[i + 1]));
    }
    return List.copyOf(places);
  }

  List<Waypoint> walked(boolean backwards) {
    List<Waypoint> walked = new ArrayList<>(places);
    if (backwards) {
      Collections.reverse(walked);
    }
    return walked;
  }
}
