package io.vigia.app.simulate.camera;

import io.vigia.app.simulate.Draws;
import io.vigia.app.simulate.Simulator;
import io.vigia.schemas.TrackedObject;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;

/**
 * People before {@linkplain Camera cameras}, ten minutes after ten minutes.
 *
 * <ul>
 *   <li>They come by a Poisson process whose rate follows the hour, with peaks in the morning, at
 *       noon and in the evening as pedestrian counters see them, and is lower on weekends; alone or
 *       in twos and threes (M. Moussaïd et al., "The walking behaviour of pedestrian social
 *       groups", PLoS ONE 5(4), 2010).
 *   <li>They walk one of the camera's routes at 1.34 ± 0.26 m/s, turning towards the next place
 *       with a relaxation time of 0.5 s (D. Helbing and P. Molnár, "Social force model for
 *       pedestrian dynamics", Phys. Rev. E 51, 1995); some stop for a few seconds.
 *   <li>They are 1.70 ± 0.09 m tall; boxes are 0.41 times as wide as high (P. Dollár et al.,
 *       "Pedestrian detection: an evaluation of the state of the art", PAMI 34, 2012), swinging
 *       with their steps.
 *   <li>A {@link Tracker} makes boxes of it.
 * </ul>
 *
 * <p>Anomalies come by a Poisson process too; each kind that is possible at the camera and hour is
 * equally likely. A box is labelled while what is planted happens: a loiterer's from when the
 * hanging about begins, an intruder's while the feet are in the zone, a runner's all.
 */
public final class CameraSimulator implements Simulator {
  private static final int STRETCHES_A_DAY = 144;
  private static final double STRETCHES_AN_HOUR = 6;
  private static final int SECONDS = 600;

  /** Nobody comes in so many seconds before the place closes: all have left by then. */
  private static final int LAST_CALL = 120;

  /** People by hour, of a mean of 1 over the day. */
  private static final double[] BY_HOUR = {
    0.10, 0.06, 0.04, 0.04, 0.08, 0.25, 0.70, 1.40, 2.00, 1.50, 1.25, 1.40, 1.90, 1.80, 1.40, 1.40,
    1.70, 2.20, 1.80, 1.20, 0.75, 0.50, 0.33, 0.20
  };

  private static final double WEEKEND = 0.6;

  /** Share of the week's people per day of a mean of 1: five days of 1 and two of the weekend. */
  private static final double WEEKDAY = 7 / (5 + 2 * WEEKEND);

  private static final double SPEED = 1.34;
  private static final double SPEED_DEVIATION = 0.26;
  private static final double SLOWEST = 0.6;

  private final CameraParameters parameters;
  private final long seed;
  private final List<Camera> cameras;
  private final Draws draws = new Draws();
  private final Boxes boxes;
  private final Scene scene;
  private int nextStretch;
  private long nextEpisode;

  /**
   * A simulator before its first day.
   *
   * @param parameters what the cameras see
   * @param seed the same seed gives the same people; the cameras are always the same
   */
  public CameraSimulator(CameraParameters parameters, long seed) {
    this.parameters = parameters;
    this.seed = seed;
    cameras = IntStream.range(0, parameters.cameras()).mapToObj(Camera::of).toList();
    boxes =
        new Boxes(
            cameras,
            parameters.start().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
            1000 / parameters.framesASecond());
    scene = new Scene(cameras, parameters, draws, boxes);
  }

  @Override
  public Schema schema() {
    return TrackedObject.getClassSchema();
  }

  @Override
  public List<Schema.Field> truth() {
    Schema flag = Schema.create(Schema.Type.INT);
    Schema number = Schema.create(Schema.Type.LONG);
    return List.of(
        new Schema.Field("frame", number, "Number of the picture, from 0."),
        new Schema.Field("abnormal_person", flag, "1 = part of something planted, 0 = not."),
        new Schema.Field(
            "abnormal_frame", flag, "1 = some box of this frame of this camera is, 0 = none."),
        new Schema.Field("kind", Schema.create(Schema.Type.STRING), "What; empty where nothing."),
        new Schema.Field("episode", number, "Which time, from 0; -1 where nothing."));
  }

