package io.vigia.engine.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RunMemoryTest {
  private final float[] scratch = new float[64];

  @Test
  void a_run_is_as_far_as_the_nearest_one_before() {
    RunMemory memory = new RunMemory(2, 64);
    assertThat(memory.next(1, scratch)).as("one value is no run of two").isNaN();
    assertThat(memory.next(1, scratch)).as("nothing before").isNaN();
    // (1, 4) against (1, 1); then (4, 5) against (1, 1) and (1, 4).
    assertThat(memory.next(4, scratch)).isEqualTo(3);
    assertThat(memory.next(5, scratch)).isCloseTo(Math.sqrt(10), within(1e-6));
    // (5, 1) against (1, 1).
    assertThat(memory.next(1, scratch)).isEqualTo(4);
    assertThat(memory.next(4, scratch)).as("(1, 4) was there").isZero();
  }

  @Test
  void a_missing_value_ends_the_run() {
    RunMemory memory = new RunMemory(2, 64);
    memory.next(1, scratch);
    memory.next(2, scratch);
    assertThat(memory.next(Double.NaN, scratch)).isNaN();
    assertThat(memory.next(1, scratch)).isNaN();
    assertThat(memory.next(2, scratch)).isZero();
  }

  @Test
  void what_floats_cannot_tell_is_missing() {
    RunMemory memory = new RunMemory(1, 64);
    memory.next(1, scratch);
    assertThat(memory.next(1e300, scratch)).isNaN();
    assertThat(memory.next(1e30, scratch)).as("its square is beyond floats").isNaN();
    assertThat(memory.next(3, scratch)).isEqualTo(2);
  }

  @Test
  void a_full_memory_forgets_what_was_not_met_for_longest() {
    RunMemory memory = new RunMemory(1, 3);
    for (double value : new double[] {0, 100, 200, 0, 200}) {
      memory.next(value, scratch);
    }
    assertThat(memory.next(300, scratch)).as("takes the place of 100").isEqualTo(100);
    assertThat(memory.size()).isEqualTo(3);
    assertThat(memory.next(100, scratch)).as("100 is gone").isEqualTo(100);
  }

  /** Against the definition in the javadoc, with runs in plain lists. */
  @Property(tries = 500, seed = "20261124")
  void distances_are_those_of_the_definition(
      @ForAll("values") List<Double> values,
      @ForAll @IntRange(min = 1, max = 4) int length,
      @ForAll @IntRange(min = 1, max = 12) int most) {
    RunMemory memory = new RunMemory(length, most);
    List<double[]> remembered = new ArrayList<>();
    List<Integer> met = new ArrayList<>();
    List<Double> latest = new ArrayList<>();
    double usual = 0;
    int distances = 0;
    for (int event = 0; event < values.size(); event++) {
      double value = values.get(event);
      double found = memory.next(value, scratch);
      if (Double.isNaN(value)) {
        latest.clear();
      } else {
        latest.add(value);
      }
      if (latest.size() > length) {
        latest.remove(0);
      }
      double[] run = latest.stream().mapToDouble(Double::doubleValue).toArray();
      if (run.length < length || remembered.isEmpty()) {
        assertThat(found).isNaN();
        if (run.length == length) {
          remembered.add(run);
          met.add(event);
        }
        continue;
      }
      int nearest = 0;
      for (int i = 1; i < remembered.size(); i++) {
        nearest =
            distance(run, remembered.get(i)) < distance(run, remembered.get(nearest)) ? i : nearest;
      }
      double expected = distance(run, remembered.get(nearest));
      assertThat(found).isCloseTo(expected, within(1e-4));
      usual += (expected - usual) / ++distances;
      if (expected <= 0.25 * usual) {
        met.set(nearest, event);
      } else if (remembered.size() < most) {
        remembered.add(run);
        met.add(event);
      } else {
        int oldest = 0;
        for (int i = 1; i < most; i++) {
          oldest = met.get(i) < met.get(oldest) ? i : oldest;
        }
        remembered.set(oldest, run);
        met.set(oldest, event);
      }
    }
    assertThat(memory.size()).isEqualTo(remembered.size());
  }

  /** Whole numbers, so that floats are exact. */
  @Provide
  Arbitrary<List<Double>> values() {
    return Arbitraries.integers()
        .between(-40, 40)
        .map(Integer::doubleValue)
        .injectNull(0.03)
        .map(value -> value == null ? Double.NaN : value)
        .list()
        .ofMinSize(1)
        .ofMaxSize(120);
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }
}
