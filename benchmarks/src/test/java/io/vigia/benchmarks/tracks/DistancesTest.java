package io.vigia.benchmarks.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistancesTest {

  @Test
  void lengthsAreThoseOfPythagoras() {
    assertThat(Distances.lengths(new float[] {3, 4, 0, 1}, 2))
        .containsExactly(new double[] {Math.log(5), 0}, within(1e-8));
  }

  @Test
  void theFifthNearestIsThatOfAllSorted() {
    SplittableRandom random = new SplittableRandom(5);
    float[] known = floats(random, 200 * 3);
    float[] rows = floats(random, 20 * 3);
    double[] found = Distances.nearest(known, rows, 3, 5);
    for (int row = 0; row < 20; row++) {
      int at = 3 * row;
      double[] all =
          IntStream.range(0, 200)
              .mapToDouble(
                  i ->
                      Math.sqrt(
                          Math.pow(known[3 * i] - rows[at], 2)
                              + Math.pow(known[3 * i + 1] - rows[at + 1], 2)
                              + Math.pow(known[3 * i + 2] - rows[at + 2], 2)))
              .sorted()
              .toArray();
      assertThat(found[row]).isCloseTo(Math.log(all[4]), within(1e-5));
    }
  }

  private static float[] floats(SplittableRandom random, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) random.nextDouble();
    }
    return floats;
  }

  @Test
  void someAreDifferentRowsOfThoseGiven() {
    int[] rows = IntStream.range(100, 200).toArray();
    int[] some = Distances.some(rows, 30, 1);
    assertThat(Arrays.stream(some).distinct().count()).isEqualTo(30);
    assertThat(Arrays.stream(some).allMatch(row -> row >= 100 && row < 200)).isTrue();
    assertThat(Distances.some(rows, 500, 1)).containsExactlyInAnyOrder(rows);
  }
}
