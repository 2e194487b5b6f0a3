package org.sspi4j.gss;

import org.ietf.jgss.GSSException;
import org.ietf.jgss.Oid;

/** Object identifiers that the JDK's own constants lack. */
final class Oids {
    /** The Kerberos mechanism. */
    static final Oid KERBEROS = of("1.2.840.113554.1.2.2");
    /** Kerberos whose client reaches its KDC through the server. */
    static final Oid IAKERB = of("1.3.6.1.5.2.5");
    static final Oid SPNEGO = of("1.3.6.1.5.5.2");
    /** NTLM, whose tokens do not carry this identifier. */
    static final Oid NTLM = of("1.3.6.1.4.1.311.2.2.10");
    /** GSS_KRB5_NT_PRINCIPAL_NAME. */
    static final Oid KRB5_PRINCIPAL_NAME = of("1.2.840.113554.1.2.2.1");

    private Oids() {}

    static Oid of(String dotted) {
        try {
            return new Oid(dotted);
        } catch (GSSException e) {
            throw new IllegalArgumentException(dotted + " is not an object identifier", e);
        }
    }
}
