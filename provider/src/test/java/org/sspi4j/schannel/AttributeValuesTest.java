package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CryptoSettings;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsBackend;
import org.sspi4j.api.TlsParameters;
import org.sspi4j.testkit.TestPki;

@DisplayName("What a Schannel context says of itself, value by value: sspi.md 5.7")
class AttributeValuesTest {
    /** A suite that is agreed on where the others' kinds are taken away, and what it stands for. */
    enum Agreed {
        GCM(SpProt.TLS1_2_CLIENT, 0x0303, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", 0xC02C,
                "AES-GCM", "AES", AlgId.CALG_AES_256, 256, 16, "SHA384", AlgId.CALG_SHA_384, "", 0, 0, "ECDHE", AlgId.CALG_ECDH_EPHEM,
                "ECDSA"),
        GCM_128(SpProt.TLS1_2_CLIENT, 0x0303, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 0xC02B,
                "AES-GCM", "AES", AlgId.CALG_AES_128, 128, 16, "SHA256", AlgId.CALG_SHA_256, "", 0, 0, "ECDHE", AlgId.CALG_ECDH_EPHEM,
                "ECDSA",
                new CryptoSettings(CryptoSettings.Usage.CIPHER, "AES", List.of(), 256, 256), without("CHACHA20_POLY1305")),
        CBC(SpProt.TLS1_2_CLIENT, 0x0303, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", 0xC024,
                "AES-CBC", "AES", AlgId.CALG_AES_256, 256, 16, "SHA384", AlgId.CALG_SHA_384, "SHA384", AlgId.CALG_SHA_384, 384,
                "ECDHE", AlgId.CALG_ECDH_EPHEM, "ECDSA",
                new CryptoSettings(CryptoSettings.Usage.CIPHER, "AES", List.of("ChainingModeGCM"), 0, 0), without("CHACHA20_POLY1305")),
        CHACHA20(SpProt.TLS1_2_CLIENT, 0x0303, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", 0xCCA9,
                "CHACHA20_POLY1305", "CHACHA20_POLY1305", 0, 256, 0, "SHA256", AlgId.CALG_SHA_256, "", 0, 0,
                "ECDHE", AlgId.CALG_ECDH_EPHEM, "ECDSA", without("AES")),
        TLS_1_3(SpProt.TLS1_3_CLIENT, 0x0304, "TLS_AES_256_GCM_SHA384", 0x1302,
                "AES-GCM", "AES", AlgId.CALG_AES_256, 256, 16, "SHA384", AlgId.CALG_SHA_384, "", 0, 0, "", 0, "");

        final SpProt protocol;
        final int version;
        final ContextAttribute.KeyInfo keyInfo;
        final SchannelAttribute.CipherInfo cipherInfo;
        final SchannelAttribute.ConnectionInfo connectionInfo;
        final int blockSize;
        private final CryptoSettings[] without;

        Agreed(
                SpProt protocol, int version, String suite, int number, String encrypts, String cipher, int cipherId, int strength,
                int block, String hash, int hashId, String mac, int macId, int macBits, String exchange, int exchangeId, String certificate,
                CryptoSettings... without) {
            this.protocol = protocol;
            this.version = version;
            this.keyInfo = new ContextAttribute.KeyInfo(hash, encrypts, strength, hashId, cipherId);
            this.cipherInfo = new SchannelAttribute.CipherInfo(
                    1, version, number, number, suite, cipher, strength, block, mac, macBits, exchange, 0, 0, certificate, 0);
            this.connectionInfo = new SchannelAttribute.ConnectionInfo(
                    protocol.bit(), cipherId, strength, macId, macBits, exchangeId, 0);
            this.blockSize = Math.max(1, block);
            this.without = without;
        }

        private static CryptoSettings without(String cipher) {
            return CryptoSettings.of(CryptoSettings.Usage.CIPHER, cipher);
        }

        SchCredentials.Builder credentials(TlsBackend backend) {
            var versions = version == 0x0304
                    ? Set.of(SpProt.TLS1_2_CLIENT, SpProt.TLS1_2_SERVER)
                    : Set.of(SpProt.TLS1_3_CLIENT, SpProt.TLS1_3_SERVER);
            return SchCredentials.builder().backend(backend).rootStore(TestPki.trusting(Tls.ROOT))
                    .tlsParameters(new TlsParameters(List.of(), versions, List.of(without), false));
        }

