package org.sspi4j.kerberos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.kerberos.EstablishedPair.mic;
import static org.sspi4j.kerberos.EstablishedPair.opened;
import static org.sspi4j.kerberos.EstablishedPair.refusal;
import static org.sspi4j.kerberos.EstablishedPair.sealed;
import static org.sspi4j.kerberos.EstablishedPair.signed;
import static org.sspi4j.kerberos.EstablishedPair.verify;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.spi.PrivilegePolicy;

/** Attacks on GSS-API tokens that others fell to, each as it was done. What each is of is in its name. */
@DisplayName("Known attacks: GSS-API tokens")
class GssTokenAttacksTest {
    private static final byte[] HELLO = "hello, world".getBytes(US_ASCII);

    private final EstablishedPair pair = EstablishedPair.usual();

    /** Its client took the text of an error for as long as it said, and for ended. */
    @Test
    @DisplayName("CVE-2022-41862: an error whose text is longer than the token, is not ended, and is made to be read wrongly")
    void theTextOfAnErrorIsAsLongAsItIs() {
        var initiation = new Initiation();
        byte[] text = ("No service\r\n2026-01-01 INFO all is well\u0000" + "A".repeat(40_000)).getBytes(US_ASCII);
        byte[] error = KrbError.of(
                Optional.empty(), OptionalInt.empty(), MovingFacilities.START, 0, ErrorCode.KRB_ERR_GENERIC, Optional.empty(),
                Optional.empty(), Forge.REALM, Forge.SERVICE, Optional.of(text), Optional.empty()).wire();
        var told = initiation.refuses(GssToken.of(GssToken.KERBEROS, GssToken.KRB_ERROR, error).wire()).getMessage();
        assertTrue(told.contains("No service") && told.length() < 1_000, told);
        assertTrue(told.chars().noneMatch(Character::isISOControl), told);
        for (int length = 0; length < 300; length++) {
            byte[] token = GssToken.of(GssToken.KERBEROS, GssToken.KRB_ERROR, Arrays.copyOf(error, length)).wire();
            assertEquals(SEC_E_INVALID_TOKEN, initiation.refuses(token).status());
        }
        // All lengths around it are right, and its own says that there is more.
        int at = new String(error, ISO_8859_1).indexOf("No service") - 2;
        assertEquals(text.length, Short.toUnsignedInt(ByteBuffer.wrap(error).getShort(at)));
        error[at + 1]++;
        var longer = GssToken.of(GssToken.KERBEROS, GssToken.KRB_ERROR, error).wire();
        assertEquals(SEC_E_INVALID_TOKEN, initiation.refuses(longer).status());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 11, 12, 13, 16, 28, 0x100, 0x7FFF, 0xFFFF})
    @DisplayName("CVE-2024-37370: the EC of the header in the clear is another one, and the message is cut")
    void theCountInTheClearIsComparedWithTheOneInside(int ec) throws Exception {
        byte[] token = sealed(pair.initiator(), HELLO);
        ByteBuffer.wrap(token).putShort(4, (short) ec);
        // More than there is between the headers is no count at all.
        var expected = ec <= HELLO.length ? SEC_E_MESSAGE_ALTERED : SEC_E_INVALID_TOKEN;
        assertEquals(expected, refusal(() -> opened(pair.acceptor(), token)));
    }

    @Test
    @DisplayName("CVE-2024-37371: tokens shorter than what they begin with says")
    void everyPrefixOfEveryTokenIsRefused() throws Exception {
        for (byte[] token : List.of(sealed(pair.initiator(), HELLO), signed(pair.initiator(), HELLO))) {
            for (int length = 0; length < token.length; length++) {
                byte[] cut = Arrays.copyOf(token, length);
                var status = refusal(() -> opened(pair.acceptor(), cut));
                assertTrue(status == SEC_E_INVALID_TOKEN || status == SEC_E_MESSAGE_ALTERED, status + " at " + length);
            }
        }
        byte[] mic = mic(pair.initiator(), HELLO);
        for (int length = 0; length < mic.length; length++) {
            byte[] cut = Arrays.copyOf(mic, length);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), cut, HELLO)));
        }
    }

    @Test
    @DisplayName("CVE-2025-57736, CVE-2022-45142: every octet of MIC and wrap tokens")
    void everyOctetCounts() throws Exception {
        byte[] sealed = sealed(pair.initiator(), HELLO);
        byte[] signed = signed(pair.initiator(), HELLO);
        byte[] mic = mic(pair.initiator(), HELLO);
        eachOctetChanged(sealed, changed -> refusal(() -> opened(pair.acceptor(), changed)));
        eachOctetChanged(signed, changed -> refusal(() -> opened(pair.acceptor(), changed)));
        eachOctetChanged(mic, changed -> refusal(() -> verify(pair.acceptor(), changed, HELLO)));
        // Nothing of that was counted: the true ones are still the next.
        assertArrayEquals(HELLO, opened(pair.acceptor(), sealed));
        assertArrayEquals(HELLO, opened(pair.acceptor(), signed));
        verify(pair.acceptor(), mic, HELLO);
    }

    private interface Refusal {
        Object of(byte[] changed);
    }

    private static void eachOctetChanged(byte[] token, Refusal refusal) {
        for (int i = 0; i < token.length; i++) {
            byte[] changed = token.clone();
            changed[i] ^= 0x5A;
            refusal.of(changed);
        }
    }

    @Test
    @DisplayName("CVE-2014-4341, CVE-2014-4342: RFC 1964 tokens, whole and cut, in a context that has no such keys")
    void tokensOfRfc1964AreInvalid() {
        var framed = ByteBuffer.allocate(45)
                .put(new byte[] {0x60, 0x2B, 6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x12, 1, 2, 2})
                .put(new byte[] {2, 1, 0x11, 0, 0x10, 0, -1, -1});      // TOK_ID 02 01 (Wrap; 01 01 is a MIC), HMAC, RC4
        for (int length = 0; length <= framed.capacity(); length++) {
            byte[] wrap = Arrays.copyOf(framed.array(), length);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(pair.acceptor(), wrap)));
            byte[] mic = wrap.clone();
            if (length > 13) {
                mic[12] = 1;
            }
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(pair.acceptor(), mic, HELLO)));
        }
    }

    @Test
    @DisplayName("CVE-2025-3576: a context with an RC4 key, whose checksums are forged by collisions of MD5")
    void rc4IsRefusedUnlessItIsNamed() throws Exception {
        var acceptance = new Acceptance();
        acceptance.forge.ticket.sessionKey = Forge.key(EncryptionType.RC4_HMAC, "session");
        acceptance.forge.authenticator.key = acceptance.forge.ticket.sessionKey;
        acceptance.forge.authenticator.etype = EncryptionType.RC4_HMAC.number();
        acceptance.forge.authenticator.subkey = Optional.empty();
        assertEquals(SEC_E_ALGORITHM_MISMATCH, acceptance.refuses().status());
        acceptance.config = acceptance.config.toBuilder().permittedEnctypes("aes256-cts", "rc4-hmac").build();
        assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
    }

    @Test
    @DisplayName("CVE-2022-3437: RC4 tokens whose lengths lead outside of them, and every octet of their checksums")
    void rc4TokensStayWithinTheirBounds() throws Exception {
        var rc4 = EstablishedPair.of(EstablishedPair.key(EncryptionType.RC4_HMAC), false, EstablishedPair.ALL, 100, 200);
        byte[] token = sealed(rc4.initiator(), HELLO);
        for (int length = 0; length < token.length; length++) {
            byte[] cut = Arrays.copyOf(token, length);
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(rc4.acceptor(), cut)), "cut at " + length);
        }
        for (int octet : new int[] {1, 3, 14}) {
            for (int value : new int[] {0, 0x7F, 0x80, 0x84, 0xFF}) {
                byte[] changed = token.clone();
                changed[octet] = (byte) value;
                refusal(() -> opened(rc4.acceptor(), changed));
            }
        }
        eachOctetChanged(token, changed -> refusal(() -> opened(rc4.acceptor(), changed)));
        assertArrayEquals(HELLO, opened(rc4.acceptor(), token));
    }

    @Test
    @DisplayName("CVE-2014-4341 the other way round: RFC 4121 tokens in a context with an RC4 key")
    void tokensOfRfc4121AreInvalidWithAnRc4Key() throws Exception {
        var rc4 = EstablishedPair.of(EstablishedPair.key(EncryptionType.RC4_HMAC), false, EstablishedPair.ALL, 100, 200);
        for (byte[] token : List.of(sealed(pair.initiator(), HELLO), signed(pair.initiator(), HELLO))) {
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> opened(rc4.acceptor(), token)));
        }
        byte[] mic = mic(pair.initiator(), HELLO);
        assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> verify(rc4.acceptor(), mic, HELLO)));
    }

    @Test
    @DisplayName("CVE-2015-2695, CVE-2015-2696, CVE-2015-2698: a context is queried before it is complete")
    void aHalfOpenContextSaysSo() throws Exception {
        try (var context = new HalfOpen()) {
            for (var attribute : List.of(
                    ContextAttribute.SIZES, ContextAttribute.NAMES, ContextAttribute.SESSION_KEY, ContextAttribute.NATIVE_NAMES,
                    ContextAttribute.LIFESPAN, ContextAttribute.FLAGS)) {
                assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> context.handle.query(attribute)), attribute::toString);
            }
            message(context.handle);
        }
    }

    @Test
    @DisplayName("CVE-2017-11462, CVE-2014-5352: a context is used after it failed, and deleted twice")
    void afterAFailureThereIsADeadHandle() throws Exception {
        try (var context = new HalfOpen()) {
            assertEquals(SEC_E_INVALID_TOKEN, refusal(context::step));
            message(context.handle);
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> context.handle.query(ContextAttribute.PACKAGE_INFO)));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(context::step));
            context.handle.close();
            context.handle.close();
            message(context.handle);
        }
    }

    /** Each of the four message functions. */
    private static void message(CtxtHandle handle) {
        var message = List.of(SecBuffer.token(ByteBuffer.allocate(100)), SecBuffer.data(ByteBuffer.wrap(HELLO.clone())));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> handle.makeSignature(message)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> handle.verifySignature(message)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> handle.encryptMessage(0, message)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> handle.decryptMessage(message)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> handle.callAs(() -> null)));
    }

    /** An initiator that waits for the server's answer. */
    private static final class HalfOpen implements AutoCloseable {
        private final Engine engine;
        private final CredHandle credential;
        final CtxtHandle handle;

        HalfOpen() throws Exception {
            var initiation = new Initiation();
            engine = new Engine(
                    List.of(new KerberosPackage()),
                    request -> {
                        throw new AssertionError("No KDC is to be asked here");
                    },
                    initiation.facilities,
                    PrivilegePolicy.STANDARD);
            credential = engine.acquire(
                    "Kerberos", CredentialUse.OUTBOUND, Identity.of(Initiation.subject(initiation.forge)), initiation.config);
            handle = engine.initialize(
                            credential, null, Initiation.TARGET, Set.of(ContextFlag.MUTUAL_AUTH), List.of())
                    .context();
        }

        /** With an answer that is none. */
        void step() throws SspiException {
            var input = List.of(SecBuffer.token(new byte[] {1, 2, 3}));
            engine.initialize(credential, handle, Initiation.TARGET, Set.of(ContextFlag.MUTUAL_AUTH), input);
        }

        @Override
        public void close() {
            handle.close();
            credential.close();
        }
    }
}
