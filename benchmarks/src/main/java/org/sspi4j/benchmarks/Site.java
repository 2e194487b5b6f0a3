package org.sspi4j.benchmarks;

import java.util.List;
import org.sspi4j.kerberos.etype.EncryptionType;

/** What all rows of an encryption type need: a realm, and a KDC's recorded answers. */
record Site(Realm.Running running, CannedKdc canned) implements AutoCloseable {
    static Site open(EncryptionType type) throws Exception {
        var running = Realm.start(type.number());
        try {
            var recording = Recording.of(running.kdc(), running.realm());
            recording.save(running.realm().folder());
            return new Site(running, CannedKdc.start(recording));
        } catch (Exception e) {
            running.close();
            throw e;
        }
    }

    Forks forks(Forks.Effort effort, List<String> jvmOptions, boolean verbose) {
        return new Forks(running.realm(), canned.port(), effort, jvmOptions, verbose);
    }

    @Override
    public void close() throws Exception {
        try (running) {
            canned.close();
        }
    }
}
