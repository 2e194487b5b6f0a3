package org.sspi4j.negotiate;

import java.util.Arrays;
import java.util.Optional;
import org.sspi4j.wire.asn1.Oid;

/**
 * The mechanisms that are known by name. Which package speaks one, the packages say themselves.
 *
 * @spec RFC 4178 4.1
 * @spec MS-SPNG 1.9
 */
enum MechType {
    SPNEGO("1.3.6.1.5.5.2", "SPNEGO"),
    KERBEROS("1.2.840.113554.1.2.2", "Kerberos"),
    /** Windows 2000's misprint of {@link #KERBEROS}, 113554 cut to 16 bits. Windows still names it first. */
    MS_KERBEROS("1.2.840.48018.1.2.2", "Kerberos, as Windows 2000 wrote it"),
    USER_TO_USER("1.2.840.113554.1.2.2.3", "Kerberos user-to-user"),
    IAKERB("1.3.6.1.5.2.5", "IAKERB"),
    NTLM("1.3.6.1.4.1.311.2.2.10", "NTLM"),
    NEGOEX("1.3.6.1.4.1.311.2.2.30", "NegoEx");

    private final Oid oid;
    private final String called;

    MechType(String oid, String called) {
        this.oid = Oid.of(oid);
        this.called = called;
    }

    Oid oid() {
        return oid;
    }

    static Optional<MechType> of(Oid oid) {
        return Arrays.stream(values()).filter(known -> known.oid.equals(oid)).findFirst();
    }

    /** For sentences. */
    static String name(Oid oid) {
        return of(oid).map(known -> known.called).orElseGet(oid::toString);
    }
}
