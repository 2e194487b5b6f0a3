package org.sspi4j.gss;

import com.sun.security.jgss.ExtendedGSSCredential;
import java.util.Objects;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;

/** The credential for callers that know the JDK's extensions; see {@link Extension}. */
final class ExtendedSspiGssCredential extends SspiGssCredential implements ExtendedGSSCredential {
    static SspiGssCredential empty(Settings settings) {
        return new ExtendedSspiGssCredential(settings);
    }

    private ExtendedSspiGssCredential(Settings settings) {
        super(settings);
    }

    /** Not offered yet: UNAVAILABLE. */
    @Override
    public GSSCredential impersonate(GSSName name) throws GSSException {
        Objects.requireNonNull(name, "name");
        getMechs();     // DEFECTIVE_CREDENTIAL if it has been disposed of
        throw GssStatus.UNAVAILABLE.saying("A ticket in the name of " + name
                + " takes S4U2self, which is not offered yet: let the user authenticate to this service instead");
    }
}
