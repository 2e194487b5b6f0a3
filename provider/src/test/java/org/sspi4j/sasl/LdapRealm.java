package org.sspi4j.sasl;

import java.nio.file.Path;
import java.util.Map;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.config.KerberosConfig;

/** The credentials of alice and of {@code ldap/dc.example.com}. */
record LdapRealm(CredHandle alice, CredHandle ldap) implements AutoCloseable {
    static final String SERVICE = "ldap/dc.example.com";

    static LdapRealm of(Path krb5Conf, Path keytab) throws Exception {
        var config = KerberosConfig.load(krb5Conf);
        try (var password = Secret.password("secret".toCharArray())) {
            return new LdapRealm(
                    Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, Identity.password("alice", password), config),
                    Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.INBOUND, Identity.keytab(keytab), config));
        }
    }

    /** The client's properties: its credential, and names and values by turns. */
    Map<String, Object> client(Object... namesAndValues) {
        return with(alice, namesAndValues);
    }

    Map<String, Object> server(Object... namesAndValues) {
        return with(ldap, namesAndValues);
    }

    private static Map<String, Object> with(CredHandle credential, Object... namesAndValues) {
        var properties = Conversation.properties(namesAndValues);
        properties.put(SspiSasl.CREDENTIAL, credential);
        return properties;
    }

    @Override
    public void close() {
        alice.close();
        ldap.close();
    }
}
