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
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class NumberColumnTest {

  /**
   * A change of a column.
   *
   * @param kind 0 to 5 inserts, 6 sets, 7 removes from the front
   * @param place where, modulo the size
   */
  private record Change(int kind, int place, double value) {}

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Double> value =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.integers().between(-200, 200).map(i -> i * 1.0)),
            Tuple.of(6, Arbitraries.integers().between(-99_999, 99_999).map(i -> i / 100.0)),
            Tuple.of(2, Arbitraries.longs().map(i -> i / 1e6)),
            Tuple.of(
                2,
                Arbitraries.of(
                    Double.NaN,
                    -0.0,
                    -128.0,
                    -32_768.0,
                    -2_147_483_648.0,
                    2_147_483_647.0,
                    1e-6,
                    Double.MIN_VALUE,
                    Double.MAX_VALUE,
                    Double.NEGATIVE_INFINITY,
                    (double) Float.MIN_VALUE)),
            Tuple.of(1, Arbitraries.floats().map(f -> (double) f)),
            Tuple.of(1, Arbitraries.longs().map(Double::longBitsToDouble)));
    return Combinators.combine(
            Arbitraries.integers().between(0, 7), Arbitraries.integers().between(0, 1_000), value)
        .as(Change::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 2_000, seed = "20261124")
  void doubles_come_back_bit_by_bit(@ForAll("changes") List<Change> changes) {
    NumberColumn column = new NumberColumn();
    List<Double> expected = new ArrayList<>();
    for (Change change : changes) {
      int size = expected.size();
      if (change.kind() == 7) {
        int count = change.place() % (size + 1);
        column.removeFirst(count);
        expected.subList(0, count).clear();
      } else if (change.kind() == 6 && size > 0) {
        column.set(change.place() % size, change.value());
        expected.set(change.place() % size, change.value());
      } else {
        column.insert(change.place() % (size + 1), change.value());
        expected.add(change.place() % (size + 1), change.value());
      }
      assertHolds(column, expected);
    }
    assertHolds(column.copy(), expected);
  }

  /** {@link Double#equals} compares bits, any NaN being equal to any other. */
  private static void assertHolds(NumberColumn column, List<Double> expected) {
    List<Double> found = new ArrayList<>();
    for (int i = 0; i < column.size(); i++) {
      found.add(column.get(i));
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void amounts_take_two_bytes_and_floats_four() {
    NumberColumn amounts = new NumberColumn();
    NumberColumn floats = new NumberColumn();
    for (int i = 0; i < 100; i++) {
      amounts.insert(i, (i * 37 % 30_000) / 100.0);
      floats.insert(i, (float) Math.sqrt(i));
    }
    assertThat(amounts.kind()).isEqualTo(NumberColumn.Kind.DECIMAL);
    assertThat(amounts.scale()).isEqualTo(2);
    assertThat(amounts.width()).isEqualTo(2);
    assertThat(floats.kind()).isEqualTo(NumberColumn.Kind.FLOAT);
    assertThat(floats.width()).isEqualTo(4);
  }

  @Test
  void a_missing_value_costs_no_more_than_the_others() {
    NumberColumn column = new NumberColumn();
    column.insert(0, 1);
    column.insert(1, Double.NaN);
    column.insert(2, -128);
    assertThat(column.width()).isEqualTo(2);
    assertThat(column.get(1)).isNaN();
    assertThat(column.get(2)).isEqualTo(-128);
  }
}
