package org.sspi4j;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.engine.BoundedReplayCache;
import org.sspi4j.engine.Engine;
import org.sspi4j.ntlm.Planted;

/** Every rule of {@link ArchitectureTest} can fail. */
class ArchitectureRulesTest {
    static Stream<Arguments> violations() {
        return Stream.of(
                arguments(ArchitectureTest.eachUsesOnlyWhatItsArrowsPointAt, Planted.UsesTheEngine.class),
                arguments(ArchitectureTest.theWorldSeesMessagesAndStoresOfKerberosOnly, org.sspi4j.kdc.Planted.class),
                arguments(ArchitectureTest.theVocabularyIsReadAlone, org.sspi4j.api.Planted.class),
                arguments(ArchitectureTest.packagesAreFreeOfCycles, Planted.UsesAnotherPackage.class),
                arguments(ArchitectureTest.noSecurityPackageUsesAnother, Planted.UsesAnotherPackage.class),
                arguments(ArchitectureTest.securityPackagesReachNoNetworkFileOrThread, Planted.UsesTheNetwork.class),
                arguments(ArchitectureTest.securityPackagesReachNoNetworkFileOrThread, Planted.ReadsAFile.class),
                arguments(ArchitectureTest.securityPackagesReachNoNetworkFileOrThread, Planted.StartsAThread.class),
                arguments(ArchitectureTest.securityPackagesReachNoNetworkFileOrThread, Planted.HasAnExecutor.class),
                arguments(ArchitectureTest.securityPackagesLookAtNoClockAndNoRandomnessOfTheirOwn, Planted.LooksAtTheClock.class),
                arguments(
                        ArchitectureTest.securityPackagesLookAtNoClockAndNoRandomnessOfTheirOwn,
                        Planted.LooksAtTheOtherClock.class),
                arguments(
                        ArchitectureTest.securityPackagesLookAtNoClockAndNoRandomnessOfTheirOwn,
                        Planted.DrawsItsOwnRandomness.class),
                arguments(ArchitectureTest.nobodyLetsACompletableFuturePickItsExecutor, Planted.LetsAFuturePick.class),
                arguments(ArchitectureTest.ciphersAreInOnePlace, Planted.Ciphers.class),
                arguments(ArchitectureTest.ciphersAreInOnePlace, org.sspi4j.schannel.bctls.Planted.class),
                arguments(ArchitectureTest.bouncyCastleIsInTwoPlaces, Planted.UsesBouncyCastle.class),
                arguments(ArchitectureTest.bytesAreComparedInConstantTime, Planted.ComparesBytes.class),
                arguments(ArchitectureTest.faultsAreCaughtByTheEngineOnly, Planted.CatchesFaults.class),
                arguments(ArchitectureTest.faultsAreCaughtByTheEngineOnly, Planted.CatchesEverything.class));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void aPlantedViolationIsFound(ArchRule rule, Class<?> violation) {
        var clean = new ClassFileImporter().importClasses(BoundedReplayCache.class, Engine.class);
        var planted = new ClassFileImporter().importClasses(
                BoundedReplayCache.class, Engine.class, violation, org.sspi4j.digest.Planted.class, Planted.class);
        assertFalse(rule.allowEmptyShould(true).evaluate(clean).hasViolation());
        assertTrue(rule.evaluate(planted).hasViolation());
    }
}