  @Override
  public int stretchesADay() {
    return STRETCHES_A_DAY;
  }

  /** The next ten minutes; the same object each time. */
  @Override
  public Boxes next() {
    long from = (long) nextStretch * SECONDS * parameters.framesASecond();
    boxes.forget(from);
    LocalDate day = parameters.start().plusDays(nextStretch / STRETCHES_A_DAY);
    boolean weekend = day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
    int hour = (int) (nextStretch % STRETCHES_A_DAY / STRETCHES_AN_HOUR);
    double people =
        parameters.peopleAnHour()
            * BY_HOUR[hour]
            * WEEKDAY
            * (weekend ? WEEKEND : 1)
            / STRETCHES_AN_HOUR;
    for (int camera = 0; camera < cameras.size(); camera++) {
      if (!cameras.get(camera).closedAt(hour)) {
        draws.at(seed, camera, nextStretch);
        boolean closing = cameras.get(camera).closedAt((hour + 1) % 24) && isLastOfHour();
        walkers(camera, from, closing ? SECONDS - LAST_CALL : SECONDS, people);
      }
      draws.at(seed, -1 - camera, nextStretch);
      double mean = parameters.anomaliesAnHour() / STRETCHES_AN_HOUR;
      for (int left = draws.poisson(StrictMath.exp(-mean)); left > 0; left--) {
        plant(camera, hour, from);
      }
    }
    nextStretch++;
    boxes.upTo((long) nextStretch * SECONDS * parameters.framesASecond());
    return boxes;
  }

  private boolean isLastOfHour() {
    return (nextStretch + 1) % STRETCHES_AN_HOUR == 0;
  }

  /** Frame, within so many seconds, at which somebody comes. */
  private long comes(long from, int seconds) {
    return from + draws.below(seconds * parameters.framesASecond());
  }

  private void walkers(int camera, long from, int seconds, double people) {
    // Groups of one, two and three with 0.6, 0.3 and 0.1: 1.5 people on average.
    for (int left = draws.poisson(StrictMath.exp(-people / 1.5)); left > 0; left--) {
      double share = draws.uniform();
      int group = share < 0.6 ? 1 : share < 0.9 ? 2 : 3;
      Route route = route(camera);
      List<Waypoint> way = route.walked(!route.oneWay() && draws.uniform() < 0.5);
      if (draws.uniform() < 0.08) {
        pause(way);
      }
      double speed = walkingSpeed() - 0.06 * (group - 1);
      long frame = comes(from, seconds);
      for (int member = 0; member < group; member++) {
        scene.walk(camera, frame, beside(way, member), speed, null, -1);
      }
    }
  }

  private Route route(int camera) {
    List<Route> routes = cameras.get(camera).routes();
    return routes.get(draws.below(routes.size()));
  }

  private double walkingSpeed() {
    return Math.max(SLOWEST, draws.normal(SPEED, SPEED_DEVIATION));
  }

  /** Stops half-way for some seconds. */
  private void pause(List<Waypoint> way) {
    Waypoint middle = between(way, draws.uniform(0.3, 0.7), 1, draws.uniform(3, 15), false);
    way.add(1, middle);
  }

  /** A place on the first leg of a way. */
  private static Waypoint between(
      List<Waypoint> way, double share, double pace, double seconds, boolean planted) {
    Waypoint a = way.get(0);
    Waypoint b = way.get(1);
    return new Waypoint(
        a.x() + share * (b.x() - a.x()), a.z() + share * (b.z() - a.z()), pace, seconds, planted);
  }

