package org.sspi4j.schannel.bctls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.junit.jupiter.api.Test;

class SchemeTest {
    private static final SubjectPublicKeyInfo P384 = SubjectPublicKeyInfo.getInstance(
            TestCertificates.of("P-384").certificate().getPublicKey().getEncoded());

    @Test
    void noneHasSha1OrMd5() {
        for (var algorithm : Scheme.ours()) {
            assertTrue(algorithm.getHash() != HashAlgorithm.sha1 && algorithm.getHash() != HashAlgorithm.md5);
        }
    }

    /** "These values refer solely to signatures which appear in certificates" (RFC 8446 4.2.3). */
    @Test
    void tls13SignsNothingWithPkcs1() {
        var rsa = List.of(Scheme.RSA_PKCS1_SHA256.algorithm(), Scheme.RSA_PKCS1_SHA512.algorithm());
        assertEquals(List.of(), Scheme.taken(rsa, true));
        assertEquals(List.of(Scheme.RSA_PKCS1_SHA256, Scheme.RSA_PKCS1_SHA512), Scheme.taken(rsa, false));
    }

    @Test
    void tls13SignsWithTheSchemeOfTheCurveOnly() {
        var other = List.of(Scheme.ECDSA_SECP256R1_SHA256);
        assertTrue(Scheme.best(other, P384, true).isEmpty());
        assertEquals(Scheme.ECDSA_SECP256R1_SHA256, Scheme.best(other, P384, false).orElseThrow());
        assertEquals(
                Scheme.ECDSA_SECP384R1_SHA384,
                Scheme.best(List.of(Scheme.ECDSA_SECP256R1_SHA256, Scheme.ECDSA_SECP384R1_SHA384), P384, false).orElseThrow());
    }

    @Test
    void aPeerThatTakesSha1OnlyGetsNothing() {
        var sha1 = new SignatureAndHashAlgorithm(HashAlgorithm.sha1, SignatureAlgorithm.rsa);
        assertEquals(Set.of(), Scheme.keys(Scheme.taken(List.of(sha1), false)));
    }
}
