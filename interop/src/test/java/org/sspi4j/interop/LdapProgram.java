package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.Closeable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@link LdapLogins} in a JVM of its own, which has our provider in its list and trusts the authority of the tests. */
final class LdapProgram implements Closeable {
    private final LineProgram program;

    private LdapProgram(LineProgram program) {
        this.program = program;
    }

    /**
     * @param folder for its files
     * @param environment where it finds Kerberos' configuration, and tickets
     */
    static LdapProgram start(LdapLogins.Question question, Path folder, Map<String, String> environment) throws Exception {
        var program = LineProgram.start(environment, List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.security.properties=" + providers(folder),
                "-Djdk.net.hosts.file=" + System.getProperty("jdk.net.hosts.file"),
                "-Djavax.net.ssl.trustStore=" + trusted(folder),
                "-Djavax.net.ssl.trustStorePassword=" + Peers.Tls.PASSWORD,
                "-cp", System.getProperty("java.class.path"),
                LdapLogins.class.getName(), question.name()));
        assertEquals("SSPI", program.hear());
        return new LdapProgram(program);
    }

    /** The JVM's own list behind ours, as README says. */
    private static Path providers(Path folder) throws Exception {
        var lines = new ArrayList<>(List.of("security.provider.1=SSPI"));
        for (var provider : Security.getProviders()) {
            lines.add("security.provider." + (lines.size() + 1) + "=" + provider.getName());
        }
        return Files.write(folder.resolve("java.security"), lines);
    }

    private static Path trusted(Path folder) throws Exception {
        var file = folder.resolve("trusted.p12");
        try (var out = Files.newOutputStream(file)) {
            Peers.started().tls().trusting("ca").store(out, Peers.Tls.PASSWORD.toCharArray());
        }
        return file;
    }

    /** What it says of a bind; none of the words has a comma. */
    String told(String url, String mechanism, String qop, String... more) throws Exception {
        return program.ask(String.join(",", url, mechanism, qop, String.join(",", more)));
    }

    @Override
    public void close() {
        program.close();
    }
}
