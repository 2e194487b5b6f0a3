package org.sspi4j.jaas;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.ConfigurationSpi;

/**
 * The {@code java.security.Provider} named SSPI-JAAS: a {@link javax.security.auth.login.Configuration} of type {@value #SSPI}
 * from {@link LoginEntries}, for applications that want no JAAS file. It can be passed to {@code Configuration.getInstance}, or
 * registered like any provider and found there by its type.
 */
public final class SspiJaasProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** The name to ask {@code Security.getProvider} for. */
    public static final String NAME = "SSPI-JAAS";

    /** The type of configuration that it makes. */
    public static final String SSPI = "SSPI";

    public SspiJaasProvider() {
        super(NAME, "0.1", "JAAS configurations for SSPI logins");
        putService(new EntriesService(this));
    }

    private static final class EntriesService extends Service {
        EntriesService(Provider provider) {
            super(provider, "Configuration", SSPI, Entries.class.getName(), List.of(), Map.of());
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            if (parameter instanceof LoginEntries entries) {
                return new Entries(entries);
            }
            // Configuration.getInstance throws the cause.
            throw new NoSuchAlgorithmException(
                    "Configuration " + SSPI,
                    new IllegalArgumentException("A configuration of type " + SSPI + " is made from LoginEntries, not from "
                            + (parameter == null ? "nothing" : "a " + parameter.getClass().getName())));
        }

        @Override
        public boolean supportsParameter(Object parameter) {
            return parameter instanceof LoginEntries;
        }
    }

    private static final class Entries extends ConfigurationSpi {
        private final LoginEntries entries;

        Entries(LoginEntries entries) {
            this.entries = entries;
        }

        /** Null is JAAS's word for: no such entry. */
        @Override
        protected AppConfigurationEntry[] engineGetAppConfigurationEntry(String name) {
            return entries.modules(name)
                    .map(modules -> modules.toArray(AppConfigurationEntry[]::new))
                    .orElse(null);
        }
    }
}