  /** The same way some steps to the side, everyone a little differently. */
  private List<Waypoint> beside(List<Waypoint> way, int member) {
    Waypoint first = way.get(0);
    Waypoint last = way.get(way.size() - 1);
    double length = StrictMath.hypot(last.x() - first.x(), last.z() - first.z());
    double aside = draws.normal(0, 0.25) + 0.75 * (member + 1) / 2 * (member % 2 == 0 ? -1 : 1);
    double dx = -(last.z() - first.z()) / length * aside;
    double dz = (last.x() - first.x()) / length * aside;
    return way.stream().map(place -> place.shifted(dx, dz)).toList();
  }

  private void plant(int camera, int hour, long from) {
    Camera place = cameras.get(camera);
    long episode = nextEpisode++;
    long frame = comes(from, SECONDS);
    Route route = route(camera);
    List<Waypoint> way = route.walked(!route.oneWay() && draws.uniform() < 0.5);
    if (place.closedAt(hour)) {
      scene.walk(camera, frame, planted(way), walkingSpeed(), Anomaly.CLOSED_HOURS, episode);
      return;
    }
    Anomaly kind = Anomaly.values()[draws.below(Anomaly.CLOSED_HOURS.ordinal())];
    switch (kind) {
      case RUNNING -> scene.walk(camera, frame, planted(way), draws.uniform(3.5, 5), kind, episode);
      case WRONG_WAY -> {
        List<Route> oneWay = place.routes().stream().filter(Route::oneWay).toList();
        List<Waypoint> back = oneWay.get(draws.below(oneWay.size())).walked(true);
        scene.walk(camera, frame, planted(back), walkingSpeed(), kind, episode);
      }
      case LOITERING -> {
        loiter(way);
        scene.walk(camera, frame, way, walkingSpeed(), kind, episode);
      }
      case THROWN_OBJECT -> {
        double share = draws.uniform(0.35, 0.65);
        Waypoint hand = between(way, share, 1, 0, false);
        way.add(1, hand);
        long at = scene.walk(camera, frame, way, walkingSpeed(), null, -1);
        scene.fly(camera, at, hand, episode);
      }
      case ABANDONED_OBJECT -> {
        Waypoint spot = between(way, draws.uniform(0.35, 0.65), 1, 2, false);
        way.add(1, spot);
        long at = scene.walk(camera, frame, way, walkingSpeed(), null, -1);
        scene.lie(camera, at + 2L * parameters.framesASecond(), spot, episode);
      }
      case CROWD_SURGE -> {
        int people = 20 + draws.below(11);
        for (int i = 0; i < people; i++) {
          long comes = frame + draws.below(15 * parameters.framesASecond());
          double speed = draws.uniform(1.6, 2.4);
          scene.walk(camera, comes, planted(beside(way, i % 5)), speed, kind, episode);
        }
      }
      case CLOSED_ZONE -> {
        way.add(
            1,
            new Waypoint(place.inside().x(), place.inside().z(), 1, draws.uniform(3, 10), false));
        scene.walk(camera, frame, way, walkingSpeed(), kind, episode);
      }
      default -> throw new IllegalStateException(kind + " is planted elsewhere");
    }
  }

  private static List<Waypoint> planted(List<Waypoint> way) {
    return way.stream().map(place -> place.planted(true)).toList();
  }

  /** Hangs about half-way for two to five minutes, within two metres. */
  private void loiter(List<Waypoint> way) {
    Waypoint spot = between(way, draws.uniform(0.4, 0.6), 1, 0, false);
    way.add(1, spot);
    double minutes = draws.uniform(2, 5);
    int at = 2;
    for (double seconds = 0; seconds < 60 * minutes; seconds += 12) {
      way.add(
          at++,
          new Waypoint(
              spot.x() + draws.uniform(-1.5, 1.5),
              spot.z() + draws.uniform(-1, 1),
              0.4,
              draws.uniform(5, 12),
              true));
    }
  }
}
