package io.vigia.app.simulate.camera;

import io.vigia.app.simulate.Limits;
import java.time.LocalDate;

/**
 * What the simulated cameras see.
 *
 * @param cameras number of cameras
 * @param peopleAnHour mean number of people who come into a camera's view in an hour, over a week
 * @param framesASecond pictures a second, a divisor of 1000
 * @param anomaliesAnHour mean number of anomalies planted before a camera in an hour
 * @param jitter standard deviation of a box's edges, as a share of its height
 * @param missed probability that the tracker has no box of somebody in a frame
 * @param start first day, UTC
 */
public record CameraParameters(
    int cameras,
    double peopleAnHour,
    int framesASecond,
    double anomaliesAnHour,
    double jitter,
    double missed,
    LocalDate start) {

  /** Checks each number, by the name of its option. */
  public CameraParameters {
    Limits.within("cameras", cameras, 1, 1000);
    Limits.within("people-per-hour", peopleAnHour, 0, 1000);
    if (framesASecond < 1 || framesASecond > 50 || 1000 % framesASecond != 0) {
      throw new IllegalArgumentException(
          "--frames-per-second is "
              + framesASecond
              + "; expected 1, 2, 4, 5, 8, 10, 20, 25, 40 or 50");
    }
    Limits.within("anomalies-per-hour", anomaliesAnHour, 0, 100);
    Limits.within("jitter", jitter, 0, 0.5);
    Limits.within("missed", missed, 0, 0.9);
  }

  /** Four cameras of 25 frames a second. */
  public static CameraParameters defaults() {
    return new CameraParameters(4, 30, 25, 0.5, 0.015, 0.03, LocalDate.of(2024, 1, 1));
  }
}
