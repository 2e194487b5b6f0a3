package org.sspi4j.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A KDC that JUnit closes, with the folder for the files that tests ask for. */
record RunningKdc(EmbeddedKdc kdc, Path dir, AtomicInteger files) implements AutoCloseable {
    static RunningKdc of(EmbeddedKdc kdc) throws IOException {
        return new RunningKdc(kdc, Files.createTempDirectory("kdc-" + kdc.realm()), new AtomicInteger());
    }

    /** A new file each time, since keys may have changed. */
    Path keytab(String... principals) {
        Path file = dir.resolve(files.incrementAndGet() + ".keytab");
        for (String principal : principals) {
            kdc.keytab(principal, file);
        }
        return file;
    }

    Path krb5Conf(Transport first) {
        return kdc.krb5Conf(dir.resolve(files.incrementAndGet() + ".krb5.conf"), first);
    }

    @Override
    public void close() throws IOException {
        kdc.close();
        try (var content = Files.list(dir)) {
            for (Path file : content.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(dir);
    }
}
