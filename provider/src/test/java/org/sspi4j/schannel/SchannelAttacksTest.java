package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_UNKNOWN;
import static org.sspi4j.api.SecurityStatus.SEC_E_ILLEGAL_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNTRUSTED_ROOT;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.jce.ECNamedCurveTable;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.TestKey;

@DisplayName("Attacks on TLS that are known")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)   // a task that is not cancelled holds the lock of its engine
class SchannelAttacksTest {
    private static final byte[] TEXT = "text".getBytes(UTF_8);

    /** Renegotiation was asked for: the context ends, and stays so. */
    private static void assertEnds(TlsParty party, byte[] asking) {
        var refusal = assertThrows(SspiException.class, () -> party.receive(asking));
        assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refusal.status(), refusal::getMessage);
        assertTrue(refusal.token().length > 0, "the peer is told");
        assertEquals(SEC_E_UNSUPPORTED_FUNCTION, assertThrows(SspiException.class, () -> party.receive(new byte[0])).status());
        assertNull(party.text());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*1_2")
    @DisplayName("CVE-2009-3555: a client that wants to renegotiate")
    void aClientWantsToRenegotiate(Tls tls) throws Exception {
        var alice = JdkPeer.client("TLSv1.2");
        try (var web = tls.server();
                var server = TlsParty.server(web)) {
            var toServer = alice.begin();
            while (toServer.length > 0) {
                toServer = alice.receive(server.receive(toServer));
            }
            server.receive(alice.write(TEXT));
            assertArrayEquals(TEXT, server.text());
            assertEnds(server, alice.begin());
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*1_2")
    @DisplayName("CVE-2009-3555: a server that wants to renegotiate")
    void aServerWantsToRenegotiate(Tls tls) throws Exception {
        var web = JdkPeer.server("TLSv1.2");
        try (var alice = tls.client();
                var client = TlsParty.client(alice, Tls.WEB)) {
            var toServer = client.begin();
            while (toServer.length > 0) {
                toServer = client.receive(web.receive(toServer));
            }
            client.receive(web.write(TEXT));
            assertArrayEquals(TEXT, client.text());
            assertEnds(client, web.begin());
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CVE-2009-3555, triple handshake: what Kerberos is bound to is the certificate, and under TLS 1.3 nothing that repeats")
    void whatIsBoundToIsTheCertificate(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            for (var end : List.of(ends.client, ends.server)) {
                var data = end.context.query(SchannelAttribute.ENDPOINT_BINDINGS).bindings().applicationData();
                assertEquals("tls-server-end-point:", new String(Arrays.copyOf(data, 21), UTF_8));
                if (tls.isTls13()) {
                    assertEquals(SEC_E_UNSUPPORTED_FUNCTION, assertThrows(
                            SspiException.class, () -> end.context.query(SchannelAttribute.UNIQUE_BINDINGS)).status());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("truncation without close_notify: the end that somebody in between makes is none")
    void anEndThatIsNotThePeersIsNone(Tls tls) throws Exception {
        var closeNotify = new byte[] {21, 3, 3, 0, 2, 1, 0};
        try (var ends = new Tls.Ends(tls)) {
            var sent = ends.client.write(TEXT);
            ends.server.receive(Arrays.copyOf(sent, sent.length - 1));
            assertNull(ends.server.text());
            assertFalse(ends.server.expired);
        }
        try (var ends = new Tls.Ends(tls)) {
            Refusals.check(assertThrows(SspiException.class, () -> ends.server.receive(closeNotify)), "a close_notify of nobody");
            assertFalse(ends.server.expired);
            Refusals.check(assertThrows(SspiException.class, () -> ends.client.receive(closeNotify)), "a close_notify of nobody");
            assertFalse(ends.client.expired);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("truncation: a close_notify in the middle of the handshake is no end of it")
    void theEndOfAHandshakeIsNoEstablishedContext(Tls tls) throws Exception {
        try (var alice = tls.client();
                var web = tls.server();
                var client = TlsParty.client(alice, Tls.WEB);
                var server = TlsParty.server(web)) {
            client.begin();
            Refusals.check(
                    assertThrows(SspiException.class, () -> client.receive(new byte[] {21, 3, 3, 0, 2, 1, 0})), "instead of ServerHello");
            Refusals.check(
                    assertThrows(SspiException.class, () -> server.receive(new byte[] {21, 3, 3, 0, 2, 1, 0})), "instead of ClientHello");
            assertFalse(client.established || server.established);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 8446 5: a change_cipher_spec after the handshake is no record that anybody sends")
    void aChangeCipherSpecComesAfterTheHandshake(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            for (var end : List.of(ends.client, ends.server)) {
                var refusal = assertThrows(SspiException.class, () -> end.receive(new byte[] {20, 3, 3, 0, 1, 1}));
                assertEquals(SEC_E_ILLEGAL_MESSAGE, refusal.status());
                assertTrue(refusal.token().length > 0, "the peer is told");
            }
        }
    }

    /** SunJSSE of JDK 17 throws something else than an SSLException. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ALL, names = ".*1_2")
    @DisplayName("CVE-2014-6321: a name of an authority that is none, in CertificateRequest")
    void anAuthorityWithoutAName(Tls tls) throws Exception {
        try (var alice = tls.client(Tls.ALICE);
                var web = tls.server();
                var client = TlsParty.client(alice, Tls.WEB);
                var server = TlsParty.server(web, ContextFlag.MUTUAL_AUTH)) {
            var flight = server.receive(client.begin());
            var name = Tls.ROOT.certificate().getSubjectX500Principal().getEncoded();
            int at = lastIndexOf(flight, name);
            flight[at + 3] = 0x7F;      // longer than the name is
            var refusal = assertThrows(SspiException.class, () -> client.receive(flight));
            assertEquals(SEC_E_ILLEGAL_MESSAGE, refusal.status(), refusal::getMessage);
            assertTrue(refusal.token().length > 0, "the peer is told");
        }
    }

    private static int lastIndexOf(byte[] whole, byte[] part) {
        for (int at = whole.length - part.length; at >= 0; at--) {
            if (Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("not there");
    }

    /** The root's name and public point, on a curve whose generator is that point: its private key is 1. */
    private record ForgedRoot(X509Certificate certificate, ECPrivateKeyParameters key) {
        static ForgedRoot of(X509Certificate root) throws Exception {
            var p256 = ECNamedCurveTable.getParameterSpec("P-256");
            var point = ((ECPublicKey) root.getPublicKey()).getW();
            var generator = p256.getCurve().createPoint(point.getAffineX(), point.getAffineY());
            var curve = new ECDomainParameters(p256.getCurve(), generator, p256.getN(), p256.getH());
            var publicKey = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(new ECPublicKeyParameters(generator, curve));
            var key = new ECPrivateKeyParameters(BigInteger.ONE, curve);
            var name = X500Name.getInstance(root.getSubjectX500Principal().getEncoded());
            var builder = builder(name, name, publicKey).addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            return new ForgedRoot(issued(builder, key), key);
        }

        X509Certificate issue(java.security.PublicKey publicKey) throws Exception {
            var issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
            var names = new GeneralNames(new GeneralName(GeneralName.dNSName, Tls.WEB));
            return issued(
                    builder(issuer, new X500Name("CN=web"), SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()))
                            .addExtension(Extension.subjectAlternativeName, false, names),
                    key);
        }

        private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, SubjectPublicKeyInfo key) {
            var now = Instant.now();
            return new X509v3CertificateBuilder(
                    issuer, BigInteger.TEN, Date.from(now.minusSeconds(3600)), Date.from(now.plusSeconds(3600)), subject, key);
        }

        private static X509Certificate issued(X509v3CertificateBuilder builder, ECPrivateKeyParameters key) throws Exception {
            var algorithm = new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA");
            var digest = new DefaultDigestAlgorithmIdentifierFinder().find(algorithm);
            var signed = builder.build(new BcECContentSignerBuilder(algorithm, digest).build(key));
            // A provider that reads such keys: nobody else here does.
            return new JcaX509CertificateConverter().setProvider(new BouncyCastleProvider()).getCertificate(signed);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CVE-2020-0601: a root's name and public point, on a curve of the forger's own")
    void aRootOnAnotherCurve(Tls tls) throws Exception {
        var forged = ForgedRoot.of(Tls.ROOT.certificate());
        var keys = TestKey.EC.generate();
        var leaf = forged.issue(keys.getPublic());
        leaf.verify(forged.certificate().getPublicKey(), new BouncyCastleProvider());      // to who believes the curve it is good
        for (var chain : List.of(List.of(leaf, forged.certificate()), List.of(leaf), List.of(leaf, Tls.ROOT.certificate()))) {
            try (var alice = tls.client();
                    var web = Tls.inbound(tls.credentials().cred(new CertContext(chain, keys.getPrivate())));
                    var client = TlsParty.client(alice, Tls.WEB);
                    var server = TlsParty.server(web)) {
                var flight = server.receive(client.begin());
                var refusal = assertThrows(SspiException.class, () -> client.receive(flight));
                assertTrue(
                        Set.of(SEC_E_UNTRUSTED_ROOT, SEC_E_CERT_UNKNOWN).contains(refusal.status()),
                        refusal::toString);
                assertFalse(client.established);
            }
        }
    }

    @Test
    void theForgersRootIsTheRootButForItsCurve() throws Exception {
        var forged = ForgedRoot.of(Tls.ROOT.certificate()).certificate();
        var ours = (ECPublicKey) Tls.ROOT.certificate().getPublicKey();
        assertEquals(Tls.ROOT.certificate().getSubjectX500Principal(), forged.getSubjectX500Principal());
        assertEquals(ours.getW(), ((ECPublicKey) forged.getPublicKey()).getW());
        assertEquals(ours.getW(), ((ECPublicKey) forged.getPublicKey()).getParams().getGenerator());
    }
}
