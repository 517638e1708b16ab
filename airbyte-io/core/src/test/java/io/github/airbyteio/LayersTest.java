package io.github.airbyteio;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LayersTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.airbyteio");

  private static final ArchRule PACKAGES_FORM_LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("protocol")
          .definedBy("io.github.airbyteio.protocol")
          .layer("secret")
          .definedBy("io.github.airbyteio.secret")
          .layer("connector")
          .definedBy("io.github.airbyteio.connector")
          .layer("schema")
          .definedBy("io.github.airbyteio.schema")
          .layer("state")
          .definedBy("io.github.airbyteio.state")
          .layer("sink")
          .definedBy("io.github.airbyteio.sink")
          .layer("store")
          .definedBy("io.github.airbyteio.store")
          .layer("read")
          .definedBy("io.github.airbyteio.read")
          .layer("root")
          .definedBy("io.github.airbyteio")
          .whereLayer("protocol")
          .mayNotAccessAnyLayer()
          .whereLayer("secret")
          .mayOnlyAccessLayers("protocol")
          .whereLayer("connector")
          .mayOnlyAccessLayers("protocol", "secret")
          .whereLayer("schema")
          .mayOnlyAccessLayers("protocol")
          .whereLayer("state")
          .mayOnlyAccessLayers("protocol")
          .whereLayer("sink")
          .mayOnlyAccessLayers("protocol", "secret", "schema", "state")
          .whereLayer("store")
          .mayOnlyAccessLayers("protocol", "secret", "connector", "state", "sink")
          .whereLayer("read")
          .mayOnlyAccessLayers("protocol", "connector", "schema", "state")
          .whereLayer("root")
          .mayNotBeAccessedByAnyLayer();

  /**
   * The wall clock may jump (spare case 49): it may tell when something happened, and a source's
   * own times, but measures nothing.
   */
  private static final ArchRule WHAT_WAITS_DOES_NOT_LOOK_AT_THE_WALL_CLOCK =
      noClasses()
          .that()
          .resideInAnyPackage("io.github.airbyteio.read", "io.github.airbyteio.connector")
          .and()
          .haveNameNotMatching(".*\\.(MessageRouter|PlannedRead)(\\$.*)?")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now");

  private static final ArchRule THE_CORE_STAYS_ON_BEAM_JACKSON_AND_SLF4J =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "io.github.airbyteio..",
              "org.apache.beam.sdk..",
              "com.fasterxml.jackson..",
              "org.slf4j..",
              "org.joda.time..",
              "org.checkerframework..",
              "com.google.auto.value..",
              "javax.annotation..");

  @Test
  void packagesFormLayers() {
    PACKAGES_FORM_LAYERS.check(CLASSES);
  }

  @Test
  void theCoreStaysOnBeamJacksonAndSlf4j() {
    THE_CORE_STAYS_ON_BEAM_JACKSON_AND_SLF4J.check(CLASSES);
  }

  @Test
  void whatWaitsDoesNotLookAtTheWallClock() {
    WHAT_WAITS_DOES_NOT_LOOK_AT_THE_WALL_CLOCK.check(CLASSES);
  }
}
