package io.vigia.engine.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TimeColumnTest {
  private static final long NOW = 1_700_000_000L * Specs.SECOND;

  /**
   * Times of one unit: microseconds, milliseconds, seconds, days; and some of another among them.
   */
  @Provide
  Arbitrary<List<Long>> times() {
    Arbitrary<Long> unit = Arbitraries.of(1L, 1_000L, Specs.SECOND, Specs.DAY);
    Arbitrary<Long> offsets = Arbitraries.longs().between(-20_000, 20_000);
    return Combinators.combine(
            unit,
            unit,
            offsets.list().ofMaxSize(40),
            offsets.list().ofMaxSize(5),
            Arbitraries.of(NOW, NOW + 7, 0L, -NOW))
        .as(
            (one, other, often, seldom, origin) -> {
              List<Long> times = new ArrayList<>();
              often.forEach(offset -> times.add(origin + offset * one));
              seldom.forEach(offset -> times.add(origin + offset * other));
              return times;
            });
  }

  @Property(tries = 1_000, seed = "20261124")
  void times_come_back_in_order(
      @ForAll("times") List<Long> times, @ForAll("removals") List<Integer> removals) {
    TimeColumn column = new TimeColumn();
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      long time = times.get(i);
      int index = (int) expected.stream().filter(other -> other <= time).count();
      assertThat(column.after(time)).isEqualTo(index);
      assertThat(column.insert(time)).isEqualTo(index);
      expected.add(index, time);
      int removed = Math.min(removals.get(i % removals.size()), expected.size());
      column.removeFirst(removed);
      expected.subList(0, removed).clear();
      assertHolds(column, expected);
    }
    assertHolds(column.copy(), expected);
  }

  @Provide
  Arbitrary<List<Integer>> removals() {
    return Arbitraries.of(0, 0, 0, 0, 0, 1, 3, 50).list().ofMinSize(1).ofMaxSize(10);
  }

  private static void assertHolds(TimeColumn column, List<Long> expected) {
    List<Long> found = new ArrayList<>();
    for (int i = 0; i < column.size(); i++) {
      found.add(column.get(i));
      assertThat(found.get(i) % column.unitMicros()).isEqualTo(column.get(0) % column.unitMicros());
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void the_unit_is_the_coarsest_that_is_exact() {
    TimeColumn column = new TimeColumn();
    column.insert(NOW);
    column.insert(NOW + Specs.DAY);
    assertThat(column.unitMicros()).isEqualTo(Specs.SECOND);
    column.insert(NOW + 40_000);
    assertThat(column.unitMicros()).isEqualTo(1_000);
    column.insert(NOW + 7);
    assertThat(column.unitMicros()).isEqualTo(1);
  }
}
