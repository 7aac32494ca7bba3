package io.vigia.app.simulate.camera;

import io.vigia.app.simulate.Draws;

/**
 * What a detector and a tracker make of somebody's way through the picture: boxes whose edges
 * jitter, frames without a box, gaps behind which the same person has another number, boxes cut at
 * the edge of the picture. These are the usual failures of tracking by detection (A. Milan et al.,
 * "MOT16: a benchmark for multi-object tracking", 2016: misses, fragmentations, identity switches).
 */
final class Tracker {
  /** Probability, a second, that somebody is hidden for a while. */
  private static final double HIDDEN_A_SECOND = 0.03;

  private static final double SHORTEST_GAP = 0.2;
  private static final double LONGEST_GAP = 1.2;

  /** Behind longer gaps, in seconds, every second one has another number. */
  private static final double REMEMBERED = 0.6;

  /** A box of which less is in the picture is not detected. */
  private static final double VISIBLE = 0.5;

  /** How much of the jitter of one frame is in the next. */
  private static final double INERTIA = 0.5;

  private final Camera camera;
  private final CameraParameters parameters;
  private final Draws draws;
  private final double[] noise = new double[4];
  private final double[] box = new double[4];
  private int track;
  private int hidden;
  private boolean lost;

  Tracker(Camera camera, CameraParameters parameters, Draws draws) {
    this.camera = camera;
    this.parameters = parameters;
    this.draws = draws;
  }

  /** Somebody comes. */
  void begin() {
    java.util.Arrays.fill(noise, 0);
    hidden = 0;
    lost = true;
  }

  /**
   * Looks at the next frame.
   *
   * @param column middle of the feet in pixels
   * @param row the feet
   * @param tall height in pixels
   * @param wide width in pixels
   * @return the box, filled anew each time, or null where there is none
   */
  double[] look(double column, double row, double tall, double wide) {
    double step = Math.sqrt(1 - INERTIA * INERTIA) * parameters.jitter() * tall;
    for (int i = 0; i < 4; i++) {
      noise[i] = INERTIA * noise[i] + draws.normal(0, step);
    }
    boolean missed = draws.uniform() < parameters.missed();
    if (hidden == 0 && draws.uniform() < HIDDEN_A_SECOND / parameters.framesASecond()) {
      double gap = draws.uniform(SHORTEST_GAP, LONGEST_GAP);
      hidden = (int) Math.ceil(gap * parameters.framesASecond());
      lost |= gap > REMEMBERED && draws.uniform() < 0.5;
    }
    hidden = Math.max(0, hidden - 1);
    double left = column - wide / 2 + noise[0];
    double upper = row - tall + noise[1];
    double right = column + wide / 2 + noise[2];
    double lower = row + noise[3];
    box[0] = tenths(Math.max(0, left));
    box[1] = tenths(Math.max(0, upper));
    box[2] = tenths(Math.min(camera.width(), right));
    box[3] = tenths(Math.min(camera.height(), lower));
    double seen = Math.max(0, box[2] - box[0]) * Math.max(0, box[3] - box[1]);
    boolean visible = seen > VISIBLE * (right - left) * (lower - upper);
    return visible && !missed && hidden == 0 ? box : null;
  }

  /**
   * Number of the track of the box last seen.
   *
   * @param next the camera's next number
   */
  int track(int next) {
    if (lost) {
      track = next;
      lost = false;
    }
    return track;
  }

  /** How sure the detector is. */
  double confidence() {
    return Math.rint(100 * Math.min(0.99, Math.max(0.3, draws.normal(0.85, 0.08)))) / 100;
  }

  private static double tenths(double value) {
    return Math.rint(value * 10) / 10;
  }
}
