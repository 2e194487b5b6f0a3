package org.sspi4j.gss.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.security.URIParameter;
import java.util.Scanner;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;

/**
 * An application as there are many: it logs on through JAAS, and talks through a GSSManager as whoever is in the Subject. Each
 * argument behind the first one is a conversation: {@code jdk client HTTP/web@REALM jdk service}, where {@code client} and
 * {@code service} are entries of the JAAS file that the first argument names, and {@code ours} instead of {@code jdk} is our
 * manager. It prints a line for each of them. The password of everybody is its input.
 */
public final class Application {
    private static final byte[] TEXT = "The quick brown fox".getBytes(UTF_8);

    private final Configuration logins;
    private final char[] password;
    private final Oid kerberos = new Oid("1.2.840.113554.1.2.2");

    private Application(Configuration logins, char[] password) throws GSSException {
        this.logins = logins;
        this.password = password;
    }

    public static void main(String... arguments) throws Exception {
        var logins = Configuration.getInstance("JavaLoginConfig", new URIParameter(Path.of(arguments[0]).toUri()));
        var application = new Application(logins, new Scanner(System.in).next().toCharArray());
        for (int i = 1; i < arguments.length; i++) {
            System.out.println(application.outcome(arguments[i].split(" ")));
        }
    }

    private String outcome(String[] words) {
        try {
            return conversation(words);
        } catch (Exception e) {
            e.printStackTrace();
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private String conversation(String[] words) throws Exception {
        var client = login(words[1]);
        var service = login(words[4]);
        var initiator = as(client, () -> initiator(manager(words[0]), words[2]));
        var acceptor = as(service, () -> acceptor(manager(words[3])));
        byte[] token = {};
        while (!initiator.isEstablished() || !acceptor.isEstablished()) {
            var sent = token;
            var received = as(client, () -> initiator.initSecContext(sent, 0, sent.length));
            token = acceptor.isEstablished()
                    ? new byte[0]
                    : as(service, () -> acceptor.acceptSecContext(received, 0, received.length));
        }
        for (boolean privacy : new boolean[] {true, false}) {
            check(initiator, acceptor, privacy);
            check(acceptor, initiator, privacy);
        }
        return acceptor.getSrcName() + " to " + acceptor.getTargName() + ", sealed and signed";
    }

    private static void check(GSSContext sender, GSSContext receiver, boolean privacy) throws GSSException {
        var token = sender.wrap(TEXT, 0, TEXT.length, new MessageProp(0, privacy));
        var prop = new MessageProp(0, false);
        var text = receiver.unwrap(token, 0, token.length, prop);
        if (!new String(text, UTF_8).equals(new String(TEXT, UTF_8)) || prop.getPrivacy() != privacy) {
            throw new IllegalStateException("privacy " + prop.getPrivacy() + ": " + new String(text, UTF_8));
        }
    }

    private GSSContext initiator(GSSManager manager, String service) throws GSSException {
        var type = service.contains("@") && service.contains("/")
                ? new Oid("1.2.840.113554.1.2.2.1")
                : GSSName.NT_HOSTBASED_SERVICE;
        var context =
                manager.createContext(manager.createName(service, type), kerberos, null, GSSContext.DEFAULT_LIFETIME);
        context.requestMutualAuth(true);
        context.requestConf(true);
        context.requestInteg(true);
        return context;
    }

    private GSSContext acceptor(GSSManager manager) throws GSSException {
        return manager.createContext(
                manager.createCredential(null, GSSCredential.INDEFINITE_LIFETIME, kerberos, GSSCredential.ACCEPT_ONLY));
    }

    private static GSSManager manager(String whose) throws ReflectiveOperationException {
        return whose.equals("jdk")
                ? GSSManager.getInstance()
                : (GSSManager) Class.forName("org.sspi4j.gss.SspiGssManager").getConstructor().newInstance();
    }

    private Subject login(String entry) throws GeneralSecurityException {
        var login = new LoginContext(entry, new Subject(), this::answer, logins);
        login.login();
        return login.getSubject();
    }

    private void answer(Callback[] callbacks) {
        for (var callback : callbacks) {
            ((PasswordCallback) callback).setPassword(password);
        }
    }

    @SuppressWarnings({"deprecation", "removal"})
    private static <T> T as(Subject subject, PrivilegedExceptionAction<T> action) throws Exception {
        try {
            return Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }
}
