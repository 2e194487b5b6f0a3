package org.sspi4j.gss;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;
import org.sspi4j.api.PackageInfo;

/** The mechanisms there are: every security package that has an object identifier. */
final class Mechanisms {
    private static final byte[] NTLMSSP = {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0};

    private final List<Mechanism> mechanisms;

    Mechanisms(List<PackageInfo> packages) {
        mechanisms = packages.stream().map(Mechanism::of).flatMap(Optional::stream).toList();
    }

    List<Mechanism> all() {
        return mechanisms;
    }

    /** @param oid null for the default: Kerberos, or the first there is */
    Mechanism of(Oid oid) throws GSSException {
        return oid == null ? byDefault() : find(oid).orElseThrow(() -> unknown(oid));
    }

    Optional<Mechanism> find(Oid oid) {
        return mechanisms.stream().filter(mechanism -> mechanism.oids().contains(oid)).findFirst();
    }

    /**
     * The mechanism of an initiator's first token: the one it names; NTLM if it begins as those tokens do, which name
     * nothing; else the default, which may take a token without the frame.
     *
     * @spec RFC 2743 3.1
     */
    Mechanism ofToken(byte[] token) throws GSSException {
        if (token.length > 0 && token[0] == InitialToken.TAG) {
            return of(InitialToken.mechanism(token));
        }
        boolean ntlm = token.length >= NTLMSSP.length
                && Arrays.mismatch(token, 0, NTLMSSP.length, NTLMSSP, 0, NTLMSSP.length) < 0;
        return ntlm ? of(Oids.NTLM) : byDefault();
    }

    private Mechanism byDefault() throws GSSException {
        return find(Oids.KERBEROS)
                .or(() -> mechanisms.stream().findFirst())
                .orElseThrow(() -> GssStatus.BAD_MECH.saying("There is no security package with a GSS-API identifier"));
    }

    private static GSSException unknown(Oid oid) {
        return GssStatus.BAD_MECH.saying("No security package has the GSS-API identifier " + oid);
    }
}
