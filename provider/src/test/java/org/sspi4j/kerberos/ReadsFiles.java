package org.sspi4j.kerberos;

import java.nio.file.Path;
import org.sspi4j.Keytabs;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.KerberosConfig;

/** A program that reads keytabs, a cache and a krb5.conf, and says what became of each: a line {@code name: what}. */
final class ReadsFiles {
    private ReadsFiles() {}

    public static void main(String[] folder) {
        var dir = Path.of(folder[0]);
        System.out.println("user: " + ProcessHandle.current().info().user().orElseThrow());
        tell("open", () -> Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.INBOUND, Identity.keytab(dir.resolve("open"))));
        tell("keytab", () -> Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.INBOUND, Identity.keytab(dir.resolve("keytab"))));
        tell("behind", () -> Sspi.acquireCredentialsHandle(
                "Kerberos", CredentialUse.INBOUND, Identity.keytab(dir.resolve("closed").resolve("keytab"))));
        tell("cache", () -> Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, Identity.ccache(dir.resolve("cache"))));
        try {
            System.out.println("edited: " + Keytabs.at(dir.resolve("keytab")).entries());
        } catch (SspiException e) {
            System.out.println("edited: " + e.getMessage());
        }
        try {
            System.out.println("krb5.conf: " + KerberosConfig.load(dir.resolve("krb5.conf")));
        } catch (ConfigException e) {
            System.out.println("krb5.conf: " + e.getMessage());
        }
    }

    private interface Acquire {
        CredHandle handle() throws Exception;
    }

    private static void tell(String name, Acquire acquire) {
        try (var handle = acquire.handle()) {
            System.out.println(name + ": " + handle);
        } catch (Exception e) {
            System.out.println(name + ": " + e.getMessage());
        }
    }
}
