package org.sspi4j.gss;

import static org.ietf.jgss.GSSContext.DEFAULT_LIFETIME;
import static org.ietf.jgss.GSSCredential.ACCEPT_ONLY;
import static org.ietf.jgss.GSSCredential.INITIATE_ONLY;
import static org.ietf.jgss.GSSName.NT_HOSTBASED_SERVICE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.gss.Managers.failure;

import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import org.ietf.jgss.GSSCredential;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.logon.Subjects;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/** What login modules leave in a Subject, and the ways to bind it: each gives a context its credentials. */
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = "HTTP/web.example.com")
class SubjectLookupIT {
    private static final KerberosPrincipal ALICE = new KerberosPrincipal("alice@EXAMPLE.COM");
    private static final KerberosPrincipal WEB = new KerberosPrincipal("HTTP/web.example.com@EXAMPLE.COM");

    @Krb5Conf
    static Path krb5Conf;

    @Keytab("alice")
    static Path clientKeytab;

    @Keytab("HTTP/web.example.com")
    static Path serviceKeytab;

    @TempDir
    static Path empty;

    private static KerberosConfig config;
    private static SspiGssManager manager;

    /** The process's own credentials would not do: there are none. */
    @BeforeAll
    static void read() throws Exception {
        config = KerberosConfig.load(krb5Conf).toBuilder()
                .defaultKeytab("FILE:" + empty.resolve("none.keytab"))
                .defaultCcache("FILE:" + empty.resolve("none"))
                .build();
        manager = new SspiGssManager(config);
    }

    /** What is in the Subject. */
    enum Left {
        HANDLE,
        TICKET,
        KEYTAB_OF_ONE_NAME,
        KEYTAB_BESIDE_A_NAME,
        KEYS
    }

    /** Who binds it. */
    enum Bound {
        CALL_AS {
            @Override
            <T> T run(Subject subject, Callable<T> action) throws Exception {
                return Subjects.callAs(subject, action);
            }
        },
        DO_AS {
            @Override
            @SuppressWarnings({"deprecation", "removal"})
            <T> T run(Subject subject, Callable<T> action) throws Exception {
                try {
                    return Subject.doAs(subject, (PrivilegedExceptionAction<T>) action::call);
                } catch (PrivilegedActionException e) {
                    throw e.getException();
                }
            }
        };

        abstract <T> T run(Subject subject, Callable<T> action) throws Exception;
    }

    private static Stream<Arguments> ofClients() {
        return ways(Left.HANDLE, Left.TICKET);
    }

    /** An acceptor has no use for tickets. */
    private static Stream<Arguments> ofServices() {
        return ways(Left.HANDLE, Left.KEYTAB_OF_ONE_NAME, Left.KEYTAB_BESIDE_A_NAME, Left.KEYS);
    }

    private static Stream<Arguments> ofKeysAlone() {
        return ways(Left.KEYTAB_OF_ONE_NAME, Left.KEYTAB_BESIDE_A_NAME, Left.KEYS);
    }

    private static Stream<Arguments> ways(Left... left) {
        return Stream.of(left).flatMap(one -> Stream.of(Bound.values()).map(bound -> Arguments.of(one, bound)));
    }

    @ParameterizedTest
    @MethodSource("ofClients")
    void aClientsCredentialsAreUsed(Left left, Bound bound) throws Exception {
        var token = bound.run(subject(left, true), () -> {
            assertEquals("alice@EXAMPLE.COM", manager.createCredential(INITIATE_ONLY).getName().toString());
            return initiated();
        });
        assertEquals("alice@EXAMPLE.COM", bound.run(subject(Left.KEYS, false), () -> acceptedFrom(token, null)));
    }

    @ParameterizedTest
    @MethodSource("ofServices")
    void aServicesCredentialsAreUsed(Left left, Bound bound) throws Exception {
        var client = subject(Left.TICKET, true);
        var service = subject(left, false);
        var first = Bound.CALL_AS.run(client, SubjectLookupIT::initiated);
        assertEquals("alice@EXAMPLE.COM", bound.run(service, () -> acceptedFrom(first, null)));
        var second = Bound.CALL_AS.run(client, SubjectLookupIT::initiated);
        assertEquals(
                "alice@EXAMPLE.COM",
                bound.run(service, () -> acceptedFrom(second, manager.createCredential(ACCEPT_ONLY))));
    }

    /** As with the JDK's own mechanism: they open tickets, and log nobody on. */
    @ParameterizedTest
    @MethodSource("ofKeysAlone")
    void keysAloneDoNotInitiate(Left left, Bound bound) throws Exception {
        bound.run(subject(left, true), () -> {
            assertEquals(GssStatus.NO_CRED, failure(() -> manager.createCredential(INITIATE_ONLY)));
            return null;
        });
    }

    @ParameterizedTest
    @EnumSource
    void aSubjectWithoutCredentialsIsNotReplacedByTheProcess(Bound bound) throws Exception {
        var withKeytab = new SspiGssManager(
                config.toBuilder().defaultKeytab("FILE:" + serviceKeytab).build());
        assertEquals(ACCEPT_ONLY, withKeytab.createCredential(ACCEPT_ONLY).getUsage());
        bound.run(new Subject(true, Set.of(WEB), Set.of(), Set.of()), () -> {
            assertEquals(GssStatus.NO_CRED, failure(() -> withKeytab.createCredential(ACCEPT_ONLY)));
            return null;
        });
    }

    private static byte[] initiated() throws Exception {
        var service = manager.createName("HTTP@web.example.com", NT_HOSTBASED_SERVICE);
        return manager.createContext(service, Oids.KERBEROS, null, DEFAULT_LIFETIME).initSecContext(new byte[0], 0, 0);
    }

    private static String acceptedFrom(byte[] token, GSSCredential credential) throws Exception {
        var acceptor = manager.createContext(credential);
        acceptor.acceptSecContext(token, 0, token.length);
        return acceptor.getSrcName().toString();
    }

    /** Read-only, as it is while an application runs. */
    private static Subject subject(Left left, boolean client) throws Exception {
        var principal = client ? ALICE : WEB;
        var keytab = (client ? clientKeytab : serviceKeytab).toFile();
        Set<?> credentials = switch (left) {
            case HANDLE -> Set.of(handle(client));
            case TICKET -> ticket();
            case KEYTAB_OF_ONE_NAME -> Set.of(KeyTab.getInstance(principal, keytab));
            case KEYTAB_BESIDE_A_NAME -> Set.of(KeyTab.getUnboundInstance(keytab));
            case KEYS -> Set.copyOf(List.of(KeyTab.getInstance(principal, keytab).getKeys(principal)));
        };
        return new Subject(true, Set.of(principal), Set.of(), credentials);
    }

    private static CredHandle handle(boolean client) throws Exception {
        return Sspi.acquireCredentialsHandle(
                "Kerberos",
                client ? CredentialUse.OUTBOUND : CredentialUse.INBOUND,
                Identity.keytab(client ? clientKeytab : serviceKeytab),
                config);
    }

    private static Set<Object> ticket() throws Exception {
        var subject = new Subject();
        try (var handle = handle(true)) {
            handle.logon();
            handle.publish(subject);
        }
        return subject.getPrivateCredentials();
    }
}
