package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SchannelAttribute.KeyingMaterialInfo;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.HeaderTable;

@DisplayName("What a Schannel context says of itself: sspi.md 5.7")
class SchannelAttributesTest {
    /** Of those that the headers give to Schannel, by name: what nothing stands for here. */
    private static final Set<String> NOT_OFFERED = Set.of(
            "USE_VALIDATED", "DTLS_MTU", "NEGOTIATED_TLS_EXTENSIONS", "ISSUER_LIST", "REMOTE_CRED", "LOCAL_CRED",
            "SUPPORTED_ALGS", "CIPHER_STRENGTHS", "SUPPORTED_PROTOCOLS", "EAP_KEY_BLOCK", "MAPPED_CRED_ATTR",
            "REMOTE_CERTIFICATES", "CLIENT_CERT_POLICY", "CC_POLICY_RESULT", "USE_NCRYPT", "LOCAL_CERT_INFO", "EAP_PRF_INFO",
            "SUPPORTED_SIGNATURES", "UI_INFO", "EARLY_START", "KEYING_MATERIAL_INFO", "SRTP_PARAMETERS", "TOKEN_BINDING",
            "CONNECTION_INFO_EX", "KEYING_MATERIAL_TOKEN_BINDING");
    /** Told only where there is something to tell. */
    private static final Set<String> DEPENDS =
            Set.of("UNIQUE_BINDINGS", "ISSUER_LIST_EX", "KEYING_MATERIAL", "KEYING_MATERIAL_INPROC", "APP_DATA");

