package io.vigia.app.simulate.sensor;

import io.vigia.app.simulate.Cells;
import io.vigia.app.simulate.EventBatch;
import java.io.IOException;
import java.util.Arrays;

/** The readings of a day, by time. */
public final class Readings implements EventBatch {
  private static final SensorFault[] FAULTS = SensorFault.values();

  private int size;
  private long[] times = new long[1024];
  private int[] sensors = new int[1024];
  private long[] numbers = new long[1024];
  private double[] values = new double[1024];
  private byte[] faults = new byte[1024];
  private long[] episodes = new long[1024];

  void clear() {
    size = 0;
  }

  /** Adds a reading; the value is NaN where there is none, the fault null where none is planted. */
  void add(long time, int sensor, long number, double value, SensorFault fault, long episode) {
    if (size == times.length) {
      int length = Math.multiplyExact(size, 2);
      times = Arrays.copyOf(times, length);
      sensors = Arrays.copyOf(sensors, length);
      numbers = Arrays.copyOf(numbers, length);
      values = Arrays.copyOf(values, length);
      faults = Arrays.copyOf(faults, length);
      episodes = Arrays.copyOf(episodes, length);
    }
    times[size] = time;
    sensors[size] = sensor;
    numbers[size] = number;
    values[size] = value;
    faults[size] = (byte) (fault == null ? -1 : fault.ordinal());
    episodes[size] = fault == null ? -1 : episode;
    size++;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String id(int index) {
    return sensor(index) + "-" + numbers[index];
  }

  @Override
  public long timeMillis(int index) {
    return times[index];
  }

  @Override
  public int source(int index) {
    return sensors[index];
  }

  @Override
  public long episode(int index) {
    return episodes[index];
  }

  /** Which sensor. */
  public String sensor(int index) {
    return "sensor-" + (sensors[index] + 1);
  }

  /** What it measured; NaN where it says that it has no value. */
  public double value(int index) {
    return values[index];
  }

  /** What is planted; null where nothing is. */
  public SensorFault fault(int index) {
    return faults[index] < 0 ? null : FAULTS[faults[index]];
  }

  @Override
  public String subject(int index) {
    return sensor(index);
  }

  @Override
  public void event(int index, Cells out) throws IOException {
    out.text(id(index));
    out.text(sensor(index));
    out.time(times[index]);
    if (Double.isNaN(values[index])) {
      out.absent();
    } else {
      out.decimal(values[index], 3);
    }
  }

  @Override
  public void truth(int index, Cells out) throws IOException {
    out.whole(planted(index) ? 1 : 0);
    out.text(planted(index) ? fault(index).text() : "");
    out.whole(episodes[index]);
  }
}
