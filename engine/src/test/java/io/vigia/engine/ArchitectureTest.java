package io.vigia.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

/** The rules that keep the engine a pure core: docs/architecture.md says why. */
@AnalyzeClasses(packages = "io.vigia.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule knows_no_flink_no_kafka_and_no_sibling =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..",
              "org.apache.kafka..",
              "kafka..",
              "io.vigia.jobs..",
              "io.vigia.training..",
              "io.vigia.app..",
              "io.vigia.console..",
              "io.vigia.benchmarks..")
          .because("the engine runs the same in a job, in training and in a test");

  @ArchTest
  static final ArchRule onnx_runtime_stays_in_one_room =
      noClasses()
          .that(not(resideInAPackage("io.vigia.engine.onnx")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..")
          .because("native handles are opened and closed in one place");

  @ArchTest
  static final ArchRule no_package_cycles =
      slices().matching("io.vigia.engine.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule no_wall_clock =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .because("a clock is passed in, so that the same events give the same answers");

  @ArchTest
  static final ArchRule no_unseeded_randomness =
      noClasses()
          .should()
          .callMethod(Math.class, "random")
          .orShould()
          .callConstructor(Random.class)
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
          .because("seeds are fixed, so that the same events give the same answers");
}
