package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.Sspi;
import org.sspi4j.SspiAsync;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.Transport;

/** A client whose configuration knows no KDC, a server whose configuration does, and a KDC that somebody else wrote. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class IakerbIT {
    private static final String WEB = "HTTP/web.example.com";
    private static final Set<ContextFlag> FLAGS = Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY);

    @TempDir
    Path folder;

    private EmbeddedKdc kdc;
    private KerberosConfig away;
    private KerberosConfig home;
    private Identity keytab;

    /** In which way calls are made. */
    enum Calls {
        BLOCKING {
            @Override
            ContextResult initialize(CredHandle alice, CtxtHandle context, byte[] token) throws Exception {
                return Sspi.initializeSecurityContext(alice, context, WEB, FLAGS, token);
            }

            @Override
            ContextResult accept(CredHandle web, CtxtHandle context, byte[] token) throws Exception {
                return Sspi.acceptSecurityContext(web, context, Set.of(), token);
            }
        },
        NON_BLOCKING {
            @Override
            ContextResult initialize(CredHandle alice, CtxtHandle context, byte[] token) throws Exception {
                return SspiAsync.initializeSecurityContext(alice, context, WEB, FLAGS, token)
                        .stage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            }

            @Override
            ContextResult accept(CredHandle web, CtxtHandle context, byte[] token) throws Exception {
                return SspiAsync.acceptSecurityContext(web, context, Set.of(), token)
                        .stage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            }
        };

        abstract ContextResult initialize(CredHandle alice, CtxtHandle context, byte[] token) throws Exception;

        abstract ContextResult accept(CredHandle web, CtxtHandle context, byte[] token) throws Exception;
    }

    @BeforeEach
    void start() throws Exception {
        kdc = EmbeddedKdc.builder("EXAMPLE.COM").start().addUser("alice", "secret").addService(WEB);
        home = KerberosConfig.load(kdc.krb5Conf(folder.resolve("krb5.conf"), Transport.TCP))
                .toBuilder().iakerbRealms("EXAMPLE.COM").build();
        away = KerberosConfig.builder()
                .defaultRealm("EXAMPLE.COM").domainRealm(".example.com", "EXAMPLE.COM").dnsLookupKdc(false).build();
        keytab = Identity.keytab(WEB, kdc.keytab(WEB, folder.resolve("web.keytab")));
    }

    @AfterEach
    void stop() {
        kdc.close();
    }

    private static Identity alice() {
        return Identity.password("alice", Secret.password("secret".toCharArray()));
    }

    private String established(Calls calls, CredHandle alice, CredHandle web) throws Exception {
        var ours = calls.initialize(alice, null, new byte[0]);
        var theirs = calls.accept(web, null, ours.token());
        while (ours.status() == SecurityStatus.SEC_I_CONTINUE_NEEDED) {
            ours = calls.initialize(alice, ours.context(), theirs.token());
            if (ours.token().length > 0) {
                theirs = calls.accept(web, theirs.context(), ours.token());
            }
        }
        try (var client = ours.context(); var server = theirs.context()) {
            assertTrue(ours.flags().containsAll(FLAGS));
            return server.accessToken().userName();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isKnownToTheServer(Calls calls) throws Exception {
        try (var client = Sspi.acquireCredentialsHandle("IAKERB", CredentialUse.OUTBOUND, alice(), away);
                var web = Sspi.acquireCredentialsHandle("IAKERB", CredentialUse.INBOUND, keytab, home)) {
            assertEquals("alice@EXAMPLE.COM", established(calls, client, web));
            assertEquals("alice@EXAMPLE.COM", established(calls, client, web), "with the ticket that came of it");
        }
    }

    @Test
    void isKnownByWayOfNegotiate() throws Exception {
        var both = NegotiateCred.builder().packageList("Kerberos,IAKERB").identity(alice()).build();
        var keys = NegotiateCred.builder().packageList("Kerberos,IAKERB").kerberos(keytab).build();
        try (var client = Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.OUTBOUND, both, away);
                var web = Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.INBOUND, keys, home)) {
            assertEquals("alice@EXAMPLE.COM", established(Calls.BLOCKING, client, web));
        }
    }

    @Test
    void isNotKnownWithAnotherPassword() throws Exception {
        var wrong = Identity.password("alice", Secret.password("wrong".toCharArray()));
        try (var client = Sspi.acquireCredentialsHandle("IAKERB", CredentialUse.OUTBOUND, wrong, away);
                var web = Sspi.acquireCredentialsHandle("IAKERB", CredentialUse.INBOUND, keytab, home)) {
            var refusal = assertThrows(
                    SspiException.class, () -> established(Calls.BLOCKING, client, web));
            assertEquals(SecurityStatus.SEC_E_LOGON_DENIED, refusal.status(), refusal.getMessage());
        }
    }
}