        Tls.Ends ends(TlsBackend backend) throws SspiException {
            return new Tls.Ends(
                    Tls.outbound(credentials(backend)), Tls.inbound(credentials(backend).cred(Tls.context(Tls.SERVER))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void areThoseOfTheSuite(Agreed agreed) throws Exception {
        for (var backend : TlsBackend.values()) {
            try (var ends = agreed.ends(backend)) {
                var context = ends.client.context;
                assertEquals(agreed.cipherInfo, context.query(SchannelAttribute.CIPHER_INFO));
                assertEquals(agreed.connectionInfo, context.query(SchannelAttribute.CONNECTION_INFO));
                assertEquals(agreed.keyInfo, context.query(ContextAttribute.KEY_INFO));
                assertEquals("TLS Protocol", context.query(SchannelAttribute.PROTO_INFO).protocolName());
            }
        }
    }

    /** The trailer has room for what may come beside a record's own: of TLS 1.3 a KeyUpdate. */
    @ParameterizedTest
    @EnumSource
    void sizesAreThoseOfARecord(Agreed agreed) throws Exception {
        try (var ends = agreed.ends(TlsBackend.SUN_JSSE)) {
            var stream = ends.client.context.query(ContextAttribute.STREAM_SIZES);
            var record = ends.client.write(new byte[stream.maximumMessage()]);
            int around = record.length - stream.maximumMessage();
            assertEquals(4, stream.buffers());
            assertEquals(agreed.blockSize, stream.blockSize());
            assertTrue(stream.header() + stream.trailer() >= around, stream::toString);
            assertTrue(stream.header() >= 5 && stream.header() <= 5 + 16, stream::toString);
            assertEquals(
                    new ContextAttribute.Sizes(24576, 0, agreed.blockSize, stream.header() + stream.trailer()),
                    ends.client.context.query(ContextAttribute.SIZES));
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesAreThePeersUntilItStandsForAnAccount(Tls tls) throws Exception {
        try (var ends = ends(tls, false)) {
            assertEquals("CN=web.example.com", ends.client.context.query(ContextAttribute.NAMES).userName());
            assertEquals("CN=alice", ends.server.context.query(ContextAttribute.NAMES).userName());
            assertEquals("CN=Example Root", ends.client.context.query(ContextAttribute.AUTHORITY).authorityName());
            assertEquals("CN=Example Root", ends.server.context.query(ContextAttribute.AUTHORITY).authorityName());
            refused(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, ends.server, ContextAttribute.ACCESS_TOKEN);
        }
        try (var ends = ends(tls, true)) {
            assertEquals("EXAMPLE\\alice", ends.server.context.query(ContextAttribute.NAMES).userName());
            assertEquals("EXAMPLE\\alice", ends.server.context.query(ContextAttribute.ACCESS_TOKEN).userName());
        }
    }

    private static Tls.Ends ends(Tls tls, boolean mapped) throws SspiException {
        var token = AccessToken.of("EXAMPLE\\alice", ImpersonationLevel.IMPERSONATION, Set.of());
        var alice = tls.client(Tls.ALICE);
        var web = Tls.inbound(tls.credentials(Tls.SERVER).mapper(chain -> mapped ? Optional.of(token) : Optional.empty()));
        return new Tls.Ends(TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ContextFlag.MUTUAL_AUTH), alice, web);
    }

    @ParameterizedTest
    @EnumSource
    void lifespanIsThatOfThePeersCertificate(Tls tls) throws Exception {
        try (var ends = ends(tls, false)) {
            for (var end : List.of(ends.client, ends.server)) {
                var certificate = end.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT);
                var expected = new ContextAttribute.Lifespan(
                        certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
                assertEquals(expected, end.context.query(ContextAttribute.LIFESPAN));
                assertEquals(expected.expiry(), end.last.expiry());
            }
        }
        try (var ends = new Tls.Ends(tls)) {
            var always = new ContextAttribute.Lifespan(Instant.MIN, Instant.MAX);
            assertEquals(always, ends.server.context.query(ContextAttribute.LIFESPAN));
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, ends.server, ContextAttribute.NAMES);
            refused(SecurityStatus.SEC_E_NO_CREDENTIALS, ends.server, ContextAttribute.AUTHORITY);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theChainIsTheWholeOne(Tls tls) throws Exception {
        var web = Tls.inbound(tls.credentials(Tls.SERVER).flags(SchCredFlag.SEND_ROOT_CERT));
        try (var ends = new Tls.Ends(tls.client(), web)) {
            assertEquals(Tls.SERVER.chain(), ends.client.context.query(SchannelAttribute.REMOTE_CERT_CHAIN).chain());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRootsAreTheCredentials(Tls tls) throws Exception {
        var roots = TestPki.trusting(Tls.ROOT);
        try (var ends = new Tls.Ends(
                Tls.outbound(tls.withoutRoots().rootStore(roots)), Tls.inbound(tls.withoutRoots().cred(Tls.context(Tls.SERVER))))) {
            assertSame(roots, ends.client.context.query(SchannelAttribute.ROOT_STORE));
            refused(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, ends.server, SchannelAttribute.ROOT_STORE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationProtocolIsToldWhereThereIsOne(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = tls.server();
                var client = TlsParty.client(alice, Tls.WEB).with(SecBuffer.applicationProtocols("other", "h2"));
                var server = TlsParty.server(web).with(SecBuffer.applicationProtocols("h2"))) {
            TlsParty.connect(client, server);
            for (var end : List.of(client, server)) {
                var told = end.context.query(SchannelAttribute.APPLICATION_PROTOCOL);
                assertEquals(SchannelAttribute.ProtoNegoStatus.SUCCESS, told.protoNegoStatus());
                assertEquals(SchannelAttribute.ProtoNegoExt.ALPN, told.protoNegoExt());
                assertArrayEquals(new byte[] {'h', '2'}, told.protocolId());
            }
        }
        try (var ends = new Tls.Ends(tls)) {
            var none = ends.client.context.query(SchannelAttribute.APPLICATION_PROTOCOL);
            assertEquals(SchannelAttribute.ProtoNegoStatus.NONE, none.protoNegoStatus());
            assertEquals(SchannelAttribute.ProtoNegoExt.NONE, none.protoNegoExt());
            assertEquals(0, none.protocolId().length);
        }
    }

    /** SessionID, which under TLS 1.3 names nothing. RFC 5246 7.4.1.2 */
    @ParameterizedTest
    @EnumSource(names = {"JDK_1_2", "BOUNCY_CASTLE_1_2"})
    void theSessionHasItsNameOnBothSides(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            var ours = ends.client.context.query(SchannelAttribute.SESSION_INFO).sessionId();
            assertEquals(32, ours.length);
            assertArrayEquals(ours, ends.server.context.query(SchannelAttribute.SESSION_INFO).sessionId());
        }
    }

    @Test
    void thePackageIsTold() throws Exception {
        try (var ends = new Tls.Ends(Tls.JDK_1_3)) {
            assertEquals(
                    Sspi.querySecurityPackageInfo("Schannel"), ends.client.context.query(ContextAttribute.PACKAGE_INFO));
        }
    }

    @ParameterizedTest
    @CsvSource({"65535, true", "65536, false"})
    void contextsOfKeyingMaterialHaveSixteenBitsOfLength(int length, boolean taken) throws Exception {
        try (var ends = new Tls.Ends(Tls.BOUNCY_CASTLE_1_3)) {
            var info = new SchannelAttribute.KeyingMaterialInfo("EXPORTER-x", new byte[length], 8160);
            if (taken) {
                ends.client.context.set(SchannelAttribute.KEYING_MATERIAL_INFO, info);
                assertEquals(8160, ends.client.context.query(SchannelAttribute.KEYING_MATERIAL_INPROC).keyingMaterial().length);
                return;
            }
            assertEquals(SecurityStatus.SEC_E_INVALID_PARAMETER, assertThrows(
                    SspiException.class, () -> ends.client.context.set(SchannelAttribute.KEYING_MATERIAL_INFO, info)).status());
        }
    }

    private static void refused(SecurityStatus status, TlsParty end, ContextAttribute<?> attribute) {
        assertEquals(status, assertThrows(SspiException.class, () -> end.context.query(attribute)).status());
    }
}
