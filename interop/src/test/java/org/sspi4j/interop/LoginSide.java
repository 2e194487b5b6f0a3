package org.sspi4j.interop;

import com.sun.security.auth.module.Krb5LoginModule;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.sspi4j.gss.SspiGssManager;
import org.sspi4j.jaas.SspiLoginModule;

/**
 * A JAAS login module, and a GSS-API that takes from the Subject what the module has left in it. The options are those of the
 * JDK's module; ours has its krb5.conf from them too. The JDK's reads the one that interop/run names on the command line.
 */
record LoginSide(
        String name,
        Supplier<LoginModule> module,
        Supplier<GSSManager> manager,
        boolean takesReplayForSequence,
        boolean tellsStatus,
        Set<Later> lacks)
        implements Side {
    static LoginSide jdk() {
        return new LoginSide("JDK", Krb5LoginModule::new, GSSManager::getInstance, true, false, Set.of());
    }

    static LoginSide oursThroughout() {
        return new LoginSide(
                "JAAS, SSPI", SspiLoginModule::new, () -> new SspiGssManager(SspiSide.udp().config()), false, true, Later.ALL);
    }

    /** Our login module alone, for programs that know nothing of us. */
    static LoginSide oursUnderTheJdks() {
        return new LoginSide(
                "JAAS, JDK",
                SspiLoginModule::new,
                GSSManager::getInstance,
                true,
                false,
                Set.of());
    }

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
    public String toString() {
        return name;
    }

    private interface Made {
        GSSContext by(GSSManager manager) throws Exception;
    }

    private GSSContext as(Subject subject, Made context) throws Exception {
        PrivilegedExceptionAction<GSSContext> action = () -> context.by(manager.get());
        try {
            return Subject.doAs(subject, action);
        } catch (PrivilegedActionException e) {
            throw e.getException();
        }
    }

    private Subject login(Logon logon) throws LoginException {
        if (logon instanceof Logon.Password p) {
            return login(new HashMap<>(Map.of("principal", p.user())), callbacks -> {
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
    private Subject login(Map<String, String> options, CallbackHandler callbacks) throws LoginException {
        options.put("krb5Conf", Peers.started().mit().krb5Conf().toString());
        var subject = new Subject();
        var module = this.module.get();
        module.initialize(subject, callbacks, Map.of(), options);
        module.login();
        module.commit();
        return subject;
    }
}
