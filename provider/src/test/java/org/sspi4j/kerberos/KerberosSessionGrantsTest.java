package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.sspi4j.api.ContextFlag.CONFIDENTIALITY;
import static org.sspi4j.api.ContextFlag.INTEGRITY;
import static org.sspi4j.api.ContextFlag.SEQUENCE_DETECT;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.kerberos.EstablishedPair.mic;
import static org.sspi4j.kerberos.EstablishedPair.opened;
import static org.sspi4j.kerberos.EstablishedPair.refusal;
import static org.sspi4j.kerberos.EstablishedPair.sealed;
import static org.sspi4j.kerberos.EstablishedPair.signed;
import static org.sspi4j.kerberos.EstablishedPair.text;
import static org.sspi4j.kerberos.EstablishedPair.verify;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.kerberos.etype.EncryptionType;

@DisplayName("what an established context offers")
class KerberosSessionGrantsTest {
    @Nested
    @DisplayName("protection as it was granted")
    class Protection {
        @Test
        void withoutConfidentialityMessagesAreOnlySigned() throws Exception {
            var pair = EstablishedPair.with(Set.of(INTEGRITY));
            assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(() -> sealed(pair.initiator(), text(9))));
            assertArrayEquals(text(9), opened(pair.acceptor(), signed(pair.initiator(), text(9))));
            verify(pair.initiator(), mic(pair.acceptor(), text(9)), text(9));
        }

        @Test
        void withoutIntegrityMessagesAreNotSigned() throws Exception {
            var pair = EstablishedPair.with(Set.of(CONFIDENTIALITY));
            assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(() -> signed(pair.initiator(), text(9))));
            assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(() -> mic(pair.acceptor(), text(9))));
            assertArrayEquals(text(9), opened(pair.acceptor(), sealed(pair.initiator(), text(9))));
        }

        @Test
        void aRefusedCallChangesNothing() throws Exception {
            var pair = EstablishedPair.with(Set.of(INTEGRITY, SEQUENCE_DETECT));
            var data = SecBuffer.data(ByteBuffer.wrap(text(9)));
            var list = List.of(SecBuffer.token(ByteBuffer.allocate(100)), data);
            assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(() -> pair.initiator().encryptMessage(Qop.DEFAULT, list, 0)));
            assertArrayEquals(text(9), data.toBytes());
            opened(pair.acceptor(), signed(pair.initiator(), text(9)));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, Qop.WRAP_NO_ENCRYPT, Qop.WRAP_OOB_DATA, -1})
        void aSignatureHasNoOtherQualityThanTheUsualOne(int qop) {
            var list = List.of(SecBuffer.token(ByteBuffer.allocate(100)), SecBuffer.data(ByteBuffer.allocate(1)));
            var session = EstablishedPair.usual().initiator();
            assertEquals(SEC_E_QOP_NOT_SUPPORTED, refusal(() -> session.makeSignature(qop, list, 0)));
        }
    }

    @Nested
    @DisplayName("attributes")
    class Attributes {
        private final EstablishedPair pair = EstablishedPair.usual();

        @ParameterizedTest
        @EnumSource(value = EncryptionType.class, mode = EnumSource.Mode.EXCLUDE, names = "RC4_HMAC")
        void theSizesAreThoseOfTheTokens(EncryptionType type) throws Exception {
            var all = EstablishedPair.of(EstablishedPair.key(type), true, EstablishedPair.ALL, 0, 0);
            var sizes = all.initiator().query(ContextAttribute.SIZES);
            assertEquals(sizes.securityTrailer() + 10, sealed(all.initiator(), text(10)).length);
            assertEquals(sizes.maxSignature() + 10, signed(all.initiator(), text(10)).length);
            assertEquals(sizes.maxSignature(), mic(all.initiator(), text(10)).length);
            assertEquals(1, sizes.blockSize());
            assertEquals(sizes, all.acceptor().query(ContextAttribute.SIZES));
        }

        @Test
        void namesAreTheClientsAndTheServers() throws Exception {
            for (var end : List.of(pair.initiator(), pair.acceptor())) {
                assertEquals("alice@EXAMPLE.COM", end.query(ContextAttribute.NAMES).userName());
                var names = end.query(ContextAttribute.NATIVE_NAMES);
                assertEquals("alice@EXAMPLE.COM", names.clientName());
                assertEquals("HTTP/web.example.com@EXAMPLE.COM", names.serverName());
            }
        }

        @Test
        @Tag("S15")
        @Tag("S161")
        void thePackageIsKerberos() throws Exception {
            for (var end : List.of(pair.initiator(), pair.acceptor())) {
                assertEquals("Kerberos", end.query(ContextAttribute.PACKAGE_INFO).name());
            }
        }

        @Test
        void theSessionKeyIsACopyOfWhatBothHold() throws Exception {
            var one = pair.initiator().query(ContextAttribute.SESSION_KEY);
            var other = pair.acceptor().query(ContextAttribute.SESSION_KEY);
            assertEquals(18, one.type());
            assertArrayEquals(one.key(), other.key());
            assertNotSame(one.key(), pair.initiator().query(ContextAttribute.SESSION_KEY).key());
        }

        @Test
        void othersAreNotSupported() {
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refusal(() -> pair.initiator().query(ContextAttribute.FLAGS)));
        }

        @Test
        void onlyTheAcceptorKnowsAClientToActAs() throws Exception {
            assertEquals("alice@EXAMPLE.COM", pair.acceptor().accessToken().userName());
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> pair.initiator().accessToken()));
        }
    }

    @Nested
    @DisplayName("the end")
    class End {
        @Test
        void aClosedSessionDoesNothingAnyMore() throws Exception {
            var pair = EstablishedPair.usual();
            byte[] token = sealed(pair.initiator(), text(5));
            byte[] mic = mic(pair.initiator(), text(5));
            pair.acceptor().close();
            pair.acceptor().close();
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> opened(pair.acceptor(), token)));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> verify(pair.acceptor(), mic, text(5))));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> sealed(pair.acceptor(), text(5))));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> signed(pair.acceptor(), text(5))));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> mic(pair.acceptor(), text(5))));
            assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> pair.acceptor().query(ContextAttribute.SESSION_KEY)));
        }
    }
}
