package org.sspi4j.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kdc.SocketKdcTransport;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.SecurityPackage;

/** The engine of the process: what ServiceLoader finds, real sockets, the real clock. */
public final class StandardEngine {
    private static final System.Logger LOG = System.getLogger(StandardEngine.class.getName());

    public static final Engine INSTANCE = new Engine(
            found(SecurityPackage.class),
            new SocketKdcTransport(),
            new ProcessFacilities(),
            PolicyOfProcess.found(() -> ServiceLoader.load(PrivilegePolicy.class, PrivilegePolicy.class.getClassLoader())));

    private StandardEngine() {}

    /**
     * What the machine's krb5.conf says now.
     *
     * @throws SspiException SEC_E_NO_AUTHENTICATING_AUTHORITY if it cannot be read: which line is wrong, and what to do
     */
    public static KerberosConfig systemConfig() throws SspiException {
        try {
            return KerberosConfig.system();
        } catch (ConfigException e) {
            throw new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, e.getMessage(), e);
        }
    }

    /** A provider that cannot be loaded is left out, and said so: it must not take the others with it. */
    private static <T> List<T> found(Class<T> type) {
        var found = new ArrayList<T>();
        var providers = ServiceLoader.load(type, type.getClassLoader()).iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return found;
                }
                found.add(providers.next());
            } catch (ServiceConfigurationError | LinkageError e) {
                LOG.log(System.Logger.Level.WARNING, "A provider of " + type.getName() + " cannot be loaded", e);
            }
        }
    }
}
