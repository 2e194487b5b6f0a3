package org.sspi4j.jaas;

import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import javax.security.auth.spi.LoginModule;

/** Somebody else's module, with a principal and a credential of its own; fails where its option says. */
public final class OtherModule implements LoginModule {
    static final KerberosPrincipal PRINCIPAL = new KerberosPrincipal("other@OTHER.TEST");
    static final String CREDENTIAL = "credential of the other module";

    private Subject subject;
    private String what;

    @Override
    public void initialize(Subject subject, CallbackHandler handler, Map<String, ?> sharedState, Map<String, ?> options) {
        this.subject = subject;
        this.what = String.valueOf(options.get("what"));
    }

    @Override
    public boolean login() throws LoginException {
        if (what.equals("fails at login")) {
            throw new FailedLoginException(what);
        }
        return true;
    }

    @Override
    public boolean commit() throws LoginException {
        if (what.equals("fails at commit")) {
            throw new FailedLoginException(what);
        }
        subject.getPrincipals().add(PRINCIPAL);
        subject.getPrivateCredentials().add(CREDENTIAL);
        return true;
    }

    @Override
    public boolean abort() {
        return true;
    }

    @Override
    public boolean logout() {
        return true;
    }
}
