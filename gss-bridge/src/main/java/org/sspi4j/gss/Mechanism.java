package org.sspi4j.gss;

import java.util.List;
import java.util.Optional;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.sspi4j.api.PackageInfo;

/**
 * A security package as a GSS-API mechanism.
 *
 * @param oid its preferred identifier
 * @param oids all that it answers to
 */
record Mechanism(PackageInfo packageInfo, Oid oid, List<Oid> oids) {
    static Optional<Mechanism> of(PackageInfo info) {
        var oids = info.oids().stream().map(Oids::of).toList();
        return oids.isEmpty() ? Optional.empty() : Optional.of(new Mechanism(info, oids.get(0), oids));
    }

    String packageName() {
        return packageInfo.name();
    }

    boolean isKerberos() {
        return oids.contains(Oids.KERBEROS);
    }

    boolean isNtlm() {
        return oids.contains(Oids.NTLM);
    }

    /** Whether its receivers cannot tell what is sealed from what is signed only, so that a context does all of one kind. */
    boolean sealsAllOrNone() {
        return isNtlm();
    }

    /** The type that its own names have. */
    Oid nameType() {
        return isKerberos() ? Oids.KRB5_PRINCIPAL_NAME : GSSName.NT_USER_NAME;
    }

    /** The types of names that it understands. */
    List<Oid> nameTypes() {
        return isKerberos()
                ? List.of(
                        GSSName.NT_HOSTBASED_SERVICE,
                        GSSName.NT_USER_NAME,
                        Oids.KRB5_PRINCIPAL_NAME,
                        GSSName.NT_EXPORT_NAME)
                : List.of(GSSName.NT_HOSTBASED_SERVICE, GSSName.NT_USER_NAME, GSSName.NT_EXPORT_NAME);
    }
}
