package org.sspi4j.exported;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_CANNOT_PACK;
import static org.sspi4j.api.SecurityStatus.SEC_E_CONTEXT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_NOT_OWNER;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.testkit.ForkedJvm;

@Timeout(120)
class ExportedContextsTest {
    private static final String NAME = "EveryCase";
    private static final byte[] STATE = "a context's state".getBytes(US_ASCII);
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    /** Magic and version. */
    private static final int KEY_ID = 5;
    private static final int ID = KEY_ID + 16;
    private static final int END = ID + 16 + 4;
    private static final int PACKAGE = END + 8;

    @TempDir
    Path scratch;

    private Path keyPath;
    private ContextKeyFile keyFile;

    @BeforeEach
    void name() {
        keyPath = scratch.resolve("keys").resolve("context.key");
        keyFile = ContextKeyFile.at(keyPath);
    }

    private static ExportedContexts at(Instant time) {
        return new ExportedContexts(Clock.fixed(time, ZoneOffset.UTC), new SecureRandom());
    }

    private byte[] sealed() throws SspiException {
        return sealed(NOW, NOW.plus(Duration.ofHours(10)));
    }

    private byte[] sealed(Instant now, Instant expiry) throws SspiException {
        try (var seal = at(now).seal(keyFile)) {
            return seal.seal(NAME, EnumSet.of(ExportFlag.DELETE_OLD), expiry, STATE);
        }
    }

    private byte[] opened(byte[] packed) throws SspiException {
        return at(NOW).open(NAME, packed, keyFile);
    }

    private SspiException refused(SecurityStatus status, Executable call) {
        var failure = assertThrows(SspiException.class, call);
        assertEquals(status, failure.status(), failure.getMessage());
        return failure;
    }

    @Test
    void itIsOpenedOnce() throws Exception {
        byte[] packed = sealed();
        assertArrayEquals(STATE, opened(packed));
        refused(SEC_E_OUT_OF_SEQUENCE, () -> opened(packed));
        refused(SEC_E_OUT_OF_SEQUENCE, () -> at(NOW.plusSeconds(3600)).open(NAME, packed, keyFile));
        assertArrayEquals(STATE, opened(sealed()));
    }

    @Test
    void itIsOpenedOnceUnderWhicheverNameItsKeyHas() throws Exception {
        byte[] packed = sealed();
        var other = keyPath.resolveSibling("other.key");
        Files.createLink(other, keyPath);
        assertArrayEquals(STATE, at(NOW).open(NAME, packed, ContextKeyFile.at(other)));
        refused(SEC_E_OUT_OF_SEQUENCE, () -> opened(packed));
    }

    @Test
    void aMemoryThatIsALinkIsNotBelieved(@TempDir Path elsewhere) throws Exception {
        byte[] packed = sealed();
        Files.createSymbolicLink(imported(packed), elsewhere);
        refused(SEC_E_INTERNAL_ERROR, () -> opened(packed));
    }

    @Test
    void anotherProcessOpensItOnce() throws Exception {
        byte[] packed = sealed(Instant.now(), Instant.now().plus(Duration.ofHours(2)));
        var said = new ArrayList<String>();
        said.add(openedElsewhere(packed));
        said.add(openedElsewhere(packed));
        assertEquals(List.of("a context's state", "SEC_E_OUT_OF_SEQUENCE"), said);
        refused(SEC_E_OUT_OF_SEQUENCE, () -> at(Instant.now()).open(NAME, packed, keyFile));
    }

    private String openedElsewhere(byte[] packed) throws Exception {
        var result = ForkedJvm.of(ExportsInAnotherJvm.class)
                .arguments("open", keyPath.toString(), HexFormat.of().formatHex(packed))
                .run();
        assertEquals(0, result.exitStatus(), result.errors());
        return result.output().strip();
    }

    @Test
    void ofManyThreadsOneIsTheFirst() throws Exception {
        byte[] packed = sealed();
        var statuses = KeyFileTest.each(64, () -> {
            try {
                opened(packed);
                return SEC_E_OK;
            } catch (SspiException e) {
                return e.status();
            }
        });
        assertEquals(1, statuses.stream().filter(status -> status == SEC_E_OK).count());
        assertEquals(63, statuses.stream().filter(status -> status == SEC_E_OUT_OF_SEQUENCE).count());
    }

    @Test
    void ofTwoProcessesOneIsTheFirst() throws Exception {
        byte[] packed = sealed(Instant.now(), Instant.now().plus(Duration.ofHours(2)));
        var said = KeyFileTest.each(2, () -> openedElsewhere(packed));
        assertEquals(Set.of("a context's state", "SEC_E_OUT_OF_SEQUENCE"), Set.copyOf(said));
    }

