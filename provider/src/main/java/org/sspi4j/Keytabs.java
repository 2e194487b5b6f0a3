package org.sspi4j;

import java.nio.file.Path;
import java.util.Objects;
import org.sspi4j.api.KeytabFile;
import org.sspi4j.engine.StandardEngine;

/**
 * The door to keytab files, for whoever sets up services. sspi.h has nothing like it: on Windows services log on with accounts,
 * and ktpass makes keytabs for others. To use one, see {@link org.sspi4j.api.Identity#keytab}.
 */
public final class Keytabs {
    private Keytabs() {}

    /** The keytab of this path; the file is not looked at before it is needed. */
    public static KeytabFile at(Path file) {
        return StandardEngine.INSTANCE.keytab(Objects.requireNonNull(file, "file"));
    }
}
