package io.vigia.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The rules between the rooms, held here because only this room sees them all; docs/architecture.md
 * says why.
 */
@AnalyzeClasses(packages = "io.vigia", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule nothing_depends_on_app_but_benchmarks =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.vigia.app..", "io.vigia.benchmarks..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vigia.app..");

  @ArchTest
  static final ArchRule nothing_depends_on_benchmarks =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vigia.benchmarks..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vigia.benchmarks..");

  @ArchTest
  static final ArchRule nothing_depends_on_training_but_benchmarks =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.vigia.training..", "io.vigia.benchmarks..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vigia.training..");

  @ArchTest
  static final ArchRule schemas_know_avro_alone =
      noClasses()
          .that()
          .resideInAPackage("io.vigia.schemas..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.vigia.engine..", "io.vigia.jobs..", "org.apache.flink..", "org.apache.kafka..");

  @ArchTest
  static final ArchRule onnx_runtime_stays_in_the_engine_in_training_and_with_rivals =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.vigia.engine.onnx..", "io.vigia.training..", "io.vigia.benchmarks.contender..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule no_package_cycles =
      slices().matching("io.vigia.(**)").should().beFreeOfCycles();
}
