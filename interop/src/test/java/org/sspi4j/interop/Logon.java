package org.sspi4j.interop;

import java.nio.file.Path;

/** How a client comes to its credentials. Users are of the default realm. */
sealed interface Logon {
    record Password(String user, char[] password) implements Logon {}

    record Keytab(String user, Path keytab) implements Logon {}

    record Ccache(String user, Path ccache) implements Logon {}
}
