package io.vigia.app.simulate.camera;

import io.vigia.app.simulate.Draws;
import java.util.List;

/** Lets people and things move before the cameras, and adds the boxes that trackers make of it. */
final class Scene {
  private static final double RELAXATION = 0.5;
  private static final double UNREST = 0.25;
  private static final double NEAR = 0.4;
  private static final double ASPECT = 0.41;
  private static final double GRAVITY = 9.81;
  private static final double BODY = 1.70;
  private static final double BODY_DEVIATION = 0.09;

  /** Nobody is followed for longer. */
  private static final int LONGEST_SECONDS = 900;

  private final List<Camera> cameras;
  private final CameraParameters parameters;
  private final Draws draws;
  private final Boxes boxes;
  private final Tracker[] trackers;
  private final int[] nextTrack;
  private final double frameSeconds;

  Scene(List<Camera> cameras, CameraParameters parameters, Draws draws, Boxes boxes) {
    this.cameras = cameras;
    this.parameters = parameters;
    this.draws = draws;
    this.boxes = boxes;
    trackers =
        cameras.stream()
            .map(camera -> new Tracker(camera, parameters, draws))
            .toArray(Tracker[]::new);
    nextTrack = new int[cameras.size()];
    frameSeconds = 1.0 / parameters.framesASecond();
  }

  /**
   * Somebody walks a way.
   *
   * @param kind what is planted; null where nothing is
   * @return the frame at which the second place of the way was reached
   */
  long walk(int camera, long from, List<Waypoint> way, double speed, Anomaly kind, long episode) {
    Camera place = cameras.get(camera);
    Tracker tracker = trackers[camera];
    tracker.begin();
    double body = draws.normal(BODY, BODY_DEVIATION);
    double phase = draws.uniform(0, 2 * Math.PI);
    double x = way.get(0).x();
    double z = way.get(0).z();
    int next = 1;
    double vx = 0;
    double vz = 0;
    double stay = 0;
    boolean begun = false;
    long reached = from;
    double unrest = UNREST * Math.sqrt(frameSeconds);
    long last = from + (long) LONGEST_SECONDS * parameters.framesASecond();
    for (long frame = from; next < way.size() && frame < last; frame++) {
      Waypoint goal = way.get(next);
      double dx = goal.x() - x;
      double dz = goal.z() - z;
      double distance = Math.sqrt(dx * dx + dz * dz);
      boolean staying = stay > 0;
      double wanted = staying ? 0 : speed * goal.pace();
      if (!begun) {
        vx = wanted * dx / distance;
        vz = wanted * dz / distance;
        begun = true;
      }
      double share = frameSeconds / Math.max(RELAXATION, frameSeconds);
      vx += share * (wanted * dx / Math.max(distance, 1e-6) - vx) + draws.normal(0, unrest);
      vz += share * (wanted * dz / Math.max(distance, 1e-6) - vz) + draws.normal(0, unrest);
      x += vx * frameSeconds;
      z = Math.max(1, z + vz * frameSeconds);
      double pace = Math.sqrt(vx * vx + vz * vz);
      // Two steps a second at the usual speed: 1.5 m for both.
      phase += 2 * Math.PI * frameSeconds * pace / 1.5;
      double swing = Math.min(1, pace) * 0.12 * StrictMath.sin(phase);
      show(
          camera,
          frame,
          x,
          z,
          body,
          body * ASPECT * (1 + swing),
          label(place, kind, goal, x, z),
          episode);
      if (staying) {
        stay -= frameSeconds;
        next += stay <= 0 ? 1 : 0;
      } else if (distance < Math.max(NEAR, speed * frameSeconds)) {
        reached = next == 1 ? frame : reached;
        stay = goal.seconds();
        next += stay > 0 ? 0 : 1;
      }
    }
    return reached;
  }

  private static Anomaly label(Camera place, Anomaly kind, Waypoint goal, double x, double z) {
    if (kind == Anomaly.CLOSED_ZONE) {
      return place.inZone(place.column(x, z), place.row(z, 0)) ? kind : null;
    }
    return goal.planted() ? kind : null;
  }

  /** What the tracker makes of a person in a frame. */
  private void show(
      int camera,
      long frame,
      double x,
      double z,
      double body,
      double wide,
      Anomaly kind,
      long episode) {
    Camera place = cameras.get(camera);
    double scale = place.focal() / z;
    Tracker tracker = trackers[camera];
    double[] box = tracker.look(place.column(x, z), place.row(z, 0), scale * body, scale * wide);
    put(camera, frame, box, false, kind, episode);
  }

  private void put(
      int camera, long frame, double[] box, boolean object, Anomaly kind, long episode) {
    if (box == null) {
      return;
    }
    Tracker tracker = trackers[camera];
    int track = tracker.track(nextTrack[camera]);
    nextTrack[camera] = Math.max(nextTrack[camera], track + 1);
    boxes.add(frame, camera, track, box, tracker.confidence(), object, kind, episode);
  }

  /** Something of 0.3 m flies from a hand to the ground and is seen there for two seconds. */
  void fly(int camera, long from, Waypoint hand, long episode) {
    Camera place = cameras.get(camera);
    trackers[camera].begin();
    double direction = draws.uniform(0, 2 * Math.PI);
    double speed = draws.uniform(5, 9);
    double climb = draws.uniform(2, 4);
    double x = hand.x();
    double z = hand.z();
    double above = 1.5;
    int lying = 2 * parameters.framesASecond();
    for (long frame = from; lying > 0; frame++) {
      if (above > 0) {
        x += speed * StrictMath.cos(direction) * frameSeconds;
        z = Math.max(2, z + 0.5 * speed * StrictMath.sin(direction) * frameSeconds);
        climb -= GRAVITY * frameSeconds;
        above = Math.max(0, above + climb * frameSeconds);
      } else {
        lying--;
      }
      thing(camera, frame, place, x, z, above, Anomaly.THROWN_OBJECT, episode);
    }
  }

  /** A bag of 0.45 m lies for one to three minutes. */
  void lie(int camera, long from, Waypoint spot, long episode) {
    trackers[camera].begin();
    int frames = (int) (draws.uniform(60, 180) * parameters.framesASecond());
    for (long frame = from; frame < from + frames; frame++) {
      thing(
          camera,
          frame,
          cameras.get(camera),
          spot.x(),
          spot.z(),
          0,
          Anomaly.ABANDONED_OBJECT,
          episode);
    }
  }

  private void thing(
      int camera,
      long frame,
      Camera place,
      double x,
      double z,
      double above,
      Anomaly kind,
      long episode) {
    double size = place.focal() / z * (kind == Anomaly.THROWN_OBJECT ? 0.3 : 0.45);
    double[] box = trackers[camera].look(place.column(x, z), place.row(z, above), size, 1.2 * size);
    put(camera, frame, box, true, kind, episode);
  }
}
