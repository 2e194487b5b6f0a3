package org.sspi4j.jaas;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/** LoginContexts without a file and without a property. */
final class Logins {
    private Logins() {}

    /** Options of our module for the scripted package, or for the one that they name. */
    static Map<String, String> options(String... namesAndValues) {
        var options = new HashMap<String, String>(Map.of("package", "Scripted"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return options;
    }

    static AppConfigurationEntry ours(LoginModuleControlFlag flag, String... namesAndValues) {
        return new AppConfigurationEntry(SspiLoginModule.class.getName(), flag, options(namesAndValues));
    }

    static AppConfigurationEntry required(String... namesAndValues) {
        return ours(LoginModuleControlFlag.REQUIRED, namesAndValues);
    }

    static AppConfigurationEntry kerberos(Map<String, String> options) {
        return new AppConfigurationEntry(SspiLoginModule.class.getName(), LoginModuleControlFlag.REQUIRED, options);
    }

    static AppConfigurationEntry other(LoginModuleControlFlag flag, String what) {
        return new AppConfigurationEntry(OtherModule.class.getName(), flag, Map.of("what", what));
    }

    static LoginContext context(Subject subject, CallbackHandler handler, AppConfigurationEntry... entries)
            throws LoginException {
        return new LoginContext("any", subject, handler, new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return entries;
            }
        });
    }

    /** Answers as a person would. */
    static CallbackHandler says(String name, String password) {
        return callbacks -> Arrays.stream(callbacks).forEach(callback -> answer(callback, name, password));
    }

    private static void answer(Callback callback, String name, String password) {
        if (callback instanceof NameCallback asked) {
            asked.setName(name);
        } else {
            ((PasswordCallback) callback).setPassword(password.toCharArray());
        }
    }
}
