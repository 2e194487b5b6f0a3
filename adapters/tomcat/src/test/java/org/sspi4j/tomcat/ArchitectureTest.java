package org.sspi4j.tomcat;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Adapters are outside: no module descriptor keeps them to what is exported. */
@AnalyzeClasses(packages = "org.sspi4j.tomcat", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule knowsWhatIsExportedAndTomcat = classes()
            .that().resideInAPackage("org.sspi4j.tomcat")
            .should().onlyDependOnClassesThat(resideInAnyPackage(
                    "org.sspi4j.api", "org.sspi4j.http", "org.sspi4j.tomcat", "java..", "jakarta.servlet..", "org.apache.catalina..",
                    "org.apache.juli..", "org.apache.tomcat.util.net.."));
}
