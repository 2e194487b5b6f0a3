package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.Sspi;
import org.sspi4j.gss.peer.Application;
import org.sspi4j.jaas.SspiLoginModule;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/**
 * Applications of the JDK's GSS-API that somebody else configures to log on with our module, in JVMs of their own and without
 * any flag; and the same with our manager at one end.
 */
@KerberosRealm(
        users = {
            @User(name = "alice", password = "secret"),
            @User(name = UnmodifiedApplicationIT.KEYS, password = "secret")
        },
        services = {UnmodifiedApplicationIT.WEB, UnmodifiedApplicationIT.LDAP})
class UnmodifiedApplicationIT {
    static final String WEB = "HTTP/web.example.com";
    static final String LDAP = "ldap/dc.example.com";
    static final String KEYS = "HTTP/keys.example.com";
    private static final String REALM = "@EXAMPLE.COM";

    @TempDir
    Path dir;

    @Krb5Conf
    Path krb5Conf;

    private Path jaas;

    @BeforeEach
    void configure(EmbeddedKdc kdc, @Keytab(WEB) Path web, @Keytab(LDAP) Path ldap) throws Exception {
        var both = Files.copy(web, dir.resolve("both.keytab"));
        kdc.keytab(LDAP, both);
        jaas = Files.writeString(dir.resolve("jaas.conf"), """
                client { org.sspi4j.jaas.SspiLoginModule required principal=alice krb5Conf="%1$s"; };
                prepared { org.sspi4j.jaas.SspiLoginModule required principal=alice krb5Conf="%1$s"
                    services="HTTP/web.example.com ldap/dc.example.com"; };
                web { org.sspi4j.jaas.SspiLoginModule required isInitiator=false storeKey=true krb5Conf="%1$s"
                    useKeyTab=true keyTab="%2$s" principal="HTTP/web.example.com" doNotPrompt=true; };
                anybody { org.sspi4j.jaas.SspiLoginModule required isInitiator=false storeKey=true krb5Conf="%1$s"
                    useKeyTab=true keyTab="%2$s" principal="*"; };
                keys { org.sspi4j.jaas.SspiLoginModule required isInitiator=false storeKey=true krb5Conf="%1$s"
                    principal="HTTP/keys.example.com"; };
                """.formatted(krb5Conf, both));
    }

    @Nested
    @DisplayName("with an empty krb5.conf")
    class WithAnEmptyKrb5Conf {
        private Path empty;

        @BeforeEach
        void writeNothing() throws Exception {
            empty = Files.createFile(dir.resolve("empty.conf"));
        }

        @Test
        void servicesWithTheirKeytabAccept() throws Exception {
            talk(empty, to(WEB), "ours client HTTP/web.example.com@EXAMPLE.COM jdk web");
        }

        @Test
        void servicesWithEverybodysKeytabAccept() throws Exception {
            talk(
                    empty,
                    List.of(said(WEB), said(LDAP)),
                    "ours client HTTP/web.example.com@EXAMPLE.COM jdk anybody",
                    "ours client ldap/dc.example.com@EXAMPLE.COM jdk anybody");
        }

        @Test
        void servicesWithTheKeysOfTheirPasswordAccept() throws Exception {
            talk(empty, to(KEYS), "ours client HTTP/keys.example.com@EXAMPLE.COM jdk keys");
        }

        @Test
        void clientsReachTheServicesThatTheLoginPrepared() throws Exception {
            talk(
                    empty,
                    List.of(said(WEB), said(LDAP), said(WEB)),
                    "jdk prepared HTTP/web.example.com@EXAMPLE.COM ours web",
                    "jdk prepared ldap/dc.example.com@EXAMPLE.COM ours anybody",
                    "jdk prepared HTTP/web.example.com@EXAMPLE.COM jdk web");
        }

        @Test
        void bothOfOursNeedNoMore() throws Exception {
            talk(empty, to(WEB), "ours client HTTP/web.example.com@EXAMPLE.COM ours web");
        }

        @Test
        void clientsReachTheServicesThatTheLoginPreparedOnTheModulePath() throws Exception {
            var modules = String.join(File.pathSeparator, ourJars().map(Path::toString).toList());
            var jvm = ForkedJvm.of(Application.class)
                    .classPath(Places.of(Application.class))
                    .jvmOptions("--module-path", modules, "--add-modules", "org.sspi4j.jaas,org.sspi4j.gss");
            talk(jvm, empty, to(WEB), "jdk prepared HTTP/web.example.com@EXAMPLE.COM jdk web");
        }
    }

    @Nested
    @DisplayName("with a krb5.conf that names the KDC")
    class WithAKrb5Conf {
        @Test
        void clientsReachEveryService() throws Exception {
            talk(
                    krb5Conf,
                    List.of(said(WEB), said(LDAP), said(WEB)),
                    "jdk client HTTP@web.example.com jdk web",
                    "jdk client ldap@dc.example.com ours anybody",
                    "jdk client HTTP/web.example.com@EXAMPLE.COM ours web");
        }

        /** The tickets that the login prepared are not taken for the ticket-granting ticket. */
        @Test
        void clientsReachServicesThatTheLoginDidNotPrepare() throws Exception {
            talk(krb5Conf, to(KEYS), "jdk prepared HTTP@keys.example.com jdk keys");
        }
    }

    private void talk(Path conf, List<String> said, String... conversations) throws Exception {
        var all = Stream.concat(Stream.of(Places.of(Application.class)), ourJars()).toArray(Path[]::new);
        talk(ForkedJvm.of(Application.class).classPath(all), conf, said, conversations);
    }

    /** The temporary folder holds the JDK's replay cache. */
    private void talk(ForkedJvm jvm, Path conf, List<String> said, String... conversations) throws Exception {
        var arguments = Stream.concat(Stream.of(jaas.toString()), Stream.of(conversations)).toArray(String[]::new);
        var result = jvm.property("java.security.krb5.conf", conf)
                .property("java.io.tmpdir", dir)
                .arguments(arguments)
                .input("secret\n")
                .run();
        assertEquals(said, result.lines(), result.errors());
        assertEquals(0, result.exitStatus(), result.errors());
    }

    private static List<String> to(String service) {
        return Collections.singletonList(said(service));
    }

    private static String said(String service) {
        return "alice" + REALM + " to " + service + REALM + ", sealed and signed";
    }

    private static Stream<Path> ourJars() throws Exception {
        return Stream.concat(
                Stream.of(Places.of(Sspi.class), Places.of(SspiLoginModule.class), Places.of(SspiGssManager.class)),
                Places.ofWhatTheProviderNeeds().stream());
    }
}
