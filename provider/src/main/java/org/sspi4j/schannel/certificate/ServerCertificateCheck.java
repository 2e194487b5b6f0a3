package org.sspi4j.schannel.certificate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.security.auth.x500.X500Principal;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.PeerCheck;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.x509.GeneralNames;

/**
 * A client looks at a server's certificate: who vouches for it, what it is for, whether it is revoked, and last whom it names. Common
 * names do not count, nor does a wildcard that is not a whole label.
 *
 * @spec RFC 9525; Schannel: Automatic Validation of a Server Certificate
 */
public final class ServerCertificateCheck implements PeerCheck {
    private static final int SHOWN_NAMES = 10;

    private final TrustedRoots roots;
    private final Optional<ReferenceName> target;

    private ServerCertificateCheck(TrustedRoots roots, Optional<ReferenceName> target) {
        this.roots = roots;
        this.target = target;
    }

    /**
     * Of one context.
     *
     * @param flags of the credential: NO_SERVERNAME_CHECK counts
     * @param manual MANUAL_CRED_VALIDATION, of the credential or of the context: nothing is looked at
     * @param target pszTargetName, empty for none; see {@link ReferenceName#of}
     * @throws SspiException SEC_E_WRONG_PRINCIPAL if the name is checked and this is none
     */
    public static PeerCheck of(TrustedRoots roots, Set<SchCredFlag> flags, boolean manual, String target) throws SspiException {
        if (manual) {
            return LeftToTheApplication.INSTANCE;
        }
        return new ServerCertificateCheck(
                roots, flags.contains(SchCredFlag.NO_SERVERNAME_CHECK) ? Optional.empty() : Optional.of(ReferenceName.of(target)));
    }

    /**
     * @throws SspiException SEC_E_UNTRUSTED_ROOT; SEC_E_CERT_EXPIRED, before its time too; SEC_E_CERT_WRONG_USAGE; CRYPT_E_REVOKED,
     *     CRYPT_E_NO_REVOCATION_CHECK or CRYPT_E_REVOCATION_OFFLINE; SEC_E_WRONG_PRINCIPAL; SEC_E_CERT_UNKNOWN for all else
     */
    @Override
    public void check(List<X509Certificate> chain, String authType, Optional<SSLEngine> engine) throws SspiException {
        roots.check(chain, authType, engine, CertificateUsage.SERVER);
        if (target.isPresent()) {
            checkName(target.get(), chain.get(0));
        }
    }

    @Override
    public List<X500Principal> authorities() {
        return roots.authorities();
    }

    private static void checkName(ReferenceName target, X509Certificate certificate) throws SspiException {
        GeneralNames presented;
        try {
            presented = GeneralNames.of(certificate);
        } catch (DecodeException e) {
            throw new SspiException(
                    SecurityStatus.SEC_E_WRONG_PRINCIPAL, "The names in the server's certificate cannot be read: " + e.getMessage(), e);
        }
        if (!target.matches(presented)) {
            throw new SspiException(SecurityStatus.SEC_E_WRONG_PRINCIPAL, problem(target, presented));
        }
    }

    private static String problem(ReferenceName target, GeneralNames presented) {
        var names = Stream.concat(presented.dnsNames().stream(), presented.ipAddresses().stream().map(IpLiteral::of))
                .toList();
        if (names.isEmpty()) {
            return "The server's certificate names no host, and is not for " + target
                    + ": have one issued with a subject alternative name; the common name does not count";
        }
        var shown = names.stream().limit(SHOWN_NAMES).collect(Collectors.joining(", "));
        var more = names.size() > SHOWN_NAMES ? " and " + (names.size() - SHOWN_NAMES) + " more" : "";
        return "The server's certificate is for " + shown + more + ", not for " + target
                + ": use one of its names as the target, or have this one added to the certificate";
    }
}
