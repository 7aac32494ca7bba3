package io.vigia.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Random;
import org.apache.flink.api.common.functions.Function;
import org.apache.flink.streaming.api.operators.StreamOperator;

@AnalyzeClasses(packages = "io.vigia.jobs", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule NOTHING_OF_THE_ROOMS_ABOVE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vigia.training..", "io.vigia.console..", "io.vigia.app..");

  @ArchTest
  static final ArchRule ONNX_RUNTIME_STAYS_IN_THE_ENGINE =
      noClasses().should().dependOnClassesThat().resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("io.vigia.jobs.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule DECISIONS_ON_PARALLELISM_ARE_PURE =
      classes()
          .that()
          .resideInAPackage("io.vigia.jobs.autoscale")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.vigia.jobs.autoscale", "java.lang..", "java.time..", "java.util..");

  @ArchTest
  static final ArchRule THE_CLOCK_IS_PASSED_IN =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.vigia.jobs.autoscale",
              "io.vigia.jobs.operators..",
              "io.vigia.jobs.read..",
              "io.vigia.jobs.scoring..",
              "io.vigia.jobs.types..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, Random.class);

  @ArchTest
  static final ArchRule FIELDS_OF_FUNCTIONS_ARE_FINAL_OR_TRANSIENT =
      fields()
          .that()
          .areDeclaredInClassesThat()
          .areAssignableTo(StreamOperator.class)
          .or()
          .areDeclaredInClassesThat()
          .areAssignableTo(Function.class)
          .and()
          .areNotStatic()
          .should()
          .haveModifier(JavaModifier.FINAL)
          .orShould()
          .haveModifier(JavaModifier.TRANSIENT);
}
