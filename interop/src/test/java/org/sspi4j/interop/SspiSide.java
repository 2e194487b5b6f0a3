package org.sspi4j.interop;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSName;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosConfigBuilder;
import org.sspi4j.gss.SspiGssManager;

/** Our credentials and our GSS-API, with a configuration of their own: they see none of the JVM's settings. */
record SspiSide(String name, KerberosConfig config) implements Side {
    /** Requests below the limit of the krb5.conf, and so all here, go over UDP. */
    static SspiSide udp() {
        return of("SSPI, UDP", config -> config);
    }

    static SspiSide tcp() {
        return of("SSPI, TCP", config -> config.udpPreferenceLimit(0));
    }

    /** With MIT's krb5.conf, and more. */
    static SspiSide of(String name, UnaryOperator<KerberosConfigBuilder> change) {
        return new SspiSide(name, change.apply(krb5Conf(Peers.started().mit().krb5Conf()).toBuilder()).build());
    }

    static SspiSide samba() {
        return new SspiSide("SSPI", krb5Conf(Peers.started().samba().krb5Conf()));
    }

    private static KerberosConfig krb5Conf(Path file) {
        try {
            return KerberosConfig.load(file);
        } catch (ConfigException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    @Override
    public GSSContext initiator(String mechanism, Logon logon, String hostBasedService) throws Exception {
        var manager = new SspiGssManager(config);
        var service = manager.createName(hostBasedService, GSSName.NT_HOSTBASED_SERVICE);
        var credential = manager.createCredential(acquire(mechanism, CredentialUse.OUTBOUND, identity(logon)));
        return manager.createContext(service, Side.oid(mechanism), credential, GSSContext.DEFAULT_LIFETIME);
    }

    /** The first token tells the mechanism. */
    @Override
    public GSSContext acceptor(String mechanism, String hostBasedService, Path keytab) throws Exception {
        var manager = new SspiGssManager(config);
        var keys = Identity.keytab(hostBasedService.replace('@', '/'), keytab);
        return manager.createContext(manager.createCredential(acquire(mechanism, CredentialUse.INBOUND, keys)));
    }

    CredHandle acquire(CredentialUse use, Identity identity) throws SspiException {
        return acquire(KRB5, use, identity);
    }

    CredHandle acquire(String mechanism, CredentialUse use, Identity identity) throws SspiException {
        return Sspi.acquireCredentialsHandle(mechanism.equals(SPNEGO) ? "Negotiate" : "Kerberos", use, identity, config);
    }

    static Identity identity(Logon logon) {
        if (logon instanceof Logon.Password p) {
            return Identity.password(p.user(), Secret.password(p.password()));
        }
        return logon instanceof Logon.Keytab k
                ? Identity.keytab(k.user(), k.keytab())
                : Identity.ccache(((Logon.Ccache) logon).ccache());
    }

    @Override
    public boolean takesReplayForSequence() {
        return false;
    }

    @Override
    public boolean tellsStatus() {
        return true;
    }

    @Override
    public Set<Later> lacks() {
        return Later.ALL;
    }

    @Override
    public String toString() {
        return name;
    }
}
