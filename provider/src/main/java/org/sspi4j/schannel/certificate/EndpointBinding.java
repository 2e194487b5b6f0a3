package org.sspi4j.schannel.certificate;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.Hash;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.DerReader;
import org.sspi4j.wire.asn1.Oid;

/**
 * tls-server-end-point: what ties another protocol to a server's certificate. The hash is the one that the certificate is signed with,
 * not that of its key, and SHA-256 in place of MD5 and SHA-1; of RSASSA-PSS it is the one in its parameters.
 *
 * <p>EdDSA has no hash of its own, and the RFC leaves open what follows. Here it is SHA-256, as in OpenLDAP, which takes it where OpenSSL
 * knows no hash of a signature (over GnuTLS it is that library's: SHA-512 of Ed25519). PostgreSQL has no binding with such certificates,
 * on neither side.
 *
 * @spec RFC 5929 4.1
 */
public final class EndpointBinding {
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

    /** "... and that hash function is either MD5 [RFC1321] or SHA-1 [RFC3174], then use SHA-256". */
    private static final Map<String, Hash> OF_SIGNATURE = Map.ofEntries(
            // md5-, sha1-, sha224-, sha256-, sha384-, sha512WithRSAEncryption
            Map.entry("1.2.840.113549.1.1.4", Hash.SHA_256),
            Map.entry("1.2.840.113549.1.1.5", Hash.SHA_256),
            Map.entry("1.2.840.113549.1.1.14", Hash.SHA_224),
            Map.entry("1.2.840.113549.1.1.11", Hash.SHA_256),
            Map.entry("1.2.840.113549.1.1.12", Hash.SHA_384),
            Map.entry("1.2.840.113549.1.1.13", Hash.SHA_512),
            // ecdsa-with-SHA1, -SHA224, -SHA256, -SHA384, -SHA512
            Map.entry("1.2.840.10045.4.1", Hash.SHA_256),
            Map.entry("1.2.840.10045.4.3.1", Hash.SHA_224),
            Map.entry("1.2.840.10045.4.3.2", Hash.SHA_256),
            Map.entry("1.2.840.10045.4.3.3", Hash.SHA_384),
            Map.entry("1.2.840.10045.4.3.4", Hash.SHA_512),
            // id-dsa-with-sha1, -sha224, -sha256
            Map.entry("1.2.840.10040.4.3", Hash.SHA_256),
            Map.entry("2.16.840.1.101.3.4.3.1", Hash.SHA_224),
            Map.entry("2.16.840.1.101.3.4.3.2", Hash.SHA_256),
            // id-Ed25519, id-Ed448
            Map.entry("1.3.101.112", Hash.SHA_256),
            Map.entry("1.3.101.113", Hash.SHA_256));

    private static final Map<Oid, Hash> OF_PARAMETERS = Map.of(
            // id-sha1, id-sha224, id-sha256, id-sha384, id-sha512
            Oid.of("1.3.14.3.2.26"), Hash.SHA_256,
            Oid.of("2.16.840.1.101.3.4.2.4"), Hash.SHA_224,
            Oid.of("2.16.840.1.101.3.4.2.1"), Hash.SHA_256,
            Oid.of("2.16.840.1.101.3.4.2.2"), Hash.SHA_384,
            Oid.of("2.16.840.1.101.3.4.2.3"), Hash.SHA_512);

    private EndpointBinding() {}

    /**
     * The bindings of a connection to the server that has shown this certificate, the same on both sides.
     *
     * @throws SspiException SEC_E_UNSUPPORTED_FUNCTION if the certificate is signed with an algorithm whose hash is not known here
     */
    public static ChannelBindings of(X509Certificate server) throws SspiException {
        var hash = hash(server);
        if (hash.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION,
                    "There is no tls-server-end-point binding with a certificate that is signed with " + server.getSigAlgName() + " ("
                            + server.getSigAlgOID() + "): have it issued with RSA or ECDSA and a hash of the SHA-2 family");
        }
        try {
            return ChannelBindings.tlsServerEndPoint(hash.get().of(server.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new SspiException(SecurityStatus.SEC_E_CERT_UNKNOWN, "The server's certificate has no encoding: " + e.getMessage(), e);
        }
    }

    private static Optional<Hash> hash(X509Certificate certificate) {
        return certificate.getSigAlgOID().equals(RSASSA_PSS)
                ? hashOfParameters(certificate.getSigAlgParams())
                : Optional.ofNullable(OF_SIGNATURE.get(certificate.getSigAlgOID()));
    }

    /** RFC 4055 3.1: {@code hashAlgorithm [0] HashAlgorithm DEFAULT sha1Identifier}. */
    private static Optional<Hash> hashOfParameters(byte[] parameters) {
        if (parameters == null) {
            return Optional.empty();
        }
        try {
            var in = DerReader.of(parameters, "RSASSA-PSS-params").sequence();
            return in.has(0)
                    ? Optional.ofNullable(OF_PARAMETERS.get(in.tagged(0, "hashAlgorithm").sequence().next("algorithm").oid()))
                    : Optional.of(Hash.SHA_256);
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }
}
