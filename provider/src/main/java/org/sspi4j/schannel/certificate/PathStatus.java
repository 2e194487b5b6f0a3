package org.sspi4j.schannel.certificate;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertPathValidatorException.Reason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * What a chain that does not hold is told as. The cause is the JDK's with its reason, where there is one: alerts are picked by it.
 *
 * @spec RFC 5280 6.1; Schannel: how AcceptSecurityContext and InitializeSecurityContext fail
 */
final class PathStatus {
    private record Told(SecurityStatus status, String sentence) {}

    private static final Told UNTRUSTED = new Told(
            SecurityStatus.SEC_E_UNTRUSTED_ROOT,
            "no root that is trusted vouches for it, or a certificate between is missing: add the root to hRootStore, or have the"
                    + " peer send the certificates of all its issuers");
    private static final Told EXPIRED = new Told(
            SecurityStatus.SEC_E_CERT_EXPIRED, "it is expired, or that of an issuer: have it renewed, or set the clock of this machine");
    private static final Told NOT_YET_VALID = new Told(
            SecurityStatus.SEC_E_CERT_EXPIRED,
            "it is not valid yet, or that of an issuer: set the clock of this machine, or of its authority");
    private static final Told REVOKED = new Told(SecurityStatus.CRYPT_E_REVOKED, "its issuer revoked it: have a new one issued");
    private static final Told WEAK = new Told(
            SecurityStatus.SEC_E_CERT_UNKNOWN,
            "an algorithm or key in its chain is not allowed here: have it issued with those of today");

    private static final Map<Reason, Told> TABLE = Map.of(
            PKIXReason.NO_TRUST_ANCHOR, UNTRUSTED,
            BasicReason.EXPIRED, EXPIRED,
            BasicReason.NOT_YET_VALID, NOT_YET_VALID,
            BasicReason.REVOKED, REVOKED,
            BasicReason.ALGORITHM_CONSTRAINED, WEAK);

    /** Whether it is revoked is not known, and the certificate names somebody to ask. */
    private static final Told OFFLINE = new Told(
            SecurityStatus.CRYPT_E_REVOCATION_OFFLINE,
            "those it names to ask whether it is revoked gave no answer that holds: see that they can be reached, give a current list"
                    + " (revocationLists), or set IGNORE_REVOCATION_OFFLINE");
    /** The same where it names nobody. */
    private static final Told NO_CHECK = new Told(
            SecurityStatus.CRYPT_E_NO_REVOCATION_CHECK,
            "it names nobody to ask whether it is revoked, and there is no current list of its issuer: give one (revocationLists), or set"
                    + " IGNORE_NO_REVOCATION_CHECK");

    private PathStatus() {}

    /** What the JDK's trust manager refused. */
    static SspiException of(CertificateException refused, List<X509Certificate> chain, CertificateUsage usage) throws SspiException {
        var certificate = chain.get(0);
        var validation = validation(refused);
        if (validation != null) {
            return of(validation, certificate, usage);
        }
        if (refused.getCause() instanceof CertPathBuilderException) {
            var issuer = chain.get(chain.size() - 1).getIssuerX500Principal().getName();
            return exception(UNTRUSTED, certificate, usage, " (the last one that it sent is issued by " + issuer + ")", refused);
        }
        // The path holds; the JDK looks at usages too, and has no public word for it.
        usage.check(certificate);
        return exception(unknown(refused), certificate, usage, "", refused);
    }

    static SspiException of(CertPathValidatorException refused, X509Certificate certificate, CertificateUsage usage) {
        var told = TABLE.get(refused.getReason());
        return exception(told == null ? unknown(refused) : told, certificate, usage, "", refused);
    }

    /**
     * Nobody could say whether it is revoked.
     *
     * @param offline it names somebody to ask
     */
    static SspiException undetermined(
            boolean offline, CertPathValidatorException cause, X509Certificate certificate, CertificateUsage usage) {
        return exception(offline ? OFFLINE : NO_CHECK, certificate, usage, "", cause);
    }

    static SspiException notInForce(CertificateException refused, X509Certificate certificate, CertificateUsage usage) {
        return exception(refused instanceof CertificateNotYetValidException ? NOT_YET_VALID : EXPIRED, certificate, usage, "", refused);
    }

    private static CertPathValidatorException validation(Throwable refused) {
        var cause = refused;
        while (cause != null && !(cause instanceof CertPathValidatorException)) {
            cause = cause.getCause();
        }
        return (CertPathValidatorException) cause;
    }

    private static Told unknown(Exception refused) {
        return new Told(SecurityStatus.SEC_E_CERT_UNKNOWN, "the JDK refuses it (" + refused.getMessage() + "): have it issued anew");
    }

    private static SspiException exception(
            Told told, X509Certificate certificate, CertificateUsage usage, String detail, Exception cause) {
        var subject = certificate.getSubjectX500Principal().getName();
        var which = subject.isEmpty() ? "A certificate without a name" : "The certificate " + subject;
        return new SspiException(told.status, which + " of the " + usage.peer() + "'s chain: " + told.sentence + detail, cause);
    }
}
