package io.vigia.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.jobs.offline.FeatureTable;
import io.vigia.training.Tables;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeSplitTest {
  private static final int ROWS = 1_000;

  @Test
  void the_last_rows_in_time_validate_wherever_they_stand_in_the_file() {
    FeatureTable table = table(i -> i % 10 == 0 ? 1 : 0);
    reverse(table.times());

    TimeSplit split = TimeSplit.of(table);

    assertThat(split.fit()).hasSize(880);
    assertThat(split.validation()).hasSize(120);
    long lastFit = Arrays.stream(split.fit()).mapToLong(row -> table.times()[row]).max().orElse(0);
    assertThat(lastFit).isLessThan(split.validationFrom());
    for (int row : split.validation()) {
      assertThat(table.times()[row]).isBetween(split.validationFrom(), split.validationTo() - 1);
    }
    assertThat(split.validationFrom()).isEqualTo(880_000_000L);
    assertThat(split.validationTo()).isEqualTo(999_000_001L);
  }

  @Test
  void events_of_the_same_time_stay_together() {
    FeatureTable table = table(i -> i % 3 == 0 ? 1 : 0);
    Arrays.fill(table.times(), 850, 950, 850_000_000L);

    TimeSplit split = TimeSplit.of(table);

    assertThat(split.validationFrom()).isEqualTo(850_000_000L);
    assertThat(split.fit()).hasSize(850);
    assertThat(split.validation()).hasSize(150);
  }

  @Test
  void rows_whose_truth_is_unknown_are_left_out() {
    FeatureTable table = table(i -> i % 2 == 1 ? Double.NaN : i % 4 == 0 ? 1 : 0);

    TimeSplit split = TimeSplit.of(table);

    assertThat(split.fit().length + split.validation().length).isEqualTo(ROWS / 2);
    assertThat(IntStream.concat(Arrays.stream(split.fit()), Arrays.stream(split.validation())))
        .allMatch(row -> row % 2 == 0);
    assertThat(TimeSplit.positives(table, split.fit())).isEqualTo(220);
  }

  @Test
  void too_few_labelled_rows() {
    FeatureTable table = table(i -> i < 199 ? i % 2 : Double.NaN);

    assertThatThrownBy(() -> TimeSplit.of(table))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessage(
            "only 199 labelled events between --from and --to; training needs at least 200 (is the"
                + " truth in the column that labels.field names?)");
  }

  @Test
  void no_frauds_to_learn_from() {
    FeatureTable table = table(i -> i >= 900 ? i % 2 : 0);

    assertThatThrownBy(() -> TimeSplit.of(table))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessage(
            "among the events to learn from are 0 frauds or anomalies of 880; expected both kinds:"
                + " train on a longer time");
  }

  @Test
  void no_frauds_to_validate_on() {
    FeatureTable table = table(i -> i < 700 ? i % 2 : 0);

    assertThatThrownBy(() -> TimeSplit.of(table))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessage(
            "among the last 12 % of the events, which validate, are 0 frauds or anomalies of 120;"
                + " expected both kinds: train on a longer time");
  }

  @Test
  void nothing_but_frauds() {
    FeatureTable table = table(i -> 1);

    assertThatThrownBy(() -> TimeSplit.of(table))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessageStartingWith(
            "among the events to learn from are 880 frauds or anomalies of 880;");
  }

  @Test
  void events_of_one_time_only() {
    FeatureTable table = table(i -> i % 2);
    Arrays.fill(table.times(), 5);

    assertThatThrownBy(() -> TimeSplit.of(table))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessage("all 1000 events have one time; training needs earlier and later ones");
  }

  @Test
  void without_labels_all_rows_are_taken() {
    FeatureTable table = table(i -> i % 2 == 1 ? Double.NaN : 0);

    TimeSplit split = TimeSplit.unlabelled(table);

    assertThat(split.fit()).hasSize(880);
    assertThat(split.validation()).hasSize(120);
    assertThatThrownBy(() -> TimeSplit.unlabelled(Tables.of(1, new double[199])))
        .isInstanceOf(UnsuitableDataException.class)
        .hasMessage("only 199 events between --from and --to; training needs at least 200");
  }

  private static FeatureTable table(java.util.function.IntToDoubleFunction label) {
    return Tables.labelled(
        1, new double[ROWS], IntStream.range(0, ROWS).mapToDouble(label).toArray());
  }

  private static void reverse(long[] times) {
    long[] copy = times.clone();
    for (int i = 0; i < copy.length; i++) {
      times[i] = copy[copy.length - 1 - i];
    }
  }

  @Test
  void all_rows_are_learned_from_where_nothing_is_chosen_by_the_last() {
    FeatureTable table = table(i -> Double.NaN);
    TimeSplit held = TimeSplit.unlabelled(table);
    TimeSplit whole = TimeSplit.whole(table);

    assertThat(whole.fit()).containsExactly(IntStream.range(0, ROWS).toArray());
    assertThat(whole.validation()).isEqualTo(held.validation());
    assertThat(held.isHeldOut()).isTrue();
    assertThat(whole.isHeldOut()).isFalse();
    assertThatThrownBy(() -> TimeSplit.whole(Tables.of(1, new double[199])))
        .isInstanceOf(UnsuitableDataException.class);
  }
}
