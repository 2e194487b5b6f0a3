package org.sspi4j.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/** What {@code interop/run} has written down of its peers. A fact that is missing fails the test that wants it. */
final class Facts {
    private final Properties facts = new Properties();

    private Facts(Path file) {
        try (var in = Files.newBufferedReader(file)) {
            facts.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Facts ofThisRun() {
        return new Facts(Path.of(Objects.requireNonNull(
                System.getProperty("interop.peers"), "these tests are run by interop/run, which starts their peers")));
    }

    String text(String name) {
        return Objects.requireNonNull(facts.getProperty(name), name);
    }

    /** For what is a matter of the machine. */
    Optional<String> ifAny(String name) {
        return Optional.ofNullable(facts.getProperty(name));
    }

    Path path(String name) {
        return Path.of(text(name));
    }

    InetSocketAddress address(String name) {
        return new InetSocketAddress(text(name + ".address"), Integer.parseInt(text(name + ".port")));
    }
}
