package org.sspi4j.schannel.certificate;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.CertContext;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.CertificateChoice;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.x509.GeneralNames;

/**
 * Picks one of a credential's certificates: the first whose key the peer can do with, of a client's those whose issuers the server named.
 * With SNI_CREDENTIAL a server's that have the name which the client asks for come before all others, and without one of that name the
 * first one is shown. Certificates that are not in force come last: a peer may have another clock, or check nothing.
 *
 * @spec RFC 8446 4.4.2.2, 4.4.2.3; RFC 6066 3
 */
public final class OwnCertificates implements CertificateChoice {
    private final List<CertContext> cred;
    private final boolean byServerName;
    private final Clock clock;

    private OwnCertificates(List<CertContext> cred, boolean byServerName, Clock clock) {
        this.cred = List.copyOf(cred);
        this.byServerName = byServerName;
        this.clock = clock;
    }

    /**
     * @param cred of the credential, best first
     * @param flags of the credential: SNI_CREDENTIAL counts
     */
    public static OwnCertificates ofServer(List<CertContext> cred, Set<SchCredFlag> flags, Clock clock) {
        return new OwnCertificates(cred, flags.contains(SchCredFlag.SNI_CREDENTIAL), clock);
    }

    /** @param cred of the credential, best first */
    public static OwnCertificates ofClient(List<CertContext> cred, Clock clock) {
        return new OwnCertificates(cred, false, clock);
    }

    @Override
    public Optional<CertContext> choose(Wish wish) {
        CertContext best = null;
        int merits = -1;
        for (var own : cred) {
            if (fits(own, wish) && merits(own, wish) > merits) {
                best = own;
                merits = merits(own, wish);
            }
        }
        return Optional.ofNullable(best);
    }

    private int merits(CertContext own, Wish wish) {
        return (isInForce(own) ? 2 : 0) + (byServerName && bears(own, wish.serverName()) ? 1 : 0);
    }

    private static boolean fits(CertContext own, Wish wish) {
        return wish.keyAlgorithms().contains(own.certificate().getPublicKey().getAlgorithm())
                && (wish.issuers().isEmpty()
                        || own.chain().stream().anyMatch(one -> wish.issuers().contains(one.getIssuerX500Principal())));
    }

    private static boolean bears(CertContext own, Optional<String> serverName) {
        try {
            return serverName.isPresent() && ReferenceName.of(serverName.get()).matches(GeneralNames.of(own.certificate()));
        } catch (SspiException | DecodeException e) {
            // What the client asks for is no name, or none can be read: then nothing is of it.
            return false;
        }
    }

    private boolean isInForce(CertContext own) {
        try {
            own.certificate().checkValidity(Date.from(clock.instant()));
            return true;
        } catch (CertificateExpiredException | CertificateNotYetValidException e) {
            return false;
        }
    }
}
