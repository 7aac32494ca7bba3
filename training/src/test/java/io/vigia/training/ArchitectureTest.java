package io.vigia.training;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

@AnalyzeClasses(
    packages = "io.vigia.training",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule knows_nothing_of_what_uses_it =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vigia.app..", "io.vigia.console..", "io.vigia.benchmarks..");

  @ArchTest
  static final ArchRule graphs_run_in_the_engine_alone =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                      "io.vigia.training.onnx",
                      "io.vigia.training.quantize..",
                      "io.vigia.training.report..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..")
          .because("what is trained is scored by the scorer of the job; other networks run here");

  @ArchTest
  static final ArchRule graphs_are_written_in_few_rooms =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                      "io.vigia.training.onnx",
                      "io.vigia.training.quantize..",
                      "io.vigia.training.report..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnx.proto..");

  @ArchTest
  static final ArchRule networks_are_trained_in_one_room =
      noClasses()
          .that(not(resideInAPackage("io.vigia.training.network")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..")
          .because("its settings are made there, before the engine loads");

  @ArchTest
  static final ArchRule no_package_cycles =
      slices().matching("io.vigia.training.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule no_clock_and_no_unseeded_randomness =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, Random.class)
          .because("the same seed gives the same folder");
}
