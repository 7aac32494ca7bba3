package io.vigia.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.schemas.Tier;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RowPoolTest {
  private final RowPool pool = RowPool.ofThread();

  @Test
  void a_row_comes_back_without_what_it_was_about() {
    Row row = new Row();
    row.kind = Row.Kind.LABEL;
    row.time = 1;
    row.id = 2;
    row.idText = "2";
    row.values = new double[] {3};
    row.partition = 4;
    row.offset = 5;
    row.ingestMillis = 6;
    row.late = true;
    row.score = 0.7;
    row.tier = Tier.INT8;
    row.labelledTime = 8;
    row.label = 1;
    pool.give(row);

    Row taken = pool.take();

    assertThat(taken).isSameAs(row);
    assertThat(taken)
        .usingRecursiveComparison()
        .ignoringFields("values")
        .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
        .isEqualTo(new Row());
    assertThat(taken.values).as("the array serves again").hasSize(1);
  }

  @Test
  void a_row_has_one_owner() {
    Row row = new Row();
    row.id = 17;
    pool.give(row);

    assertThatThrownBy(() -> pool.give(row))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("given back twice");
    assertThat(pool.take()).isSameAs(row);
    assertThat(pool.take()).isNotSameAs(row);
  }

  @Test
  void each_thread_has_its_own() {
    assertThat(CompletableFuture.supplyAsync(RowPool::ofThread).join()).isNotSameAs(pool);
    assertThat(RowPool.ofThread()).isSameAs(pool);
  }
}
