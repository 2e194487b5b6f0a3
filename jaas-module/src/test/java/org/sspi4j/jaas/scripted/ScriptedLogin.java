package org.sspi4j.jaas.scripted;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.URIParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.ServiceLoader;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.spi.LoginModule;
import org.sspi4j.api.CredHandle;
import org.sspi4j.jaas.LoginEntries;

/** An application, which sees what is exported: logs on with the words of its input and says what is in the Subject. */
public final class ScriptedLogin {
    private ScriptedLogin() {}

    /** @param arguments a JAAS configuration with an entry named {@code client}; without one, it is made here */
    public static void main(String... arguments) throws GeneralSecurityException {
        var configuration = arguments.length > 0
                ? Configuration.getInstance("JavaLoginConfig", new URIParameter(Path.of(arguments[0]).toUri()))
                : Configuration.getInstance("SSPI", LoginEntries.of("client", Map.of("package", "Scripted")));
        var words = new ArrayList<String>();
        new Scanner(System.in).forEachRemaining(words::add);
        var subject = new Subject();
        var login = new LoginContext(
                "client", subject, callbacks -> List.of(callbacks).forEach(asked -> answer(asked, words)), configuration);
        login.login();
        System.out.println(modules());
        subject.getPrincipals().forEach(System.out::println);
        System.out.println(subject.getPrivateCredentials(CredHandle.class).size() + " handle, "
                + subject.getPrivateCredentials(KerberosTicket.class).size() + " ticket");
        login.logout();
        System.out.println(subject.getPrincipals().size() + subject.getPrivateCredentials().size() + " left");
    }

    private static void answer(Callback callback, List<String> words) {
        if (callback instanceof NameCallback name) {
            name.setName(words.get(0));
        } else {
            ((PasswordCallback) callback).setPassword(words.get(1).toCharArray());
        }
    }

    /** Where our login module is found. */
    private static List<String> modules() {
        return ServiceLoader.load(LoginModule.class).stream()
                .map(ServiceLoader.Provider::type)
                .filter(type -> type.getName().equals("org.sspi4j.jaas.SspiLoginModule"))
                .map(type -> String.valueOf(type.getModule().getName()))
                .toList();
    }
}
