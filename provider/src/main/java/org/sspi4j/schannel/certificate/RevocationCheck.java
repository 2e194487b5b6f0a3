package org.sspi4j.schannel.certificate;

import static org.sspi4j.api.SchCredFlag.IGNORE_NO_REVOCATION_CHECK;
import static org.sspi4j.api.SchCredFlag.IGNORE_REVOCATION_OFFLINE;
import static org.sspi4j.api.SchCredFlag.REVOCATION_CHECK_CACHE_ONLY;
import static org.sspi4j.api.SchCredFlag.REVOCATION_CHECK_CHAIN;
import static org.sspi4j.api.SchCredFlag.REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT;
import static org.sspi4j.api.SchCredFlag.REVOCATION_CHECK_END_CERT;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.crypto.Leases;

/**
 * Asks whether certificates are revoked, each one by itself below its issuer, so that the answer says for which of them nobody could be
 * asked and why. The JDK asks: lists that are at hand first, if there are any, else OCSP, then the lists that the certificate names. A
 * root is nobody's to revoke: CHECK_CHAIN leaves it out as CHECK_CHAIN_EXCLUDE_ROOT does.
 *
 * <p>CACHE_ONLY counts on the lists of the credential alone, unless the JVM's administrator switched fetching on for everybody
 * ({@code com.sun.security.enableCRLDP}, {@code ocsp.enable}).
 *
 * @spec RFC 5280 6.3; RFC 6960
 */
final class RevocationCheck {
    private static final Set<SchCredFlag> CHAIN = EnumSet.of(REVOCATION_CHECK_CHAIN, REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT);

    /** Not safe to be shared between handshakes. */
    private record Pkix(CertPathValidator validator, CertificateFactory certificates) {
        static Pkix make() {
            try {
                return new Pkix(CertPathValidator.getInstance("PKIX"), CertificateFactory.getInstance("X.509"));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java platform has both", e);
            }
        }
    }

    private final List<CertStore> lists;
    private final Set<SchCredFlag> flags;
    private final Leases<Pkix> leases = new Leases<>(Pkix::make);

    private RevocationCheck(List<CertStore> lists, Set<SchCredFlag> flags) {
        this.lists = lists;
        this.flags = flags;
    }

    /** Empty if no flag asks for it. */
    static Optional<RevocationCheck> of(Set<SchCredFlag> flags, List<CertStore> lists) {
        boolean wanted = flags.contains(REVOCATION_CHECK_END_CERT) || flags.stream().anyMatch(CHAIN::contains);
        return wanted ? Optional.of(new RevocationCheck(lists, flags)) : Optional.empty();
    }

    /**
     * From the root down: who vouches is asked about first.
     *
     * @param path that holds: the certificate, its issuers, and the root
     * @throws SspiException CRYPT_E_REVOKED; CRYPT_E_REVOCATION_OFFLINE if those that the certificate names do not answer;
     *     CRYPT_E_NO_REVOCATION_CHECK if it names nobody
     */
    void check(List<X509Certificate> path, CertificateUsage usage) throws SspiException {
        int last = flags.stream().anyMatch(CHAIN::contains) ? path.size() - 2 : Math.min(0, path.size() - 2);
        var pkix = leases.take();
        try {
            for (int i = last; i >= 0; i--) {
                check(path.get(i), path.get(i + 1), usage, pkix);
            }
        } catch (GeneralSecurityException e) {
            throw e instanceof SspiException told
                    ? told
                    : new SspiException(SecurityStatus.SEC_E_CERT_UNKNOWN, "Revocation cannot be checked: " + e.getMessage(), e);
        } finally {
            leases.give(pkix);
        }
    }

    private void check(X509Certificate certificate, X509Certificate issuer, CertificateUsage usage, Pkix pkix)
            throws GeneralSecurityException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
        lists.forEach(parameters::addCertStore);
        // Without a checker of its own the JDK fetches nothing.
        parameters.setRevocationEnabled(flags.contains(REVOCATION_CHECK_CACHE_ONLY));
        if (!flags.contains(REVOCATION_CHECK_CACHE_ONLY)) {
            var checker = (PKIXRevocationChecker) pkix.validator.getRevocationChecker();
            checker.setOptions(lists.isEmpty() ? Set.of() : EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS));
            parameters.addCertPathChecker(checker);
        }
        try {
            pkix.validator.validate(pkix.certificates.generateCertPath(List.of(certificate)), parameters);
        } catch (CertPathValidatorException e) {
            if (e.getReason() == BasicReason.REVOKED) {
                throw PathStatus.of(e, certificate, usage);
            }
            // The path holds, so that nothing else is left; the JDK has other reasons too for answers that are none.
            undetermined(certificate, usage, e);
        }
    }

    private void undetermined(X509Certificate certificate, CertificateUsage usage, CertPathValidatorException cause) throws SspiException {
        boolean offline = RevocationPlaces.areNamedIn(certificate);
        if (flags.contains(offline ? IGNORE_REVOCATION_OFFLINE : IGNORE_NO_REVOCATION_CHECK)) {
            return;
        }
        throw PathStatus.undetermined(offline, cause, certificate, usage);
    }
}
