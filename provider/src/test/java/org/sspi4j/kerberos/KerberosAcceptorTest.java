package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Engine;
import org.sspi4j.fixture.Forge;
import org.sspi4j.kerberos.message.GssChecksum;
import org.sspi4j.kerberos.message.GssToken;
import org.sspi4j.kerberos.message.KerberosTime;
import org.sspi4j.spi.Move;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.wire.asn1.Oid;

class KerberosAcceptorTest {
    private final Acceptance acceptance = new Acceptance();
    private final Forge forge = acceptance.forge;

    @Nested
    @DisplayName("RFC 4120 3.2.4 the AP-REP")
    class TheReply {
        @Test
        void givesBackTheTimeOfTheAuthenticator() throws Exception {
            forge.authenticator.time = acceptance.facilities.now().plusNanos(123_456_000);
            var part = forge.opened(acceptance.accepts().token());
            assertEquals(KerberosTime.seconds(forge.authenticator.time), part.ctime());
            assertEquals(123_456, part.cusec());
        }

        @Test
        @DisplayName("RFC 4121 2 brings the key of the context")
        void bringsAFreshSubkey() throws Exception {
            var first = acceptance.accepts();
            var subkey = forge.opened(first.token()).subkey().orElseThrow();
            assertEquals(18, subkey.keytype());
            assertArrayEquals(first.key().key(), subkey.keyvalue());
            var second = acceptance.accepts();
            assertFalse(Arrays.equals(subkey.keyvalue(), forge.opened(second.token()).subkey().orElseThrow().keyvalue()));
        }

        @Test
        void hasANumberThatEveryPeerReadsInTheSameWay() throws Exception {
            for (int i = 0; i < 50; i++) {
                long number = forge.opened(acceptance.accepts().token()).seqNumber().orElseThrow();
                assertEquals(number, number & 0x3FFF_FFFF);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"1.2.840.113554.1.2.2", "1.2.840.48018.1.2.2"})
        void isOfTheMechanismOfTheRequest(String mech) throws Exception {
            forge.mech = Oid.of(mech);
            assertEquals(forge.mech, GssToken.decode(acceptance.accepts().token()).mech());
        }

        @Test
        void isNotSentToAClientThatDoesNotAsk() throws Exception {
            forge.authenticator.cksum = Forge.gss(GssChecksum.INTEG);
            forge.apOptions = 0;
            var accepted = acceptance.accepts();
            assertEquals(0, accepted.token().length);
            assertFalse(accepted.session().flags().contains(ContextFlag.MUTUAL_AUTH));
        }
    }

    @Nested
    @DisplayName("RFC 4121 4.2 both sides count and seal alike")
    class BothSides {
        /** Peers have sent these as numbers with and without sign. */
        @ParameterizedTest
        @ValueSource(longs = {0, 1, 0x3FFF_FFFF, 0x7FFF_FFFF, 0x8000_0000L, 0xFFFF_FFFFL, -1, Integer.MIN_VALUE})
        void aNumberOf32BitsIsWhereTheClientBegins(long seqNumber) throws Exception {
            forge.authenticator.seqNumber = OptionalLong.of(seqNumber);
            assertEquals(seqNumber & 0xFFFF_FFFFL, numberOfTheAcceptorsFirstMessage());
        }

        @Test
        void aClientWithoutANumberBeginsWithZero() throws Exception {
            forge.authenticator.seqNumber = OptionalLong.empty();
            assertEquals(0, numberOfTheAcceptorsFirstMessage());
        }

        /** Without an AP-REP the acceptor counts from where the client does. */
        private long numberOfTheAcceptorsFirstMessage() throws Exception {
            forge.authenticator.cksum = Forge.gss(GssChecksum.INTEG);
            forge.apOptions = 0;
            var token = ByteBuffer.allocate(28);
            acceptance.accepts().session().makeSignature(0, List.of(SecBuffer.data(ByteBuffer.allocate(1)), SecBuffer.token(token)), 0);
            return token.getLong(8);
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void anInitiatorsMessageIsOpened(boolean mutual) throws Exception {
            var initiation = new Initiation();
            initiation.asks = mutual
                    ? Set.of(ContextFlag.CONFIDENTIALITY, ContextFlag.MUTUAL_AUTH)
                    : Set.of(ContextFlag.CONFIDENTIALITY);
            var move = initiation.starts();
            KerberosSession sender;
            KerberosSession receiver;
            if (move instanceof Move.Reply reply) {
                var accepted = acceptance.accepts(reply.token());
                sender = initiation.completes(reply.next(), accepted.token());
                receiver = accepted.session();
            } else {
                var done = (Move.Done) move;
                sender = (KerberosSession) done.session();
                receiver = acceptance.accepts(done.token()).session();
            }
            assertCarries(sender, receiver);
            assertCarries(receiver, sender);
        }

        private void assertCarries(KerberosSession sender, KerberosSession receiver) throws Exception {
            byte[] text = {1, 2, 3};
            var token = ByteBuffer.allocate(sender.query(ContextAttribute.SIZES).securityTrailer());
            var data = ByteBuffer.wrap(text.clone());
            sender.encryptMessage(0, List.of(SecBuffer.token(token), SecBuffer.data(data)), 0);
            assertFalse(Arrays.equals(text, data.array()));
            receiver.decryptMessage(List.of(SecBuffer.token(token), SecBuffer.data(data)), 0);
            assertArrayEquals(text, data.array());
        }
    }

