package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_TIME_SKEW;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.Forge;
import org.sspi4j.spi.PrivilegePolicy;

@DisplayName("RFC 4120 3.2.3 and 10: the server MUST utilize a replay cache")
class ReplayTest {
    private final Acceptance acceptance = new Acceptance();

    @Test
    void aTokenIsAcceptedOnce() throws Exception {
        byte[] token = acceptance.forge.apReqToken();
        acceptance.accepts(token);
        assertEquals(SEC_E_OUT_OF_SEQUENCE, acceptance.statusOf(token));
        assertEquals(SEC_E_OUT_OF_SEQUENCE, acceptance.statusOf(token));
    }

    @Test
    void twoTokensOfTheSameTimeAreTwo() throws Exception {
        acceptance.accepts(acceptance.forge.apReqToken());
        acceptance.accepts(acceptance.forge.apReqToken());
    }

    /** What is not protected may be changed, and it is still the same authenticator. */
    @Test
    void aReplayInAnotherWrappingIsAReplay() throws Exception {
        byte[] token = acceptance.forge.apReqToken();
        acceptance.accepts(token);
        for (var field : List.of("ap-options", "sname name-type")) {
            byte[] changed = token.clone();
            int at = TokenFields.ofApReq(token).starts().get(field);
            changed[field.equals("ap-options") ? at + 1 : at] ^= 0x20;
            assertEquals(SEC_E_OUT_OF_SEQUENCE, acceptance.statusOf(changed), field);
        }
    }

    @Test
    void aTokenThatWasRefusedBeforeTheCacheMayComeAgain() throws Exception {
        byte[] token = acceptance.forge.apReqToken();
        acceptance.facilities.pass(Duration.ofMinutes(-6));
        assertEquals(SEC_E_TIME_SKEW, acceptance.statusOf(token));
        acceptance.facilities.pass(Duration.ofMinutes(6));
        acceptance.accepts(token);
    }

    @Test
    void ofSixtyFourThreadsOneIsAccepted() throws Exception {
        var credential = acceptance.credential();
        var tokens = Stream.generate(acceptance.forge::apReqToken).limit(200).toList();
        assertEquals(
                Map.of(SEC_E_OK, 200, SEC_E_OUT_OF_SEQUENCE, 63 * 200),
                outcomes(tokens, token -> acceptance.accepts(credential, token)));
    }

    @Test
    void allCredentialsOfAnEngineRememberTogether(@TempDir Path folder) throws Exception {
        var keytab = Files.write(folder.resolve("service.keytab"), acceptance.keytab.bytes());
        var engine = new Engine(
                List.of(new KerberosPackage()),
                request -> {
                    throw new AssertionError("No KDC is to be asked here");
                },
                acceptance.facilities,
                PrivilegePolicy.STANDARD);
        try (var one = engine.acquire("Kerberos", CredentialUse.INBOUND, Identity.keytab(keytab), acceptance.config);
                var other = engine.acquire("Kerberos", CredentialUse.INBOUND, Identity.keytab(keytab), acceptance.config)) {
            byte[] token = acceptance.forge.apReqToken();
            assertEquals(SEC_E_OK, accept(engine, one, token));
            assertEquals(SEC_E_OUT_OF_SEQUENCE, accept(engine, other, token));
            assertEquals(SEC_E_OUT_OF_SEQUENCE, accept(engine, one, token));
        }
    }

    /** The sub-key of this token is not permitted: an acceptor that read it first would say so. */
    @Test
    void aReplayIsRefusedBeforeAnythingIsDoneWithIt() {
        acceptance.config = acceptance.config.toBuilder().permittedEnctypes("aes256-cts").build();
        acceptance.forge.authenticator.subkey = Optional.of(Forge.encryptionKey(Forge.key(Forge.AES128, "sub-key")));
        byte[] token = acceptance.forge.apReqToken();
        assertEquals(SecurityStatus.SEC_E_ALGORITHM_MISMATCH, acceptance.statusOf(token));
        assertEquals(SEC_E_OUT_OF_SEQUENCE, acceptance.statusOf(token));
    }

    /** At every time afterwards: a replay while the time stamp is good, too old when it is not, never accepted. */
    @Test
    void anAcceptedTokenIsNeverAcceptedAgain() throws Exception {
        var random = new Random(7);
        for (int round = 0; round < 20; round++) {
            var fresh = new Acceptance();
            fresh.forge.authenticator.time = fresh.facilities.now().plusNanos(1_000L * random.nextInt(-299_000_000, 300_000_000));
            byte[] token = fresh.forge.apReqToken();
            fresh.accepts(token);
            var lastMoment = fresh.forge.authenticator.time.plusSeconds(300);
            while (fresh.facilities.now().isBefore(lastMoment.plusSeconds(700))) {
                fresh.facilities.pass(Duration.ofMillis(random.nextInt(40_000)));
                var expected = fresh.facilities.now().isAfter(lastMoment) ? SEC_E_TIME_SKEW : SEC_E_OUT_OF_SEQUENCE;
                assertEquals(expected, fresh.statusOf(token));
                // What others present makes the cache forget what it may.
                for (int i = 0; i < 4; i++) {
                    fresh.facilities.replayCache().firstSeen(
                            bytes(random), fresh.facilities.now(), fresh.facilities.now(), fresh.facilities.now());
                }
            }
        }
    }

    @Test
    void atTheLastMomentItIsStillAReplay() throws Exception {
        byte[] token = acceptance.forge.apReqToken();
        acceptance.accepts(token);
        acceptance.facilities.pass(Duration.ofSeconds(300));
        assertEquals(SEC_E_OUT_OF_SEQUENCE, acceptance.statusOf(token));
        acceptance.facilities.pass(Duration.ofNanos(1_000));
        assertEquals(SEC_E_TIME_SKEW, acceptance.statusOf(token));
    }

    private static byte[] bytes(Random random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }

    private static SecurityStatus accept(Engine engine, CredHandle credential, byte[] token) {
        return outcome(token, presented -> engine.accept(credential, null, Set.of(), List.of(SecBuffer.token(presented))));
    }

    private interface Acceptor {
        void accept(byte[] token) throws SspiException;
    }

    /** Of 64 threads that present the same tokens in the same order, as nearly together as can be. */
    private static Map<SecurityStatus, Integer> outcomes(List<byte[]> tokens, Acceptor acceptor) throws Exception {
        int threads = 64;
        var start = new CyclicBarrier(threads);
        var pool = Executors.newFixedThreadPool(threads);
        var running = new ArrayList<Future<List<SecurityStatus>>>();
        for (int i = 0; i < threads; i++) {
            running.add(pool.submit(() -> {
                start.await(30, TimeUnit.SECONDS);
                return tokens.stream().map(token -> outcome(token, acceptor)).toList();
            }));
        }
        var outcomes = new EnumMap<SecurityStatus, Integer>(SecurityStatus.class);
        for (var one : running) {
            one.get(60, TimeUnit.SECONDS).forEach(status -> outcomes.merge(status, 1, Integer::sum));
        }
        pool.shutdown();
        assertTrue(pool.awaitTermination(30, TimeUnit.SECONDS));
        return outcomes;
    }

    private static SecurityStatus outcome(byte[] token, Acceptor acceptor) {
        try {
            acceptor.accept(token);
            return SEC_E_OK;
        } catch (SspiException e) {
            return e.status();
        }
    }
}
