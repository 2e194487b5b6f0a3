package org.sspi4j.jaas.outside;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivilegedExceptionAction;
import java.security.URIParameter;
import java.util.Scanner;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * An application that knows nothing of SSPI: the JDK's own GSS-API with the Subjects that a JAAS file makes. Both
 * ends in one thread; prints who talks to whom.
 */
public final class JdkContext {
    private JdkContext() {}

    /** @param arguments a JAAS configuration with entries {@code client} and {@code service}; the password is the input */
    public static void main(String... arguments) throws Exception {
        var configuration =
                Configuration.getInstance("JavaLoginConfig", new URIParameter(Path.of(arguments[0]).toUri()));
        var password = new Scanner(System.in).next().toCharArray();
        var client = login("client", password, configuration);
        var service = login("service", password, configuration);
        var krb5 = new Oid("1.2.840.113554.1.2.2");
        var manager = GSSManager.getInstance();
        var initiator = as(client, () -> manager.createContext(
                manager.createName("HTTP@web.example.com", GSSName.NT_HOSTBASED_SERVICE), krb5, null, 0));
        var acceptor = as(service, () -> manager.createContext(
                manager.createCredential(null, GSSCredential.INDEFINITE_LIFETIME, krb5, GSSCredential.ACCEPT_ONLY)));
        initiator.requestMutualAuth(true);
        var apReq = as(client, () -> initiator.initSecContext(new byte[0], 0, 0));
        var apRep = as(service, () -> acceptor.acceptSecContext(apReq, 0, apReq.length));
        as(client, () -> initiator.initSecContext(apRep, 0, apRep.length));
        System.out.println(acceptor.getSrcName() + " to " + acceptor.getTargName());
        System.out.println(initiator.isEstablished() && acceptor.isEstablished());
    }

    private static Subject login(String name, char[] password, Configuration configuration) throws GeneralSecurityException {
        var login = new LoginContext(name, new Subject(), callbacks -> answer(callbacks, password), configuration);
        login.login();
        return login.getSubject();
    }

    private static void answer(Callback[] callbacks, char[] password) {
        for (var callback : callbacks) {
            ((PasswordCallback) callback).setPassword(password);
        }
    }

    private static <T> T as(Subject subject, PrivilegedExceptionAction<T> action) throws Exception {
        return Subject.doAs(subject, action);
    }
}