    @Nested
    @DisplayName("What would change the exchange of messages")
    class Impossible {
        @ParameterizedTest
        @EnumSource(value = ContextFlag.class, names = {"USE_DCE_STYLE", "DATAGRAM", "USE_SESSION_KEY"})
        void isRefusedBeforeATokenIsLookedAt(ContextFlag flag) {
            acceptance.asks = Set.of(flag);
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, acceptance.refuses().status());
        }
    }

    @Nested
    @DisplayName("Through the engine")
    class ThroughTheEngine {
        private final Engine engine = new Engine(
                List.of(new KerberosPackage()),
                request -> {
                    throw new AssertionError("No KDC is to be asked here");
                },
                acceptance.facilities,
                PrivilegePolicy.STANDARD);

        @Test
        @Tag("S100")
        @Tag("S106")
        @Tag("S123")
        void aContextTakesTwoTokens(@TempDir Path folder) throws Exception {
            try (var outbound = outbound();
                    var inbound = inbound(folder)) {
                var first = initialize(outbound, null, new byte[0]);
                assertEquals(SEC_I_CONTINUE_NEEDED, first.status());
                var accepted = engine.accept(inbound, null, Set.of(), List.of(SecBuffer.token(first.token())));
                assertEquals(SEC_E_OK, accepted.status());
                assertEquals("alice@EXAMPLE.COM", accepted.context().accessToken().userName());
                assertEquals(SEC_E_OK, initialize(outbound, first.context(), accepted.token()).status());
            }
        }

        /** After any refusal: the handle is there, and good for nothing. */
        @ParameterizedTest
        @Tag("S109")
        @Tag("S130")
        @EnumSource
        void aRefusedContextIsDead(Refusal refusal, @TempDir Path folder) throws Exception {
            try (var outbound = outbound();
                    var inbound = inbound(folder)) {
                var first = initialize(outbound, null, new byte[0]);
                byte[] good = engine.accept(inbound, null, Set.of(), List.of(SecBuffer.token(first.token()))).token();
                byte[] bad = good.clone();
                refusal.spoil(bad);
                assertEquals(refusal.status, status(() -> initialize(outbound, first.context(), bad)));
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> initialize(outbound, first.context(), good)));
                assertEquals(SEC_E_INVALID_HANDLE, status(() -> first.context().query(ContextAttribute.SESSION_KEY)));
            }
        }

        /** The first call of an acceptor is its only one: if it fails there is no handle, and the credential goes on. */
        @Test
        void aRefusedTokenDoesNotHarmTheCredential(@TempDir Path folder) throws Exception {
            try (var inbound = inbound(folder)) {
                byte[] bad = forge.apReqToken();
                bad[bad.length - 1] ^= 1;
                assertEquals(
                        SEC_E_MESSAGE_ALTERED,
                        status(() -> engine.accept(inbound, null, Set.of(), List.of(SecBuffer.token(bad)))));
                assertEquals(
                        SEC_E_INVALID_TOKEN, status(() -> engine.accept(inbound, null, Set.of(), List.of())));
                var good = engine.accept(inbound, null, Set.of(), List.of(SecBuffer.token(forge.apReqToken())));
                assertEquals(SEC_E_OK, good.status());
            }
        }

        private CredHandle inbound(Path folder) throws Exception {
            var file = Files.write(folder.resolve("service.keytab"), acceptance.keytab.bytes());
            return engine.acquire("Kerberos", CredentialUse.INBOUND, Identity.keytab(file), acceptance.config);
        }

        private CredHandle outbound() throws Exception {
            return engine.acquire(
                    "Kerberos", CredentialUse.OUTBOUND, Identity.of(Initiation.subject(forge)), acceptance.config);
        }

        private ContextResult initialize(
                CredHandle credential, CtxtHandle context, byte[] token) throws SspiException {
            var asks = Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY);
            return engine.initialize(credential, context, Initiation.TARGET, asks, List.of(SecBuffer.token(token)));
        }

        private static SecurityStatus status(Executable call) {
            return assertThrows(SspiException.class, call).status();
        }
    }

    private enum Refusal {
        FRAMING(0, SEC_E_INVALID_TOKEN),
        CIPHER(-1, SEC_E_MESSAGE_ALTERED);

        private final int at;
        private final SecurityStatus status;

        Refusal(int at, SecurityStatus status) {
            this.at = at;
            this.status = status;
        }

        void spoil(byte[] token) {
            token[Math.floorMod(at, token.length)] ^= 1;
        }
    }
}
