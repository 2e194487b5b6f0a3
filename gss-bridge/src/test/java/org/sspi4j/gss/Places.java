package org.sspi4j.gss;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where classes come from: a jar, or the folder that it is made of. */
final class Places {
    private Places() {}

    /** The jar that the provider's module requires. */
    static Path ofBouncyCastle() throws ReflectiveOperationException, URISyntaxException {
        return of(Class.forName("org.bouncycastle.LICENSE"));
    }

    static Path of(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
