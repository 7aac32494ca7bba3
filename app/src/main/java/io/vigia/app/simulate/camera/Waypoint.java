package io.vigia.app.simulate.camera;

/**
 * A place on the ground where somebody goes.
 *
 * @param x metres to the right of the camera's axis
 * @param z metres in front of the camera
 * @param pace the way there is walked at so many times the walker's speed
 * @param seconds how long the walker then stays there
 * @param planted whether the way there and the stay are an anomaly
 */
record Waypoint(double x, double z, double pace, double seconds, boolean planted) {

  static Waypoint of(double x, double z) {
    return new Waypoint(x, z, 1, 0, false);
  }

  Waypoint shifted(double dx, double dz) {
    return new Waypoint(x + dx, z + dz, pace, seconds, planted);
  }

  Waypoint planted(boolean now) {
    return new Waypoint(x, z, pace, seconds, now);
  }
}
