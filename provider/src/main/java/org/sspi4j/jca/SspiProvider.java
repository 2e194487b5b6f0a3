package org.sspi4j.jca;

import java.security.Provider;
import java.util.List;
import java.util.Map;
import org.sspi4j.Sspi;
import org.sspi4j.api.PackageInfo;
import org.sspi4j.sasl.SspiSaslClientFactory;
import org.sspi4j.sasl.SspiSaslServerFactory;

/**
 * The {@code java.security.Provider} named SSPI: one service of type {@code SecurityPackage} for each security package, under
 * its Windows name and its OIDs. An instance of a service is the package's {@link PackageInfo}, whose name is what
 * {@link Sspi#acquireCredentialsHandle} takes.
 *
 * <p>And SASL: services of the types {@code SaslClientFactory} and {@code SaslServerFactory} for each mechanism whose security package is
 * there, see {@link org.sspi4j.sasl}.
 *
 * <pre>{@code
 * Security.insertProviderAt(new SspiProvider(), 1);
 * }</pre>
 */
public final class SspiProvider extends Provider {
    private static final long serialVersionUID = 1L;

    /** The name to ask {@code Security.getProvider} for. */
    public static final String NAME = "SSPI";

    /** The type of its services. */
    public static final String SECURITY_PACKAGE = "SecurityPackage";

    private static final String CLIENT_FACTORY = "SaslClientFactory";
    private static final String SERVER_FACTORY = "SaslServerFactory";

    public SspiProvider() {
        this(Sspi.enumerateSecurityPackages());
    }

    SspiProvider(List<PackageInfo> packages) {
        super(NAME, "0.1", "SSPI security packages in pure Java");
        packages.forEach(info -> putService(new PackageService(this, info)));
        var clients = new SspiSaslClientFactory();
        for (var mechanism : clients.getMechanismNames(null)) {
            putService(new SaslService(this, CLIENT_FACTORY, mechanism, clients));
        }
        var servers = new SspiSaslServerFactory();
        for (var mechanism : servers.getMechanismNames(null)) {
            putService(new SaslService(this, SERVER_FACTORY, mechanism, servers));
        }
    }

    private static final class PackageService extends Service {
        private final PackageInfo info;

        PackageService(Provider provider, PackageInfo info) {
            super(provider, SECURITY_PACKAGE, info.name(), PackageInfo.class.getName(), aliases(info), attributes(info));
            this.info = info;
        }

        @Override
        public Object newInstance(Object parameter) {
            return info;
        }

        @Override
        public boolean supportsParameter(Object parameter) {
            return parameter == null;
        }

        /** Both ways of writing an OID are different aliases to the JDK. */
        private static List<String> aliases(PackageInfo info) {
            return info.oids().stream()
                    .flatMap(oid -> List.of(oid, "OID." + oid).stream())
                    .toList();
        }

        private static Map<String, String> attributes(PackageInfo info) {
            return Map.of(
                    "RpcId", String.valueOf(info.rpcId()),
                    "MaxToken", String.valueOf(info.maxToken()),
                    "Comment", info.comment());
        }
    }

    private static final class SaslService extends Service {
        private final Object factory;

        SaslService(Provider provider, String type, String mechanism, Object factory) {
            super(provider, type, mechanism, factory.getClass().getName(), List.of(), Map.of());
            this.factory = factory;
        }

        @Override
        public Object newInstance(Object parameter) {
            return factory;
        }
    }
}
