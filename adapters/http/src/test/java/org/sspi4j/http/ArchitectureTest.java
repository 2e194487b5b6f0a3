package org.sspi4j.http;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

/** Adapters are outside: no module descriptor keeps them to what is exported. */
@AnalyzeClasses(packages = "org.sspi4j.http", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule knowsWhatIsExportedAndNoServer = classes().should().onlyDependOnClassesThat(resideInAnyPackage(
            "org.sspi4j", "org.sspi4j.account", "org.sspi4j.api", "org.sspi4j.http", "java..", "javax.security.auth.."));

    @ArchTest
    static final ArchRule comparesInConstantTime =
            noClasses().should().callMethod(Arrays.class, "equals", byte[].class, byte[].class);
}
