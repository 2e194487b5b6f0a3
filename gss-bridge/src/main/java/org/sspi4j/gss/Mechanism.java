package org.sspi4j.gss;

import java.util.List;
import java.util.Optional;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.sspi4j.Sspi;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.api.SspiException;

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

    /** Of Kerberos, by whichever way, and of SPNEGO, which prefers it. */
    boolean hasKerberosNames() {
        return oids.contains(Oids.KERBEROS) || oids.contains(Oids.IAKERB) || isSpnego();
    }

    boolean isSpnego() {
        return oids.contains(Oids.SPNEGO);
    }

    /** What an established context speaks: the mechanism that SPNEGO chose, or the mechanism itself. */
    Mechanism spoken(CtxtHandle handle) throws SspiException {
        return isSpnego() ? of(handle.query(ContextAttribute.PACKAGE_INFO)).orElse(this) : this;
    }

    boolean isNtlm() {
        return oids.contains(Oids.NTLM);
    }

    /**
     * Whether it is accepted where nobody has named it: NTLM only with a Subject, whose it is then. That there is an account file in the
     * home does not say that every server of this user takes passwords.
     */
    boolean isAcceptedByDefault() {
        return !isNtlm() || Sspi.effectiveSubject().isPresent();
    }

    /** Whether its receivers cannot tell what is sealed from what is signed only, so that all that is wrapped is sealed. */
    boolean sealsAll() {
        return isNtlm();
    }

    /** The type that its own names have. */
    Oid nameType() {
        return hasKerberosNames() ? Oids.KRB5_PRINCIPAL_NAME : GSSName.NT_USER_NAME;
    }

    /** The types of names that it understands. */
    List<Oid> nameTypes() {
        return hasKerberosNames()
                ? List.of(
                        GSSName.NT_HOSTBASED_SERVICE,
                        GSSName.NT_USER_NAME,
                        Oids.KRB5_PRINCIPAL_NAME,
                        GSSName.NT_EXPORT_NAME)
                : List.of(GSSName.NT_HOSTBASED_SERVICE, GSSName.NT_USER_NAME, GSSName.NT_EXPORT_NAME);
    }
}