    private static Tls.Ends mutual(Tls tls) throws SspiException {
        var alice = tls.client(Tls.ALICE);
        var web = Tls.inbound(tls.credentials(Tls.SERVER).mapper(chain -> Optional.of(AccessToken.of(
                "alice", ImpersonationLevel.IMPERSONATION, Set.of()))));
        return new Tls.Ends(TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ContextFlag.MUTUAL_AUTH), alice, web);
    }

    @ParameterizedTest
    @EnumSource
    void areThoseOfTheTableOfTheHeaders(Tls tls) throws Exception {
        try (var ends = mutual(tls)) {
            assertTable(ends.client.context, false);
            assertTable(ends.server.context, true);
        }
    }

    private static void assertTable(CtxtHandle context, boolean acceptor) throws SspiException {
        var wrong = new TreeSet<String>();
        for (var row : HeaderTable.contextAttributes()) {
            var attribute = ContextAttribute.of(row.number()).orElseThrow();
            boolean ofSchannel = row.packages().contains("S") && (acceptor || !row.packages().contains("Ss"));
            boolean expected = ofSchannel && !NOT_OFFERED.contains(row.name()) || row.name().equals("FLAGS");
            if (DEPENDS.contains(row.name())) {
                continue;
            }
            boolean told;
            try {
                told = attribute.structure().isInstance(context.query(attribute));
            } catch (SspiException e) {
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, e.status(), row.name());
                told = false;
            }
            if (told != expected) {
                wrong.add(row.name() + (told ? " is told" : " is not told"));
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void cannotBeReadHalfWay() throws Exception {
        try (var alice = Tls.JDK_1_3.client();
                var client = TlsParty.client(alice, Tls.WEB)) {
            client.begin();
            for (var row : HeaderTable.contextAttributes()) {
                if (!row.name().equals("PACKAGE_INFO")) {
                    assertEquals(SEC_E_INVALID_HANDLE, assertThrows(
                            SspiException.class,
                            () -> client.context.query(ContextAttribute.of(row.number()).orElseThrow())).status(), row.name());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void certificatesAreThoseThatWereShown(Tls tls) throws Exception {
        try (var ends = mutual(tls)) {
            assertEquals(Tls.SERVER.certificate(), ends.client.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
            assertEquals(Tls.ALICE.certificate(), ends.client.context.query(SchannelAttribute.LOCAL_CERT_CONTEXT));
            assertEquals(Tls.ALICE.certificate(), ends.server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
            assertEquals(Tls.SERVER.certificate(), ends.server.context.query(SchannelAttribute.LOCAL_CERT_CONTEXT));
            assertEquals(
                    Tls.SERVER.certificate(), ends.client.context.query(SchannelAttribute.REMOTE_CERT_CHAIN).chain().get(0));
            assertEquals(Tls.SERVER.certificate().getNotAfter().toInstant(), ends.client.last.expiry());
        }
        try (var ends = new Tls.Ends(tls)) {
            assertEquals(SEC_E_NO_CREDENTIALS, assertThrows(
                    SspiException.class, () -> ends.client.context.query(SchannelAttribute.LOCAL_CERT_CONTEXT)).status());
            assertEquals(SEC_E_NO_CREDENTIALS, assertThrows(
                    SspiException.class, () -> ends.server.context.query(SchannelAttribute.REMOTE_CERT_CHAIN)).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionAndCipherAreTold(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            var ours = ends.client.context.query(SchannelAttribute.CONNECTION_INFO);
            var theirs = ends.server.context.query(SchannelAttribute.CONNECTION_INFO);
            assertEquals((tls.isTls13() ? SpProt.TLS1_3_CLIENT : SpProt.TLS1_2_CLIENT).bit(), ours.protocol());
            assertEquals((tls.isTls13() ? SpProt.TLS1_3_SERVER : SpProt.TLS1_2_SERVER).bit(), theirs.protocol());
            assertTrue(ours.cipherStrength() >= 128);
            assertEquals(ours.cipher(), theirs.cipher());
            var cipher = ends.client.context.query(SchannelAttribute.CIPHER_INFO);
            assertEquals(tls.isTls13() ? 0x0304 : 0x0303, cipher.protocol());
            assertTrue(cipher.cipherSuiteId() > 0x1300, cipher.toString());
            assertEquals(cipher, ends.server.context.query(SchannelAttribute.CIPHER_INFO));
            var protocol = ends.client.context.query(SchannelAttribute.PROTO_INFO);
            assertEquals(1, protocol.majorVersion());
            assertEquals(tls.isTls13() ? 3 : 2, protocol.minorVersion());
            assertTrue(ends.client.context.query(SchannelAttribute.SESSION_INFO).sessionId().length <= 32);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 5929 4: the hash of the server's certificate, on both sides")
    void endpointBindingsAreThoseOfTheServersCertificate(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            var hash = MessageDigest.getInstance("SHA-256").digest(Tls.SERVER.certificate().getEncoded());
            var expected = new SchannelAttribute.Bindings(ChannelBindings.tlsServerEndPoint(hash));
            assertEquals(expected, ends.client.context.query(SchannelAttribute.ENDPOINT_BINDINGS));
            assertEquals(expected, ends.server.context.query(SchannelAttribute.ENDPOINT_BINDINGS));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 5929 3: known to both sides of TLS 1.2, where the backend tells, and to nobody under 1.3")
    void uniqueBindings(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            if (tls.isOfJdk() || tls.isTls13()) {
                var refused = assertThrows(
                        SspiException.class, () -> ends.client.context.query(SchannelAttribute.UNIQUE_BINDINGS));
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refused.status());
                return;
            }
            var ours = ends.client.context.query(SchannelAttribute.UNIQUE_BINDINGS).bindings().applicationData();
            assertArrayEquals(
                    ours, ends.server.context.query(SchannelAttribute.UNIQUE_BINDINGS).bindings().applicationData());
            assertEquals("tls-unique:", new String(Arrays.copyOf(ours, 11), US_ASCII));
            assertEquals(11 + 12, ours.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 5705: the same on both sides, another one for each label, context and length")
    void keyingMaterial(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            var info = new KeyingMaterialInfo("EXPORTER-Channel-Binding", new byte[0], 32);
            if (tls.isOfJdk() && Runtime.version().feature() < 25) {
                var refused = assertThrows(SspiException.class, () -> material(ends.client.context, info));
                assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refused.status());
                assertTrue(refused.getMessage().contains("BOUNCY_CASTLE"), refused.getMessage());
                return;
            }
            var material = material(ends.client.context, info);
            assertEquals(32, material.length);
            assertArrayEquals(material, material(ends.server.context, info));
            for (var other : List.of(
                    new KeyingMaterialInfo("EXPORTER-channel-binding", new byte[0], 32),
                    new KeyingMaterialInfo("EXPORTER-Channel-Binding", new byte[] {1}, 32))) {
                assertTrue(!MessageDigest.isEqual(material, material(ends.client.context, other)), other.toString());
                assertArrayEquals(material(ends.server.context, other), material(ends.client.context, other));
            }
        }
    }

    private static byte[] material(CtxtHandle context, KeyingMaterialInfo info) throws SspiException {
        context.set(SchannelAttribute.KEYING_MATERIAL_INFO, info);
        return context.query(SchannelAttribute.KEYING_MATERIAL).keyingMaterial();
    }

    @Test
    void keyingMaterialNeedsItsInfo() throws Exception {
        try (var ends = new Tls.Ends(Tls.JDK_1_3)) {
            assertEquals(SEC_E_OUT_OF_SEQUENCE, assertThrows(
                    SspiException.class, () -> ends.client.context.query(SchannelAttribute.KEYING_MATERIAL)).status());
        }
    }

    @Test
    void appDataIsKept() throws Exception {
        try (var ends = new Tls.Ends(Tls.JDK_1_3)) {
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, assertThrows(
                    SspiException.class, () -> ends.client.context.query(SchannelAttribute.APP_DATA)).status());
            var data = new SchannelAttribute.SessionAppData(0, new byte[] {1, 2});
            ends.client.context.set(SchannelAttribute.APP_DATA, data);
            assertEquals(data, ends.client.context.query(SchannelAttribute.APP_DATA));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, assertThrows(
                    SspiException.class, () -> ends.client.context.set(SchannelAttribute.EARLY_START, 1)).status());
        }
    }

    @Test
    void aCredentialTellsWhatItSpeaks() throws Exception {
        try (var alice = Tls.JDK_1_2.client(Tls.ALICE);
                var nobody = Tls.JDK_1_3.client()) {
            assertEquals(
                    SpProt.TLS1_2_CLIENT.bit(), alice.query(CredentialAttribute.SUPPORTED_PROTOCOLS).protocols());
            assertEquals(
                    SpProt.TLS1_3_CLIENT.bit(), nobody.query(CredentialAttribute.SUPPORTED_PROTOCOLS).protocols());
            assertEquals(new CredentialAttribute.CipherStrengths(128, 256), alice.query(CredentialAttribute.CIPHER_STRENGTHS));
            assertTrue(alice.query(CredentialAttribute.SUPPORTED_ALGS).algorithms().contains(AlgId.CALG_AES_256));
            assertEquals("CN=alice", alice.query(CredentialAttribute.NAMES).userName());
            assertEquals(SEC_E_NO_CREDENTIALS, assertThrows(
                    SspiException.class, () -> nobody.query(CredentialAttribute.NAMES)).status());
            assertEquals(Tls.ALICE.certificate().getNotAfter().toInstant(), alice.expiry());
        }
    }

    @Test
    void bothNamesOfThePackageAreThere() throws Exception {
        var schannel = Sspi.querySecurityPackageInfo("Schannel");
        var unified = Sspi.querySecurityPackageInfo("Microsoft Unified Security Protocol Provider");
        assertEquals(14, schannel.rpcId());
        assertEquals(24576, schannel.maxToken());
        assertEquals(schannel.capabilities(), unified.capabilities());
        // 0x004107B3 of Windows without INTEGRITY (nothing signs without encrypting here) and APPCONTAINER_PASSTHROUGH.
        assertEquals(0x004107B3 & ~0x400000 & ~0x1, schannel.capabilityBits());
    }
}
