package org.sspi4j.gss;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where classes come from: a jar, or the folder that it is made of. */
final class Places {
    private Places() {}

    static Path of(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
