package org.sspi4j.interop;

import com.sun.security.auth.module.Krb5LoginModule;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;

/** The JDK's JGSS and its Kerberos login module. It reads the krb5.conf that interop/run names on the command line. */
record JdkSide() implements Side {
    @Override
    public GSSContext initiator(String mechanism, Logon logon, String hostBasedService) throws Exception {
        return as(login(logon), manager -> {
            var name = manager.createName(hostBasedService, GSSName.NT_HOSTBASED_SERVICE);
            var credential = manager.createCredential(
                    null, GSSCredential.DEFAULT_LIFETIME, Side.oid(mechanism), GSSCredential.INITIATE_ONLY);
            return manager.createContext(name, Side.oid(mechanism), credential, GSSContext.DEFAULT_LIFETIME);
        });
    }

    @Override
    public GSSContext acceptor(String mechanism, String hostBasedService, Path keytab) throws Exception {
        var principal = hostBasedService.replace('@', '/');
        var options = options(
                "principal", principal, "useKeyTab", "true", "keyTab", keytab.toString(),
                "storeKey", "true", "isInitiator", "false");
        return as(login(options, null), manager -> manager.createContext(manager.createCredential(
                null, GSSCredential.INDEFINITE_LIFETIME, Side.oid(mechanism), GSSCredential.ACCEPT_ONLY)));
    }

    @Override
    public boolean takesReplayForSequence() {
        return true;
    }

    @Override
    public String toString() {
        return "JDK";
    }

    private interface Made {
        GSSContext by(GSSManager manager) throws Exception;
    }

    private static GSSContext as(Subject subject, Made context) throws Exception {
        PrivilegedExceptionAction<GSSContext> action = () -> context.by(GSSManager.getInstance());
        try {
            return Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    private static Subject login(Logon logon) throws LoginException {
        if (logon instanceof Logon.Password p) {
            return login(Map.of("principal", p.user()), callbacks -> {
                for (var callback : callbacks) {
                    if (callback instanceof PasswordCallback wanted) {
                        wanted.setPassword(p.password());
                    } else if (callback instanceof NameCallback wanted) {
                        wanted.setName(p.user());
                    } else {
                        throw new UnsupportedCallbackException(callback);
                    }
                }
            });
        }
        if (logon instanceof Logon.Keytab k) {
            return login(options("principal", k.user(), "useKeyTab", "true", "keyTab", k.keytab().toString()), null);
        }
        var c = (Logon.Ccache) logon;
        return login(
                options("principal", c.user(), "useTicketCache", "true", "ticketCache", c.ccache().toString()), null);
    }

    private static Map<String, String> options(String... namesAndValues) {
        var options = new HashMap<>(Map.of("doNotPrompt", "true"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return options;
    }

    /** Without a LoginContext, which would load every login module on the class path to find this one. */
    private static Subject login(Map<String, String> options, CallbackHandler callbacks) throws LoginException {
        var subject = new Subject();
        var module = new Krb5LoginModule();
        module.initialize(subject, callbacks, Map.of(), options);
        module.login();
        module.commit();
        return subject;
    }
}
