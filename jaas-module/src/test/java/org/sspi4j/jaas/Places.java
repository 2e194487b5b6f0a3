package org.sspi4j.jaas;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** Where classes come from: a jar, or the folder that it is made of. */
final class Places {
    private Places() {}

    /** The jars that the provider's module requires, and what those require. */
    static List<Path> ofWhatTheProviderNeeds() throws ReflectiveOperationException, URISyntaxException {
        return List.of(
                of(Class.forName("org.bouncycastle.LICENSE")),
                of(Class.forName("org.bouncycastle.tls.TlsProtocol")),
                of(Class.forName("org.bouncycastle.asn1.cms.CMSObjectIdentifiers")),
                of(Class.forName("org.xbill.DNS.Name")),
                of(Class.forName("org.slf4j.LoggerFactory")));
    }

    static Path of(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
