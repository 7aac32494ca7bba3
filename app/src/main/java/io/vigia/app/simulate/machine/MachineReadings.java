package io.vigia.app.simulate.machine;

import io.vigia.app.simulate.Cells;
import io.vigia.app.simulate.EventBatch;
import java.io.IOException;
import java.util.Arrays;

/** The readings of a day, by time. */
public final class MachineReadings implements EventBatch {
  private static final MachineFault[] FAULTS = MachineFault.values();

  private int size;
  private long[] times = new long[1024];
  private int[] machines = new int[1024];
  private long[] numbers = new long[1024];
  private double[] values = new double[1024 * Machine.SENSORS];
  private byte[] faults = new byte[1024];
  private byte[] faulty = new byte[1024];
  private long[] episodes = new long[1024];
  private final double[] cells = new double[Machine.SENSORS];

  void clear() {
    size = 0;
  }

  /** Adds a reading; the fault is null where none is planted. */
  void add(
      long time,
      int machine,
      long number,
      double[] sensors,
      MachineFault fault,
      int sensor,
      long episode) {
    if (size == times.length) {
      int length = Math.multiplyExact(size, 2);
      times = Arrays.copyOf(times, length);
      machines = Arrays.copyOf(machines, length);
      numbers = Arrays.copyOf(numbers, length);
      values = Arrays.copyOf(values, Machine.SENSORS * length);
      faults = Arrays.copyOf(faults, length);
      faulty = Arrays.copyOf(faulty, length);
      episodes = Arrays.copyOf(episodes, length);
    }
    times[size] = time;
    machines[size] = machine;
    numbers[size] = number;
    System.arraycopy(sensors, 0, values, Machine.SENSORS * size, Machine.SENSORS);
    faults[size] = (byte) (fault == null ? -1 : fault.ordinal());
    faulty[size] = (byte) (fault == null ? -1 : sensor);
    episodes[size] = fault == null ? -1 : episode;
    size++;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String id(int index) {
    return machine(index) + "-" + numbers[index];
  }

  @Override
  public long timeMillis(int index) {
    return times[index];
  }

  @Override
  public int source(int index) {
    return machines[index];
  }

  @Override
  public long episode(int index) {
    return episodes[index];
  }

  /** Which machine. */
  public String machine(int index) {
    return "machine-" + (machines[index] + 1);
  }

  /** What one of its sensors measured, from 0. */
  public double value(int index, int sensor) {
    return values[Machine.SENSORS * index + sensor];
  }

  /** What is planted; null where nothing is. */
  public MachineFault fault(int index) {
    return faults[index] < 0 ? null : FAULTS[faults[index]];
  }

  /** Number of the sensor that it is planted in, from 0; −1 where nothing is. */
  public int faulty(int index) {
    return faulty[index];
  }

  @Override
  public String subject(int index) {
    return machine(index);
  }

  @Override
  public void event(int index, Cells out) throws IOException {
    out.text(id(index));
    out.text(machine(index));
    out.time(times[index]);
    System.arraycopy(values, Machine.SENSORS * index, cells, 0, cells.length);
    out.decimals(cells, 4);
  }

  @Override
  public void truth(int index, Cells out) throws IOException {
    out.whole(planted(index) ? 1 : 0);
    out.text(planted(index) ? fault(index).text() : "");
    out.whole(faulty[index]);
    out.whole(episodes[index]);
  }
}
