package org.sspi4j.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

/** The real peers that {@code interop/run} has started: what its properties file says of them. */
final class Peers {
    /** MIT krb5: a KDC, gss-server, and the files that its programs use. */
    record Mit(
            String realm,
            InetSocketAddress kdc,
            Path krb5Conf,
            Path aliceKeytab,
            Path aliceCcache,
            Path expiredCcache,
            Path rekeyedKeytab,
            Path serviceKeytab,
            InetSocketAddress gssServer,
            Path gssServerLog) {}

    private final Properties facts = new Properties();

    private Peers(Path file) {
        try (var in = Files.newBufferedReader(file)) {
            facts.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Peers started() {
        return new Peers(Path.of(Objects.requireNonNull(
                System.getProperty("interop.peers"), "these tests are run by interop/run, which starts their peers")));
    }

    Mit mit() {
        return new Mit(
                fact("mit.realm"),
                address("mit.kdc"),
                path("mit.krb5.conf"),
                path("mit.alice.keytab"),
                path("mit.alice.ccache"),
                path("mit.expired.ccache"),
                path("mit.rekeyed.keytab"),
                path("mit.service.keytab"),
                address("mit.gss-server"),
                path("mit.gss-server.log"));
    }

    char[] mitPassword(String user) {
        return fact("mit." + user + ".password").toCharArray();
    }

    private String fact(String name) {
        return Objects.requireNonNull(facts.getProperty(name), name);
    }

    private Path path(String name) {
        return Path.of(fact(name));
    }

    private InetSocketAddress address(String name) {
        return new InetSocketAddress(fact(name + ".address"), Integer.parseInt(fact(name + ".port")));
    }
}
