package org.sspi4j.tools.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.NoSuchAlgorithmException;
import java.security.URIParameter;
import java.util.Comparator;
import javax.security.auth.login.Configuration;

/** The files of a run, in a temporary folder that only this user can look into. */
record DemoFolder(Path path) {
    static DemoFolder create() throws IOException {
        return new DemoFolder(Files.createTempDirectory("sspi-demo"));
    }

    Path krb5Conf() {
        return path.resolve("krb5.conf");
    }

    Path keytab() {
        return path.resolve("service.keytab");
    }

    Path jaas() {
        return path.resolve("jaas.conf");
    }

    /** The tickets of a user. */
    Path ccache(String user) {
        return path.resolve(user + ".ccache");
    }

    /** A configuration of curl with a user's name and password, so that they are on no command line. */
    Path curlConfig(String user) {
        return path.resolve(user + ".curl");
    }

    /** The users of NTLM. */
    Path accounts() {
        return path.resolve("accounts");
    }

    /** The profile of a browser that is told what servers may see tickets. */
    Path browser() {
        return path.resolve("browser");
    }

    /** Such as {@code rwx------}; the same where files have no permissions. */
    String permissions() throws IOException {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        return PosixFilePermissions.toString(
                view == null ? PosixFilePermissions.fromString("rwx------") : view.readAttributes().permissions());
    }

    /** Two logins: a password that is asked for, and a keytab. */
    void writeJaas(String client, String service) throws IOException {
        Files.writeString(jaas(), """
                alice {
                    org.sspi4j.jaas.SspiLoginModule required
                        principal="%s"
                        krb5Conf="%s";
                };

                service {
                    org.sspi4j.jaas.SspiLoginModule required
                        principal="%s"
                        isInitiator=false
                        storeKey=true
                        doNotPrompt=true
                        useKeyTab=true
                        keyTab="%s"
                        krb5Conf="%s";
                };
                """.formatted(client, quotable(krb5Conf()), service, quotable(keytab()), quotable(krb5Conf())));
    }

    /** What {@link #writeJaas} wrote, for a LoginContext: no property of the JVM is set. */
    Configuration logins() throws NoSuchAlgorithmException {
        return Configuration.getInstance("JavaLoginConfig", new URIParameter(jaas().toUri()));
    }

    void delete() throws IOException {
        if (Files.exists(path)) {
            try (var files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** A backslash is an escape in a JAAS configuration. */
    private static String quotable(Path file) {
        return file.toString().replace('\\', '/');
    }
}
