package io.vigia.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Random;

@AnalyzeClasses(packages = "io.vigia.app", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule THE_TRAINER_AND_THE_BENCHMARKS_ARE_NOT_NEEDED =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vigia.training..", "io.vigia.benchmarks..");

  @ArchTest
  static final ArchRule ONNX_RUNTIME_STAYS_IN_THE_ENGINE =
      noClasses().should().dependOnClassesThat().resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.vigia.app.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule SIMULATIONS_COME_FROM_THEIR_SEED_ALONE =
      noClasses()
          .that()
          .resideInAPackage("io.vigia.app.simulate..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, Random.class);
}
