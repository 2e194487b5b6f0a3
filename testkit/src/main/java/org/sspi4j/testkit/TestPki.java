package org.sspi4j.testkit;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/**
 * Certificates for tests, made in memory: begin with a root.
 *
 * <pre>{@code
 * TestAuthority root = TestPki.root("Example Root");
 * TestAuthority issuing = root.authority("Example Issuing CA");
 * TestCertificate web = issuing.server("web.example.com");
 * TestCertificate alice = issuing.certificate("CN=alice").clientAuth().upn("alice@example.com").issue();
 * KeyStore trusted = TestPki.trusting(root);
 * CertStore lists = TestPki.revocationLists(root, issuing.revoke(alice));
 * }</pre>
 *
 * <p>Keys are of P-256 unless another {@link TestKey} is named.
 */
public final class TestPki {
    private TestPki() {}

    /** A root with a key of P-256. */
    public static TestAuthority root(String commonName) {
        return root(commonName, TestKey.EC);
    }

    public static TestAuthority root(String commonName, TestKey key) {
        return TestAuthority.root(commonName, key);
    }

    /**
     * One that issues with a certificate that does not make it an authority.
     *
     * @param certificate its key is of P-256
     */
    public static TestAuthority misusing(TestCertificate certificate) {
        return TestAuthority.misusing(certificate);
    }

    /** A key store that trusts these, without keys and without a password. */
    public static KeyStore trusting(TestAuthority... roots) {
        return trusting(Stream.of(roots).map(TestAuthority::certificate).toArray(X509Certificate[]::new));
    }

    /** The same for certificates that need not be of an authority. */
    public static KeyStore trusting(X509Certificate... certificates) {
        var store = emptyStore();
        try {
            for (int i = 0; i < certificates.length; i++) {
                store.setCertificateEntry("trusted-" + i, certificates[i]);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return store;
    }

    /** The current list of each of these. */
    public static CertStore revocationLists(TestAuthority... authorities) {
        return revocationLists(Stream.of(authorities).map(TestAuthority::revocationList).toArray(X509CRL[]::new));
    }

    public static CertStore revocationLists(X509CRL... lists) {
        try {
            return CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(lists)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyStore emptyStore() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
