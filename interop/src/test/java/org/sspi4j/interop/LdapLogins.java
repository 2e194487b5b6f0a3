package org.sspi4j.interop;

import java.security.Security;
import java.util.HexFormat;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.ldap.InitialLdapContext;
import org.sspi4j.jca.SspiProvider;

/**
 * A main class that knows JNDI alone; the JVM's settings have our provider. Each argument is a bind, in words with commas between them:
 * a URL, a mechanism, a quality of protection, and a user if it is to log on with the password in PASSWORD. Prints the SID of whom the
 * server takes it for: the first of the rootDSE's tokenGroups (MS-ADTS 3.1.1.3.2.21).
 */
public final class LdapLogins {
    private LdapLogins() {}

    public static void main(String[] binds) {
        if (Security.getProviders()[0] instanceof SspiProvider) {
            for (var bind : binds) {
                System.out.println(told(bind.split(",")));
            }
        } else {
            System.out.println("our provider is not the first one");
        }
    }

    private static String told(String... words) {
        var environment = new Hashtable<String, Object>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, words[0]);
        environment.put(Context.SECURITY_AUTHENTICATION, words[1]);
        environment.put("java.naming.ldap.attributes.binary", "tokenGroups");
        environment.put("javax.security.sasl.qop", words[2]);
        if (words.length > 3) {
            environment.put(Context.SECURITY_PRINCIPAL, words[3]);
            environment.put(Context.SECURITY_CREDENTIALS, System.getenv("PASSWORD"));
        }
        try {
            var context = new InitialLdapContext(environment, null);
            var user = (byte[]) context.getAttributes("", new String[] {"tokenGroups"}).get("tokenGroups").get();
            context.close();
            return HexFormat.of().formatHex(user);
        } catch (NamingException e) {
            return "refused: " + e;
        }
    }
}