    @Test
    void everyBitCounts() throws Exception {
        byte[] packed = sealed();
        for (byte[] changed : Mutations.bitFlips(packed).toList()) {
            int at = Arrays.mismatch(packed, changed);
            boolean keyId = at >= KEY_ID && at < ID;
            refused(keyId ? SEC_E_NOT_OWNER : SEC_E_INVALID_TOKEN, () -> opened(changed));
        }
        assertArrayEquals(STATE, opened(packed), "none of them used it up");
    }

    @Test
    void everyPrefixAndEverythingLongerIsRefused() throws Exception {
        byte[] packed = sealed();
        for (byte[] prefix : Mutations.prefixes(packed).toList()) {
            refused(SEC_E_INVALID_TOKEN, () -> opened(prefix));
        }
        refused(SEC_E_INVALID_TOKEN, () -> opened(Arrays.copyOf(packed, packed.length + 1)));
        assertArrayEquals(STATE, opened(packed));
    }

    @Test
    void noMutationIsOpened() throws Exception {
        var good = List.of(sealed(), sealed());
        for (byte[] mutation : Mutations.of(good, 11, 3_000).toList()) {
            if (good.stream().noneMatch(one -> Arrays.mismatch(one, mutation) < 0)) {
                var status = assertThrows(SspiException.class, () -> opened(mutation)).status();
                assertTrue(status == SEC_E_INVALID_TOKEN || status == SEC_E_NOT_OWNER, status::toString);
            }
        }
        for (byte[] one : good) {
            assertArrayEquals(STATE, opened(one));
        }
    }

    @Test
    void anotherPackagesIsRefusedAndNotUsedUp() throws Exception {
        byte[] packed = sealed();
        var failure = refused(SEC_E_INVALID_TOKEN, () -> at(NOW).open("Other", packed, keyFile));
        assertTrue(failure.getMessage().contains("is of EveryCase: import it there"), failure.getMessage());
        assertArrayEquals(STATE, opened(packed));
    }

    @Test
    void anotherKeyIsNotTheOwners() throws Exception {
        byte[] packed = sealed();
        var elsewhere = ContextKeyFile.at(scratch.resolve("others").resolve("context.key"));
        at(NOW).seal(elsewhere).close();
        var failure = refused(SEC_E_NOT_OWNER, () -> at(NOW).open(NAME, packed, elsewhere));
        assertTrue(failure.getMessage().contains(elsewhere.path().toString()), failure.getMessage());
        Files.delete(keyPath);
        sealed();
        refused(SEC_E_NOT_OWNER, () -> opened(packed));
    }

    /** The id of the key is no secret: who puts the right one there has not opened it yet. */
    @Test
    void anotherKeyUnderTheSameIdOpensNothing() throws Exception {
        byte[] packed = sealed();
        Files.delete(keyPath);
        byte[] later = sealed();
        System.arraycopy(later, KEY_ID, packed, KEY_ID, 16);
        refused(SEC_E_INVALID_TOKEN, () -> opened(packed));
    }

    @Test
    void withoutAKeyFileNothingIsOpened() throws Exception {
        byte[] packed = sealed();
        Files.delete(keyPath);
        var failure = refused(SEC_E_NO_CREDENTIALS, () -> opened(packed));
        assertTrue(failure.getMessage().contains("There is no key file " + keyPath), failure.getMessage());
        assertFalse(Files.exists(keyPath), "an import makes no key");
    }

    @Test
    void aKeyFileThatCannotBeUsedIsNamed() throws Exception {
        byte[] packed = sealed();
        Files.write(keyPath, new byte[31]);
        var start = "The key file " + keyPath + " is damaged";
        var opening = refused(SEC_E_NO_CREDENTIALS, () -> opened(packed));
        assertTrue(opening.getMessage().contains(start), opening.getMessage());
        var sealing = refused(SEC_E_CANNOT_PACK, this::sealed);
        assertTrue(sealing.getMessage().contains(start), sealing.getMessage());
    }

    @Test
    void itEndsWithTheContextButNeitherSoonerThanInAnHourNorLaterThanInSevenDays() throws Exception {
        for (var row : List.of(
                List.of(NOW.plus(Duration.ofHours(10)), Duration.ofHours(10)),
                List.of(NOW.minusSeconds(1), Duration.ofHours(1)),
                List.of(NOW.plus(Duration.ofDays(8)), Duration.ofDays(7)),
                List.of(Instant.MAX, Duration.ofDays(7)))) {
            var end = NOW.plus((Duration) row.get(1));
            byte[] packed = sealed(NOW, (Instant) row.get(0));
            refused(SEC_E_CONTEXT_EXPIRED, () -> at(end).open(NAME, packed, keyFile));
            assertArrayEquals(STATE, at(end.minusSeconds(1)).open(NAME, packed, keyFile));
        }
    }

