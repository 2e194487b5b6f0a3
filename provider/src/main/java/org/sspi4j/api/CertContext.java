package org.sspi4j.api;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * CERT_CONTEXT with its private key: what one side of TLS shows and proves. The key is opened once, here, and not again in each
 * handshake.
 *
 * @param chain the certificate, and those of its issuers in order; the root may be missing
 * @param privateKey of the first certificate
 */
public record CertContext(List<X509Certificate> chain, PrivateKey privateKey) {
    public CertContext {
        chain = List.copyOf(chain);
        Objects.requireNonNull(privateKey, "privateKey");
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("A certificate context has a certificate");
        }
    }

    /**
     * An entry of a key store.
     *
     * @param password of the entry; for PKCS#12 that of the file. The caller's to close
     * @throws SspiException SEC_E_NO_CREDENTIALS if there is no such entry, or it has no private key and certificate; SEC_E_LOGON_DENIED
     *     if the password does not open it
     */
    public static CertContext of(KeyStore store, String alias, Secret password) throws SspiException {
        Objects.requireNonNull(alias, "alias");
        try {
            return of(store.getCertificateChain(alias), key(store, alias, password), "The key store's entry " + alias);
        } catch (KeyStoreException e) {
            throw unreadable(e);
        }
    }

    /**
     * Every entry of a key store that has a private key and a certificate.
     *
     * @throws SspiException as {@link #of(KeyStore, String, Secret)}; SEC_E_NO_CREDENTIALS too if there is none
     */
    public static List<CertContext> allOf(KeyStore store, Secret password) throws SspiException {
        var found = new ArrayList<CertContext>();
        try {
            for (var alias : Collections.list(store.aliases())) {
                if (store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)) {
                    found.add(of(store, alias, password));
                }
            }
        } catch (KeyStoreException e) {
            throw unreadable(e);
        }
        if (found.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS, "The key store has no entry with a private key and its certificate");
        }
        return found;
    }

    /**
     * SCH_CRED_FORMAT_CERT_HASH_STORE: the entry of a key store whose certificate has this hash.
     *
     * @param sha1 20 bytes, of the certificate's DER
     * @throws SspiException as {@link #of(KeyStore, String, Secret)}
     */
    public static CertContext ofHash(KeyStore store, byte[] sha1, Secret password) throws SspiException {
        try {
            for (var alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate found && MessageDigest.isEqual(sha1(found), sha1)) {
                    return of(store, alias, password);
                }
            }
        } catch (KeyStoreException | NoSuchAlgorithmException | CertificateEncodingException e) {
            throw unreadable(e);
        }
        throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "The key store has no certificate with this SHA-1 hash");
    }

    private static byte[] sha1(X509Certificate certificate) throws NoSuchAlgorithmException, CertificateEncodingException {
        return MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded());
    }

    private static CertContext of(Certificate[] chain, Key key, String what) throws SspiException {
        if (!(key instanceof PrivateKey privateKey) || chain == null) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS, what + " has no private key with a certificate, or is not there");
        }
        var certificates = new ArrayList<X509Certificate>();
        for (var certificate : chain) {
            if (!(certificate instanceof X509Certificate x509)) {
                throw new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, what + " has a certificate that is not of X.509");
            }
            certificates.add(x509);
        }
        return new CertContext(certificates, privateKey);
    }

    private static Key key(KeyStore store, String alias, Secret password) throws SspiException {
        return password.use(utf16 -> {
            var chars = new char[utf16.length / Character.BYTES];
            ByteBuffer.wrap(utf16).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().get(chars);
            try {
                return store.getKey(alias, chars);
            } catch (UnrecoverableKeyException e) {
                throw new SspiException(
                        SecurityStatus.SEC_E_LOGON_DENIED, "The password does not open the key store's entry " + alias, e);
            } catch (KeyStoreException | NoSuchAlgorithmException e) {
                throw unreadable(e);
            } finally {
                Arrays.fill(chars, '\0');
            }
        });
    }

    private static SspiException unreadable(GeneralSecurityException e) {
        return new SspiException(SecurityStatus.SEC_E_NO_CREDENTIALS, "The key store cannot be read: " + e.getMessage(), e);
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Names the certificate's subject, no key. */
    @Override
    public String toString() {
        return "CertContext[" + certificate().getSubjectX500Principal().getName() + "]";
    }
}
