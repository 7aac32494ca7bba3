package io.vigia.app.simulate.camera;

import java.util.List;

/**
 * A camera that looks along level ground. A pinhole camera without tilt, its picture cut so that
 * the horizon lies where it does: who stands {@code z} metres away has the feet {@code focal ·
 * mount / z} pixels below the horizon and is {@code focal · size / z} pixels tall, so height in
 * pixels grows linearly with the foot's distance from the horizon (D. Hoiem, A. A. Efros and M.
 * Hebert, "Putting objects in perspective", IJCV 80, 2008).
 *
 * @param name as events have it
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param horizon pixels below the upper edge
 * @param focal focal length in pixels
 * @param mount metres above the ground
 * @param routes the ways people take
 * @param zone where nobody may be: corners x, y in pixels, one after the other
 * @param inside a place on the ground in the middle of the zone
 * @param closed whether nobody may be there from {@link #CLOSES} to {@link #OPENS}
 */
public record Camera(
    String name,
    int width,
    int height,
    double horizon,
    double focal,
    double mount,
    List<Route> routes,
    List<Double> zone,
    Waypoint inside,
    boolean closed) {

  /** Hour of the day, UTC, at which closed places close. */
  public static final int CLOSES = 22;

  /** Hour of the day, UTC, at which they open. */
  public static final int OPENS = 6;

  private static final List<Camera> PLACES =
      List.of(
          new Camera(
              "camera-1",
              640,
              360,
              40,
              520,
              5,
              List.of(
                  Route.twoWay(-9, 12, 9, 12.5),
                  Route.twoWay(-14, 18, 14, 19),
                  Route.oneWay(3, 38, 2, 20, -1, 7.5)),
              corners(102, 161, 199, 161, 224, 136, 147, 136),
              Waypoint.of(-7, 24),
              false),
          new Camera(
              "camera-2",
              1280,
              720,
              60,
              1000,
              3.5,
              List.of(
                  Route.oneWay(1.5, 5.3, 1, 26),
                  Route.oneWay(-1.5, 26, -1.2, 5.3),
                  Route.twoWay(-7, 9, 7, 9.5)),
              corners(848, 352, 1015, 352, 940, 293, 807, 293),
              Waypoint.of(3.5, 13.5),
              false),
          new Camera(
              "camera-3",
              1920,
              1080,
              90,
              1500,
              4.5,
              List.of(
                  Route.oneWay(4, 28, 2, 16, -7.5, 9),
                  Route.twoWay(-10, 13, 10, 13),
                  Route.oneWay(7.5, 9, 0, 20, -2, 30)),
              corners(486, 445, 723, 445, 772, 371, 585, 371),
              Waypoint.of(-4.5, 21.5),
              true),
          new Camera(
              "camera-4",
              768,
              576,
              50,
              640,
              6,
              List.of(
                  Route.twoWay(-9, 13, 9, 14),
                  Route.oneWay(-4, 40, -2, 22, 1, 7),
                  Route.twoWay(15, 23, -15, 22)),
              corners(453, 187, 567, 187, 526, 157, 437, 157),
              Waypoint.of(5.5, 32),
              false));

  private static List<Double> corners(double... coordinates) {
    return java.util.Arrays.stream(coordinates).boxed().toList();
  }

  /**
   * The camera of a number, from 0. Cameras are the same whatever the seed, so that zones can be
   * configured. From the fifth on they stand like the first four, with another resolution.
   */
  public static Camera of(int number) {
    Camera place = PLACES.get(number % PLACES.size());
    int round = number / PLACES.size();
    return round == 0
        ? place
        : place.scaled("camera-" + (number + 1), 1 + 0.25 * (round % 5 - 2.5));
  }

  private Camera scaled(String other, double scale) {
    return new Camera(
        other,
        (int) Math.round(width * scale),
        (int) Math.round(height * scale),
        horizon * scale,
        focal * scale,
        mount,
        routes,
        zone.stream().map(each -> (double) Math.round(each * scale)).toList(),
        inside,
        closed);
  }

  /** Pixels from the left edge. */
  double column(double x, double z) {
    return width / 2.0 + focal * x / z;
  }

  /** Pixels from the upper edge of something so many metres above the ground. */
  double row(double z, double above) {
    return horizon + focal * (mount - above) / z;
  }

  /** Whether a point of the picture is in the zone (even-odd rule). */
  boolean inZone(double column, double row) {
    boolean inside = false;
    int corners = zone.size() / 2;
    for (int i = 0, j = corners - 1; i < corners; j = i++) {
      double yi = zone.get(2 * i + 1);
      double yj = zone.get(2 * j + 1);
      if (yi > row != yj > row
          && column
              < (zone.get(2 * j) - zone.get(2 * i)) * (row - yi) / (yj - yi) + zone.get(2 * i)) {
        inside = !inside;
      }
    }
    return inside;
  }

  /** Whether nobody may be there at an hour of the day. */
  boolean closedAt(int hour) {
    return closed && (hour >= CLOSES || hour < OPENS);
  }
}
