package org.sspi4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.TryCatchBlock;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.crypto.SecretKey;
import org.sspi4j.logon.Subjects;

/** Who may use whom. The arrows of the architecture, and what no class may do. */
@AnalyzeClasses(
        packages = "org.sspi4j",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NotTheTestkit.class})
class ArchitectureTest {
    static final class NotTheTestkit implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("testkit");
        }
    }

    private static final String[] SECURITY_PACKAGES = {"kerberos", "ntlm", "negotiate", "digest", "schannel", "credssp"};

    @ArchTest
    static final ArchRule eachUsesOnlyWhatItsArrowsPointAt = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("org.sspi4j..")
            .withOptionalLayers(true)
            .layer("doors").definedBy("org.sspi4j", "org.sspi4j.jca..", "org.sspi4j.sasl..", "org.sspi4j.secur32..")
            .layer("engine").definedBy("org.sspi4j.engine..")
            .layer("world").definedBy("org.sspi4j.kdc..", "org.sspi4j.credential..", "org.sspi4j.exported..")
            .layer("logon").definedBy("org.sspi4j.logon..")
            .layer("security packages").definedBy(packages(SECURITY_PACKAGES))
            .layer("contract").definedBy("org.sspi4j.spi..")
            .layer("accounts").definedBy("org.sspi4j.account..")
            .layer("vocabulary").definedBy("org.sspi4j.api..", "org.sspi4j.config..")
            .layer("mechanics").definedBy("org.sspi4j.crypto..", "org.sspi4j.wire..")
            .layer("files").definedBy("org.sspi4j.file..")
            .whereLayer("doors").mayNotBeAccessedByAnyLayer()
            .whereLayer("engine").mayOnlyBeAccessedByLayers("doors")
            .whereLayer("world").mayOnlyBeAccessedByLayers("engine")
            .whereLayer("logon").mayOnlyBeAccessedByLayers("doors", "engine", "world")
            .whereLayer("security packages").mayOnlyBeAccessedByLayers("world")
            .whereLayer("contract").mayOnlyBeAccessedByLayers("engine", "security packages")
            .whereLayer("files").mayOnlyBeAccessedByLayers("engine", "world", "accounts")
            .whereLayer("mechanics").mayOnlyBeAccessedByLayers("engine", "world", "security packages", "accounts");

    /** The dotted arrows: a KDC's error in a reply, a cache file's format. */
    @ArchTest
    static final ArchRule theWorldSeesMessagesAndStoresOfKerberosOnly = noClasses()
            .that().resideInAnyPackage("org.sspi4j.kdc..", "org.sspi4j.credential..", "org.sspi4j.exported..")
            .should().dependOnClassesThat(resideInAnyPackage(packages(SECURITY_PACKAGES))
                    .and(not(resideInAnyPackage("org.sspi4j.kerberos.message..", "org.sspi4j.kerberos.store.."))))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theVocabularyIsReadAlone = noClasses()
            .that().resideInAPackage("org.sspi4j.api..")
            .should().dependOnClassesThat(resideInAnyPackage("org.sspi4j..").and(not(resideInAnyPackage("org.sspi4j.api.."))));

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles = slices().matching("org.sspi4j.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule noSecurityPackageUsesAnother = slices()
            .matching("org.sspi4j.(kerberos|ntlm|negotiate|digest|schannel|credssp)..")
            .should().notDependOnEachOther()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule securityPackagesReachNoNetworkFileOrThread = noClasses()
            .that().resideInAnyPackage(packages(SECURITY_PACKAGES))
            .should().dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels..").and(not(type(Socket.class)))
                    .or(resideInAnyPackage("java.nio.file..").and(not(type(Path.class))))
                    .or(assignableTo(Thread.class))
                    .or(assignableTo(Executor.class)));

    /** The JDK's managers of keys and trust have methods with one in their signature. */
    @ArchTest
    static final ArchRule securityPackagesUseNoSocket = noClasses()
            .that().resideInAnyPackage(packages(SECURITY_PACKAGES))
            .should().accessTargetWhere(JavaAccess.Predicates.targetOwner(assignableTo(Socket.class)));

    @ArchTest
    static final ArchRule securityPackagesLookAtNoClockAndNoRandomnessOfTheirOwn = noClasses()
            .that().resideInAnyPackage(packages(SECURITY_PACKAGES))
            .should().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(Instant.class, "now")
            .orShould().callConstructor(SecureRandom.class);

    /** With two cores the common pool is a thread per task. */
    @ArchTest
    static final ArchRule nobodyLetsACompletableFuturePickItsExecutor = noClasses()
            .should().callMethodWhere(target(owner(assignableTo(CompletionStage.class)))
                    .and(target(nameMatching(".*Async")))
                    .and(not(lastParameterIsAnExecutor())));

    /** A ticket of a Subject hands its key out as a SecretKey. */
    @ArchTest
    static final ArchRule ciphersAreInOnePlace = noClasses()
            .that().resideOutsideOfPackage("org.sspi4j.crypto..")
            .should().dependOnClassesThat(resideInAnyPackage("javax.crypto..").and(not(type(SecretKey.class))));

    /** For ciphers that the JDK lacks, and for a TLS that tells what the JDK's does not. */
    @ArchTest
    static final ArchRule bouncyCastleIsInTwoPlaces = noClasses()
            .that().resideOutsideOfPackages("org.sspi4j.crypto..", "org.sspi4j.schannel.bctls..")
            .should().dependOnClassesThat(resideInAnyPackage("org.bouncycastle.."));

    @ArchTest
    static final ArchRule bytesAreComparedInConstantTime =
            noClasses().should().callMethod(Arrays.class, "equals", byte[].class, byte[].class);

    @ArchTest
    static final ArchRule faultsAreCaughtByTheEngineOnly = classes()
            .that().resideOutsideOfPackage("org.sspi4j.engine..").and().doNotBelongToAnyOf(Subjects.class)
            .should(notCatch(Set.of("java.lang.RuntimeException", "java.lang.Exception", "java.lang.Throwable")));

    private static String[] packages(String... names) {
        return Arrays.stream(names).map(name -> "org.sspi4j." + name + "..").toArray(String[]::new);
    }

    private static DescribedPredicate<JavaCall<?>> lastParameterIsAnExecutor() {
        return DescribedPredicate.describe("an executor is given", call -> {
            var parameters = call.getTarget().getRawParameterTypes();
            return !parameters.isEmpty() && parameters.get(parameters.size() - 1).isAssignableTo(Executor.class);
        });
    }

    private static ArchCondition<JavaClass> notCatch(Set<String> names) {
        return new ArchCondition<>("not catch " + names) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaCodeUnit code : type.getCodeUnits()) {
                    for (TryCatchBlock block : code.getTryCatchBlocks()) {
                        for (JavaClass caught : block.getCaughtThrowables()) {
                            boolean bad = names.contains(caught.getName()) && !closesAResource(code, caught);
                            events.add(new SimpleConditionEvent(
                                    type, !bad, code.getFullName() + " catches " + caught.getName() + " in "
                                    + block.getSourceCodeLocation()));
                        }
                    }
                }
            }
        };
    }

    /** The compiler writes a try with resources as a catch of Throwable that adds what close throws. */
    private static boolean closesAResource(JavaCodeUnit code, JavaClass caught) {
        return caught.isEquivalentTo(Throwable.class)
                && code.getMethodCallsFromSelf().stream().anyMatch(call -> call.getName().equals("addSuppressed"));
    }
}
