package io.vigia.app.simulate.card;

import io.vigia.app.simulate.Cells;
import io.vigia.app.simulate.EventBatch;
import java.io.IOException;
import java.util.Arrays;

/** The payments of one day, by time. Each fraud is an episode of its own. */
public final class CardDay implements EventBatch {
  private static final int INDEX_BITS = 36;

  private int size;
  // In the order of generation.
  private int[] millisOfDay = new int[1024];
  private int[] customers = new int[1024];
  private int[] terminals = new int[1024];
  private double[] amounts = new double[1024];
  private byte[] scenarios = new byte[1024];
  // By time: millisecond of the day, then place in the arrays above.
  private long[] order = new long[1024];
  private long startMillis;
  private long firstId;

  void begin(long start, long id) {
    size = 0;
    startMillis = start;
    firstId = id;
  }

  void add(int millis, int customer, int terminal, double amount, int scenario) {
    if (size == order.length) {
      grow();
    }
    millisOfDay[size] = millis;
    customers[size] = customer;
    terminals[size] = terminal;
    amounts[size] = amount;
    scenarios[size] = (byte) scenario;
    order[size] = (long) millis << INDEX_BITS | size;
    size++;
  }

  private void grow() {
    int length = Math.multiplyExact(size, 2);
    millisOfDay = Arrays.copyOf(millisOfDay, length);
    customers = Arrays.copyOf(customers, length);
    terminals = Arrays.copyOf(terminals, length);
    amounts = Arrays.copyOf(amounts, length);
    scenarios = Arrays.copyOf(scenarios, length);
    order = Arrays.copyOf(order, length);
  }

  void sort() {
    Arrays.sort(order, 0, size);
  }

  private int place(int index) {
    return (int) (order[index] & (1L << INDEX_BITS) - 1);
  }

  @Override
  public int size() {
    return size;
  }

  /** Number of a payment, from 0 in the order of time: its id. */
  public long number(int index) {
    return firstId + index;
  }

  @Override
  public String id(int index) {
    return Long.toString(number(index));
  }

  @Override
  public int source(int index) {
    return customer(index);
  }

  @Override
  public long episode(int index) {
    return scenario(index) == 0 ? -1 : number(index);
  }

  @Override
  public String subject(int index) {
    return Integer.toString(customer(index));
  }

  @Override
  public void event(int index, Cells out) throws IOException {
    out.whole(number(index));
    out.time(timeMillis(index));
    out.whole(customer(index));
    out.whole(terminal(index));
    out.decimal(amount(index), 2);
  }

  @Override
  public void truth(int index, Cells out) throws IOException {
    out.whole(planted(index) ? 1 : 0);
    out.whole(scenario(index));
  }

  @Override
  public long timeMillis(int index) {
    return startMillis + millisOfDay[place(index)];
  }

  /** Whose card it is, from 0. */
  public int customer(int index) {
    return customers[place(index)];
  }

  /** Where it is used, from 0. */
  public int terminal(int index) {
    return terminals[place(index)];
  }

  /** How much, in whole cents. */
  public double amount(int index) {
    return amounts[place(index)];
  }

  /** Why it is fraud: 1 amount, 2 compromised terminal, 3 stolen card; 0 = it is not. */
  public int scenario(int index) {
    return scenarios[place(index)];
  }
}
