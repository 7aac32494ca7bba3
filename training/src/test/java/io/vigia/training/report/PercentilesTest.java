package io.vigia.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PercentilesTest {

  @Test
  void of_a_hundred_numbers_the_99th_is_the_99th() {
    double[] numbers = IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray();

    Percentiles percentiles = new Percentiles(numbers);

    assertThat(percentiles.at(99)).isEqualTo(99);
    assertThat(percentiles.at(50)).isEqualTo(50);
    assertThat(percentiles.at(100)).isEqualTo(100);
    assertThat(percentiles.at(0.5)).isEqualTo(1);
  }

  @Property(seed = "1")
  void the_smallest_number_that_enough_do_not_exceed(
      @ForAll @Size(min = 1, max = 60) double[] numbers,
      @ForAll @IntRange(min = 1, max = 100) int percent) {
    double found = new Percentiles(numbers).at(percent);

    double expected =
        Arrays.stream(numbers)
            .filter(
                x ->
                    Arrays.stream(numbers).filter(y -> y <= x).count() * 100L
                        >= (long) percent * numbers.length)
            .min()
            .orElseThrow();
    assertThat(found).isEqualTo(expected);
  }
}
