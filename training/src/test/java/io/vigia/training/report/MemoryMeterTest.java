package io.vigia.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Starts processes: models that hold a known amount of memory, and models that do not load. */
class MemoryMeterTest {
  private static final int MEGABYTE = 1 << 20;
  private static final int HELD = 48 * MEGABYTE;

  private final LabelledRows rows = EfficiencyMeterTest.rows(300);

  @Test
  @EnabledOnOs(OS.LINUX)
  void heap_and_native_memory_are_told_apart() {
    List<MemoryUse> uses =
        new MemoryMeter(Duration.ofMinutes(1))
            .measure(
                List.of(
                    contender("nothing", MemoryMeterTest::holdsNothing),
                    contender("heap", MemoryMeterTest::holdsHeap),
                    contender("native", MemoryMeterTest::holdsNative)),
                rows);

    assertThat(uses).allSatisfy(use -> assertThat(use.note()).isEmpty());
    assertThat(uses.get(0).peakBytes().orElseThrow()).isLessThan(16 * MEGABYTE);
    assertThat(uses.get(1).heapBytes().orElseThrow()).isBetween((long) HELD, HELD + 4L * MEGABYTE);
    assertThat(uses.get(1).nativeBytes().orElseThrow()).isLessThan(16 * MEGABYTE);
    assertThat(uses.get(2).heapBytes().orElseThrow()).isLessThan(4 * MEGABYTE);
    assertThat(uses.get(2).nativeBytes().orElseThrow())
        .isBetween((long) HELD - MEGABYTE, HELD + 16L * MEGABYTE);
  }

  @Test
  void a_model_that_does_not_load_is_unknown_and_says_why() {
    MemoryUse use =
        new MemoryMeter(Duration.ofMinutes(1))
            .measure(List.of(contender("broken", MemoryMeterTest::fails)), rows)
            .get(0);

    assertThat(use.peakBytes()).isEmpty();
    assertThat(use.note()).contains("broken: ended with status 1", "a library is missing");
  }

  @Test
  void a_process_that_takes_too_long_is_ended() {
    MemoryUse use =
        new MemoryMeter(Duration.ZERO)
            .measure(List.of(contender("any", MemoryMeterTest::holdsNothing)), rows)
            .get(0);

    assertThat(use.peakBytes()).isEmpty();
    assertThat(use.note()).isEqualTo("the process without a model: not done within 0 s");
  }

  @Test
  void the_peak_is_read_from_the_lines_of_linux() {
    assertThat(ProcessMemory.peakResident(List.of("VmPeak:\t 99 kB", "VmHWM:\t   34567 kB")))
        .isEqualTo(34_567L * 1_024);
    assertThat(ProcessMemory.peakResident(List.of("Name:\tjava"))).isEqualTo(ProcessMemory.UNKNOWN);
  }

  private static Contender contender(String name, ScorerSource source) {
    return new Contender(name, 1, 1, 1, 1, source);
  }

  private static RowScorer holdsNothing(int capacity) {
    return new RowScorer(2, capacity, row -> row[0]);
  }

  private static RowScorer holdsHeap(int capacity) {
    byte[] held = new byte[HELD];
    return new RowScorer(2, capacity, row -> held[(int) row[0]]);
  }

  private static RowScorer holdsNative(int capacity) {
    ByteBuffer held = ByteBuffer.allocateDirect(HELD);
    for (int i = 0; i < HELD; i += 1_024) {
      held.put(i, (byte) 1);
    }
    return new RowScorer(2, capacity, row -> held.get((int) row[0]));
  }

  private static RowScorer fails(int capacity) {
    throw new IllegalStateException("a library is missing, for batches of " + capacity);
  }
}
