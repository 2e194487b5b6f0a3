package org.sspi4j.testkit;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/**
 * A main class that logs in with the JDK's Krb5LoginModule. Each line of its input is {@code password NAME PASSWORD} or
 * {@code keytab NAME FILE}, and each is answered by a line: what the ticket says, or the reason why there is none.
 */
final class JdkLogins {
    public static void main(String[] args) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            try {
                Subject subject = words[0].equals("keytab") ? byKeytab(words[1], words[2]) : byPassword(words[1], words[2]);
                System.out.println(describe(subject.getPrivateCredentials(KerberosTicket.class).iterator().next()));
            } catch (LoginException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    static Subject byPassword(String name, String password) throws LoginException {
        return login(name, Map.of(), callbacks -> {
            for (Callback callback : callbacks) {
                ((PasswordCallback) callback).setPassword(password.toCharArray());
            }
        });
    }

    static Subject byKeytab(String name, String keytab) throws LoginException {
        return login(name, Map.of("useKeyTab", "true", "storeKey", "true", "doNotPrompt", "true", "keyTab", keytab), callbacks -> {});
    }

    private static Subject login(String name, Map<String, String> options, CallbackHandler handler) throws LoginException {
        var all = new HashMap<String, String>(options);
        all.put("principal", name);
        var entry = new AppConfigurationEntry(
                "com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, all);
        var configuration = new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String context) {
                return new AppConfigurationEntry[] {entry};
            }
        };
        var login = new LoginContext("any", new Subject(), handler, configuration);
        login.login();
        return login.getSubject();
    }

    private static String describe(KerberosTicket ticket) {
        long seconds = (ticket.getEndTime().getTime() - ticket.getAuthTime().getTime()) / 1000;
        return "%s for %s, key type %d, %d seconds".formatted(
                ticket.getClient(), ticket.getServer(), ticket.getSessionKeyType(), seconds);
    }
}
