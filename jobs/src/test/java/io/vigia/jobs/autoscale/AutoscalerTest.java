package io.vigia.jobs.autoscale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigia.jobs.autoscale.VertexCounters.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AutoscalerTest {
  private static final ScalingOptions OPTIONS = options(1, 64, 1000);
  private static final long MINUTE = 60_000;

  private static ScalingOptions options(int least, int most, double step) {
    return new ScalingOptions(
        .7,
        .15,
        Duration.ofMinutes(5),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        step,
        least,
        most);
  }

  private static VertexLoad source(
      int parallelism, int partitions, double perSecond, double utilization, double growing) {
    return new VertexLoad(
        new VertexCounters("source", "events", parallelism, partitions, List.of(), 0, 0, 0, 0, 0),
        perSecond,
        utilization,
        growing);
  }

  private static VertexLoad behind(
      String id, int parallelism, double perSecond, double utilization, Input... inputs) {
    return new VertexLoad(
        new VertexCounters(id, id, parallelism, 720, List.of(inputs), 0, 0, 0, 0, 0),
        perSecond,
        utilization,
        0);
  }

  private static Input hash(String from) {
    return new Input(from, false);
  }

  private static VertexDecision decide(ScalingOptions options, VertexLoad... vertices) {
    Decision decision = new Autoscaler(options).decide(new JobLoad(List.of(vertices), 100), 0);
    return decision.vertices().get(vertices.length - 1);
  }

  @Test
  void addsAsManySubtasksAsTheTargetUtilizationAsksFor() {
    // 1000 of 1000/s: at 70 % two subtasks take 1400/s.
    VertexDecision decision =
        decide(OPTIONS, source(1, 8, 1000, .2, 0), behind("stage", 1, 1000, 1, hash("source")));
    assertThat(decision.to()).isEqualTo(2);
    assertThat(decision.reason()).isEqualTo("100 % busy when keeping up");
  }

  @Test
  void whatDoesNotFitYetCounts() {
    // Held back by the stage, the source takes 1000 of 3000/s: the stage is to take 3000/s.
    VertexDecision decision =
        decide(OPTIONS, source(1, 8, 1000, .2, 2000), behind("stage", 1, 1000, 1, hash("source")));
    assertThat(decision.demandPerSecond()).isEqualTo(3000);
    assertThat(decision.demandUtilization()).isEqualTo(3);
    assertThat(decision.to()).isEqualTo(5);
  }

  @Test
  void theLagIsToBeWorkedOffInTheTimeGiven() {
    VertexLoad source =
        new VertexLoad(
            new VertexCounters("source", "events", 1, 8, List.of(), 0, 0, 0, 0, 300_000),
            1000,
            .6,
            0);
    // 300,000 records in five minutes are 1000 more a second.
    VertexDecision decision = decide(OPTIONS, source);
    assertThat(decision.demandPerSecond()).isEqualTo(2000);
    assertThat(decision.to()).isEqualTo(2);
  }

  @Test
  void aFewLabelsDoNotWeighAsMuchAsTheEvents() {
    VertexLoad labels =
        new VertexLoad(
            new VertexCounters("labels", "labels", 1, 1, List.of(), 0, 0, 0, 0, 0), 1, .01, 9);
    VertexDecision decision =
        decide(
            OPTIONS,
            source(1, 8, 1000, .2, 0),
            labels,
            behind("stage", 1, 1001, .6, hash("source"), hash("labels")));
    // Ten times the labels are one in a hundred more records.
    assertThat(decision.demandPerSecond()).isBetween(1000.0, 1011.0);
    assertThat(decision.changes()).isFalse();
  }

  @Test
  void nothingChangesWithinTheBand() {
    VertexDecision decision = decide(OPTIONS, source(2, 8, 1000, .84, 0));
    assertThat(decision.to()).isEqualTo(2);
    assertThat(decision.reason()).isEqualTo("84 % busy, within the band");
    assertThat(decide(OPTIONS, source(2, 8, 1000, .86, 0)).to()).isEqualTo(3);
  }

  @Test
  void noMoreThanPartitionsSlotsTheMaximumAndTheStepAllow() {
    VertexDecision decision = decide(OPTIONS, source(1, 2, 1000, 1, 9000));
    assertThat(decision.to()).isEqualTo(2);
    assertThat(decision.reason())
        .isEqualTo("1000 % busy when keeping up, needs 15 but has no more than 2 by partitions");
    assertThat(decide(options(1, 3, 1000), source(1, 8, 1000, 1, 9000)).reason())
        .endsWith("no more than 3 by --max-parallelism");
    assertThat(decide(options(1, 64, 2), source(2, 16, 1000, 1, 9000)).to()).isEqualTo(4);
    Decision slots =
        new Autoscaler(OPTIONS).decide(new JobLoad(List.of(source(1, 8, 1000, 1, 9000)), 4), 0);
    assertThat(slots.reason())
        .isEqualTo(
            "events: 1 to 4, 1000 % busy when keeping up, needs 15 but has no more than 4 by the"
                + " cluster's slots");
  }

  @Test
  void subtasksThatWouldGetNothingAreNotAdded() {
    VertexDecision decision =
        decide(
            OPTIONS,
            source(1, 1, 1000, .5, 0),
            behind("sink", 1, 1000, 1, new Input("source", true)));
    assertThat(decision.to()).isEqualTo(1);
    assertThat(decision.reason()).endsWith("no more than 1 by the subtasks before it");
  }

  @Test
  void nothingChangesForAWhileAfterAChange() {
    Autoscaler autoscaler = new Autoscaler(OPTIONS);
    JobLoad load = new JobLoad(List.of(source(1, 8, 1000, 1, 0)), 100);
    autoscaler.rescaled(0);
    assertThat(autoscaler.decide(load, MINUTE - 1).changes()).isFalse();
    assertThat(autoscaler.decide(load, MINUTE - 1).vertices().get(0).reason())
        .isEqualTo("left alone after the last change");
    assertThat(autoscaler.decide(load, MINUTE).changes()).isTrue();
  }

  @Test
  void subtasksAreTakenAwayOnlyWhenFewerSufficedForAWhile() {
    Autoscaler autoscaler = new Autoscaler(OPTIONS);
    JobLoad quiet = new JobLoad(List.of(source(4, 8, 1000, .1, 0)), 100);
    JobLoad lessQuiet = new JobLoad(List.of(source(4, 8, 1000, .3, 0)), 100);
    JobLoad busy = new JobLoad(List.of(source(4, 8, 1000, .7, 0)), 100);
    assertThat(autoscaler.decide(quiet, 0).vertices().get(0).reason())
        .isEqualTo("10 % busy when keeping up, waiting whether it lasts");
    // Busy in between: the time starts anew.
    assertThat(autoscaler.decide(busy, 4 * MINUTE).changes()).isFalse();
    assertThat(autoscaler.decide(quiet, 5 * MINUTE).changes()).isFalse();
    // Two would have been needed then: not one, which would do at the end.
    assertThat(autoscaler.decide(lessQuiet, 7 * MINUTE).changes()).isFalse();
    assertThat(autoscaler.decide(quiet, 10 * MINUTE).vertices().get(0).to()).isEqualTo(2);
  }

  @Test
  void anIdleVertexGoesDownToTheLeastParallelism() {
    Autoscaler autoscaler = new Autoscaler(options(2, 64, 1000));
    JobLoad idle = new JobLoad(List.of(source(8, 8, 0, 0, 0)), 100);
    assertThat(autoscaler.decide(idle, 0).changes()).isFalse();
    assertThat(autoscaler.decide(idle, 5 * MINUTE).vertices().get(0).to()).isEqualTo(2);
    assertThat(decide(options(2, 64, 1000), source(1, 8, 1, .01, 0)).to()).isEqualTo(2);
  }

  @Property(tries = 500, seed = "51")
  void staysWithinItsBounds(
      @ForAll @IntRange(min = 1, max = 40) int parallelism,
      @ForAll @IntRange(min = 1, max = 40) int partitions,
      @ForAll @IntRange(min = 1, max = 40) int slots,
      @ForAll @DoubleRange(min = 0, max = 1e6) double rate,
      @ForAll @DoubleRange(min = 0, max = 1) double utilization,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double growing,
      @ForAll @DoubleRange(min = 1.1, max = 8) double step) {
    Autoscaler autoscaler = new Autoscaler(options(2, 32, step));
    JobLoad load =
        new JobLoad(List.of(source(parallelism, partitions, rate, utilization, growing)), slots);
    int most = Math.min(32, Math.min(partitions, slots));
    for (long now = 0; now <= 10 * MINUTE; now += MINUTE) {
      int to = autoscaler.decide(load, now).vertices().get(0).to();
      if (to > parallelism) {
        assertThat(to).isLessThanOrEqualTo(most);
        assertThat(to)
            .isLessThanOrEqualTo(
                Math.max(2, Math.max(parallelism + 1, (int) (parallelism * step))));
      } else if (to < parallelism) {
        assertThat(to).isGreaterThanOrEqualTo(Math.min(2, most));
      }
    }
  }

  /** DS2's promise, where subtasks get slower the more of them there are. */
  @Property(tries = 300, seed = "52")
  void findsTheParallelismInThreeChangesAndKeepsIt(
      @ForAll @DoubleRange(min = 500, max = 50_000) double offered,
      @ForAll @DoubleRange(min = 2_000, max = 20_000) double sourceRate,
      @ForAll @DoubleRange(min = 1_000, max = 10_000) double stageRate,
      @ForAll @DoubleRange(min = .2, max = 2) double selectivity,
      @ForAll @IntRange(min = 0, max = 2) int overheadPerMille) {
    double overhead = overheadPerMille / 1000.0;
    SimulatedJob job =
        new SimulatedJob(
            1000,
            new SimulatedJob.Stage(sourceRate, 1, overhead),
            new SimulatedJob.Stage(stageRate, selectivity, overhead));
    job.offer(offered);
    Autoscaler autoscaler = new Autoscaler(options(1, 720, 1000));
    List<Integer> changes = new ArrayList<>();
    for (int decision = 0; decision < 20; decision++) {
      long now = decision * 2 * MINUTE;
      Decision decided = autoscaler.decide(job.load(1), now);
      if (decided.changes()) {
        changes.add(decision);
        job.apply(decided);
        autoscaler.rescaled(now);
      }
    }
    assertThat(changes).hasSizeLessThanOrEqualTo(3);
    assertThat(changes).allMatch(decision -> decision < 3);
    assertThat(job.taken()).isEqualTo(offered);
    job.load(1)
        .vertices()
        .forEach(vertex -> assertThat(vertex.utilization()).isLessThanOrEqualTo(.85));
  }

  @Property(tries = 300, seed = "53")
  void doesNotSwingUnderAConstantLoadSeenWithNoise(
      @ForAll @DoubleRange(min = 500, max = 50_000) double offered,
      @ForAll @DoubleRange(min = 1_000, max = 10_000) double stageRate,
      @ForAll @IntRange(min = 0, max = 1000) int seed) {
    SimulatedJob job =
        new SimulatedJob(
            1000, new SimulatedJob.Stage(50_000, 1, 0), new SimulatedJob.Stage(stageRate, 1, 0));
    job.offer(offered);
    Autoscaler autoscaler = new Autoscaler(options(1, 720, 1000));
    Random random = new Random(seed);
    List<Integer> seen = new ArrayList<>();
    for (int decision = 0; decision < 200; decision++) {
      long now = decision * MINUTE;
      // Up to 8 % too high or too low.
      Decision decided = autoscaler.decide(job.load(.92 + .16 * random.nextDouble()), now);
      if (decided.changes()) {
        job.apply(decided);
        autoscaler.rescaled(now);
        seen.add(job.parallelism(1));
      }
    }
    assertThat(seen.size()).as("parallelism of the stage %s", seen).isLessThanOrEqualTo(3);
  }

  @Test
  void optionsThatContradictAreRefusedByName() {
    assertThatThrownBy(
            () ->
                new ScalingOptions(
                    1.2, .1, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, 4, 1, 8))
        .hasMessage("--target-utilization is 1.2; expected a fraction, 0.05 to 1.0");
    assertThatThrownBy(
            () ->
                new ScalingOptions(
                    .1, .2, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, 4, 1, 8))
        .hasMessage("--band is 0.2; expected less than --target-utilization, which is 0.1");
    assertThatThrownBy(
            () -> new ScalingOptions(.7, .1, Duration.ZERO, Duration.ZERO, Duration.ZERO, 4, 1, 8))
        .hasMessageStartingWith("--catch-up is 0; expected ");
    assertThatThrownBy(() -> options(1, 8, 1))
        .hasMessage("--max-step is 1.0; expected a factor above 1, such as 4");
    assertThatThrownBy(() -> options(0, 8, 2))
        .hasMessage("--min-parallelism is 0; expected 1 at least");
    assertThatThrownBy(() -> options(4, 3, 2))
        .hasMessage("--max-parallelism is 3; expected --min-parallelism, which is 4, at least");
  }
}