    @Test
    void whatWasImportedIsForgottenADayAfterItsEnd() throws Exception {
        byte[] packed = sealed();
        opened(packed);
        var imported = imported(packed);
        var other = Files.createFile(imported.resolve("7-is-not-ours"));
        var days = Duration.ofDays(1);
        openedAt(NOW.plus(days));
        assertEquals(2, days(imported));
        openedAt(NOW.plus(days.multipliedBy(2)));
        assertEquals(2, days(imported), "the first day is forgotten");
        assertTrue(Files.exists(other));
    }

    private void openedAt(Instant time) throws SspiException {
        at(time).open(NAME, sealed(time, time.plus(Duration.ofHours(10))), keyFile);
    }

    private Path imported(byte[] packed) {
        return keyPath.resolveSibling("imported." + HexFormat.of().formatHex(packed, KEY_ID, KEY_ID + 16));
    }

    private static long days(Path imported) throws Exception {
        try (var days = Files.list(imported)) {
            return days.filter(Files::isDirectory).count();
        }
    }

    @Test
    void whatCannotBeNotedIsNotOpened() throws Exception {
        byte[] packed = sealed();
        var imported = Files.createFile(imported(packed));
        var failure = refused(SEC_E_INTERNAL_ERROR, () -> opened(packed));
        assertTrue(failure.getMessage().contains("cannot be noted in " + imported), failure.getMessage());
        Files.delete(imported);
        assertArrayEquals(STATE, opened(packed));
    }

    /** What is sealed cannot be changed anyway; the message says what it is instead. */
    @ParameterizedTest
    @CsvSource({"0, magic", "4, version", "41, end"})
    void aFieldOutOfItsBoundsIsNamed(int offset, String field) throws Exception {
        byte[] packed = sealed();
        packed[offset] ^= (byte) 0x80;
        var failure = refused(SEC_E_INVALID_TOKEN, () -> opened(packed));
        assertTrue(failure.getMessage().contains("This is no exported context: " + field), failure.getMessage());
    }

    @Test
    void anInterruptedThreadUsesNothingUp() throws Exception {
        byte[] packed = sealed();
        Thread.currentThread().interrupt();
        var opening = refused(SEC_E_NO_CREDENTIALS, () -> opened(packed));
        var sealing = refused(SEC_E_CANNOT_PACK, this::sealed);
        assertTrue(Thread.interrupted());
        for (var failure : List.of(opening, sealing)) {
            assertTrue(failure.getMessage().contains(keyPath + " cannot be used: "), failure.getMessage());
        }
        assertArrayEquals(STATE, opened(packed));
    }

    @Test
    void nothingOfItIsReadable() throws Exception {
        byte[] one = sealed();
        byte[] other = sealed();
        assertFalse(new String(one, US_ASCII).contains("state"));
        assertTrue(Arrays.mismatch(one, KEY_ID, ID, other, KEY_ID, ID) < 0, "one key");
        assertTrue(Arrays.mismatch(one, ID, ID + 16, other, ID, ID + 16) >= 0, "two ids");
    }

    /** As a program would read it that has nothing but the package's documentation and the JDK. */
    @Test
    void itIsWhatTheFormatSays() throws Exception {
        byte[] packed = sealed();
        byte[] key = Files.readAllBytes(keyPath);
        var in = ByteBuffer.wrap(packed);
        byte[] head = new byte[5];
        in.get(head);
        assertEquals("SSPX\u0001", new String(head, US_ASCII));
        byte[] keyId = new byte[16];
        in.get(keyId);
        assertArrayEquals(Arrays.copyOf(expanded(key, "sspi4j key id", new byte[0]), 16), keyId);
        byte[] id = new byte[16];
        in.get(id);
        assertEquals(2, in.getInt());
        assertEquals(NOW.plus(Duration.ofHours(10)).getEpochSecond(), in.getLong());
        assertEquals(PACKAGE, in.position());
        byte[] name = new byte[in.getShort()];
        in.get(name);
        assertEquals(NAME, new String(name, US_ASCII));
        byte[] nonce = new byte[12];
        in.get(nonce);
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        var own = new SecretKeySpec(expanded(key, "sspi4j exported context", id), "AES");
        cipher.init(Cipher.DECRYPT_MODE, own, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(packed, 0, in.position());
        assertArrayEquals(STATE, cipher.doFinal(packed, in.position(), in.remaining()));
    }

    private static byte[] expanded(byte[] key, String label, byte[] of) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update(label.getBytes(US_ASCII));
        mac.update(of);
        mac.update((byte) 1);
        return mac.doFinal();
    }
}
