package org.sspi4j.negotiate;

import java.util.List;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.SecurityPackage;
import org.sspi4j.wire.asn1.Oid;

/**
 * A package that can be chosen, and what it is used with.
 *
 * @param oids its mechanism's, the one to offer first; the others mean the same
 */
record Mechanism(SecurityPackage securityPackage, Credential credential, List<Oid> oids) {
    static Mechanism of(SecurityPackage securityPackage, Credential credential) {
        return new Mechanism(securityPackage, credential, securityPackage.info().oids().stream().map(Oid::of).toList());
    }

    Oid oid() {
        return oids.get(0);
    }

    String name() {
        return securityPackage.info().name();
    }

    /** For the decision log. */
    @Override
    public String toString() {
        return name();
    }
}
