package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.security.Security;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.ldap.ExtendedRequest;
import javax.naming.ldap.ExtendedResponse;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapContext;

/**
 * A main class that knows JNDI alone; the JVM's settings have our provider. It prints the name of the first one, reads binds, a line for
 * each, in words with commas between them, and prints what the server answers to a {@link Question}, its argument. The words are a URL, a
 * mechanism, a quality of protection, and if there are more a user and a password, which may be empty, and a type of channel bindings.
 */
public final class LdapLogins {
    private LdapLogins() {}

    /** How a server is asked whom it takes the client for. */
    enum Question {
        /** The SID, which is the first of the rootDSE's tokenGroups (MS-ADTS 3.1.1.3.2.21). */
        SID {
            @Override
            String answer(LdapContext server) throws NamingException {
                var user = (byte[]) server.getAttributes("", new String[] {"tokenGroups"}).get("tokenGroups").get();
                return HexFormat.of().formatHex(user);
            }
        },
        /** RFC 4532, and what the rootDSE's descriptions are for such a client. */
        WHO_AM_I {
            @Override
            String answer(LdapContext server) throws NamingException {
                var answer = new StringBuilder(new String(server.extendedOperation(new WhoAmI(null)).getEncodedValue(), UTF_8));
                var descriptions = server.getAttributes("", new String[] {"description"}).get("description");
                if (descriptions != null) {
                    Collections.list(descriptions.getAll()).forEach(each -> answer.append(' ').append(each));
                }
                return answer.toString();
            }
        };

        abstract String answer(LdapContext server) throws NamingException;
    }

    /** The question, and the answer to it. */
    private record WhoAmI(byte[] value) implements ExtendedRequest, ExtendedResponse {
        @Override
        public String getID() {
            return "1.3.6.1.4.1.4203.1.11.3";
        }

        @Override
        public byte[] getEncodedValue() {
            return value;
        }

        @Override
        public ExtendedResponse createExtendedResponse(String id, byte[] value, int offset, int length) {
            return new WhoAmI(Arrays.copyOfRange(value, offset, offset + length));
        }
    }

    public static void main(String[] args) throws IOException {
        System.out.println(Security.getProviders()[0].getName());
        var question = Question.valueOf(args[0]);
        var binds = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (var bind = binds.readLine(); bind != null; bind = binds.readLine()) {
            System.out.println(told(question, bind.split(",")));
        }
    }

    private static String told(Question question, String... words) {
        var environment = new Hashtable<String, Object>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        environment.put(Context.PROVIDER_URL, words[0]);
        environment.put(Context.SECURITY_AUTHENTICATION, words[1]);
        environment.put("java.naming.ldap.attributes.binary", "tokenGroups");
        environment.put("javax.security.sasl.qop", words[2]);
        if (words.length > 3 && !words[3].isEmpty()) {
            environment.put(Context.SECURITY_PRINCIPAL, words[3]);
            environment.put(Context.SECURITY_CREDENTIALS, words[4]);
        }
        if (words.length > 5) {
            environment.put("com.sun.jndi.ldap.tls.cbtype", words[5]);
        }
        try {
            var server = new InitialLdapContext(environment, null);
            var answer = question.answer(server);
            server.close();
            return answer;
        } catch (NamingException e) {
            return "refused: " + e;
        }
    }
}
