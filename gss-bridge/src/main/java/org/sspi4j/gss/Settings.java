package org.sspi4j.gss;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.ietf.jgss.GSSException;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosEnvironment;

/**
 * What all names, credentials and contexts of one manager share.
 *
 * @param kerberos empty for the machine's own configuration, which is not read before it is needed
 * @param keyFile what exported contexts are sealed with
 */
record Settings(
        Mechanisms mechanisms,
        Optional<KerberosConfig> kerberos,
        AbsentAddress absentAddress,
        ContextKeyFile keyFile,
        Clock clock) {
    Settings with(AbsentAddress absentAddress) {
        return new Settings(mechanisms, kerberos, absentAddress, keyFile, clock);
    }

    Settings with(ContextKeyFile keyFile) {
        return new Settings(mechanisms, kerberos, absentAddress, keyFile, clock);
    }

    CredHandle acquire(Mechanism mechanism, CredentialUse use, Identity identity) throws SspiException {
        return kerberos.isPresent()
                ? Sspi.acquireCredentialsHandle(mechanism.packageName(), use, identity, kerberos.get())
                : Sspi.acquireCredentialsHandle(mechanism.packageName(), use, identity);
    }

    byte[] exported(CtxtHandle context) throws SspiException {
        return Sspi.exportSecurityContext(context, Set.of(ExportFlag.DELETE_OLD), keyFile).packed();
    }

    CtxtHandle imported(Mechanism mechanism, byte[] exported) throws SspiException {
        return kerberos.isPresent()
                ? Sspi.importSecurityContext(mechanism.packageName(), exported, null, kerberos.get(), keyFile)
                : Sspi.importSecurityContext(mechanism.packageName(), exported, null, keyFile);
    }

    /** The realm of a principal whose name has none. */
    Optional<String> defaultRealm() throws GSSException {
        return config().defaultRealm();
    }

    /** The realm of a host's services. */
    Optional<String> realmOf(String host) throws GSSException {
        return config().realmOf(host);
    }

    /** The file of an acceptor's keys. */
    Path defaultKeytab() throws GSSException {
        try {
            return KerberosEnvironment.ofProcess().keytab(config());
        } catch (ConfigException e) {
            throw GssStatus.NO_CRED.because(e);
        }
    }

    private KerberosConfig config() throws GSSException {
        try {
            return kerberos.isPresent() ? kerberos.get() : KerberosConfig.system();
        } catch (ConfigException e) {
            throw GssStatus.FAILURE.because(e);
        }
    }
}
