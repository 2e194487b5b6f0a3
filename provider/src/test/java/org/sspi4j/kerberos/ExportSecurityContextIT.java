package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_NOT_OWNER;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.kerberos.GoesOnElsewhere.opened;
import static org.sspi4j.kerberos.GoesOnElsewhere.sealed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.Identity;
import org.sspi4j.api.PackedContext;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/** Contexts of a real handshake that go on in another JVM, in both directions with the peer that stayed. */
@DisplayName("ExportSecurityContext and ImportSecurityContext, Kerberos")
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = "HTTP/web.example.com")
@Timeout(120)
class ExportSecurityContextIT {
    private static final String WEB = "HTTP/web.example.com";
    private static final Set<ContextFlag> FLAGS = Set.of(
            ContextFlag.MUTUAL_AUTH, ContextFlag.CONFIDENTIALITY, ContextFlag.INTEGRITY, ContextFlag.SEQUENCE_DETECT,
            ContextFlag.REPLAY_DETECT);

    @Krb5Conf
    Path krb5Conf;

    @Keytab(WEB)
    Path keytab;

    @TempDir
    Path folder;

    private KerberosConfig config;
    private ContextKeyFile keyFile;
    private CtxtHandle initiator;
    private CtxtHandle acceptor;

    @BeforeEach
    void establish() throws Exception {
        config = KerberosConfig.load(krb5Conf);
        keyFile = ContextKeyFile.at(folder.resolve("keys").resolve("context.key"));
        try (var password = Secret.password("secret".toCharArray());
                var alice = Sspi.acquireCredentialsHandle(
                        "Kerberos", CredentialUse.OUTBOUND, Identity.password("alice", password), config);
                var web = Sspi.acquireCredentialsHandle("Kerberos", CredentialUse.INBOUND, Identity.keytab(keytab), config)) {
            var first = Sspi.initializeSecurityContext(alice, null, WEB, FLAGS, new byte[0]);
            var accepted = Sspi.acceptSecurityContext(web, null, Set.of(), first.token());
            acceptor = accepted.context();
            initiator = Sspi.initializeSecurityContext(alice, first.context(), WEB, FLAGS, accepted.token()).context();
        }
    }

    private PackedContext exported(CtxtHandle context, ExportFlag... flags) throws SspiException {
        return Sspi.exportSecurityContext(context, Set.of(flags), keyFile);
    }

    private CtxtHandle imported(byte[] packed, AccessToken token) throws SspiException {
        return Sspi.importSecurityContext("Kerberos", packed, token, config, keyFile);
    }

    private List<String> elsewhere(byte[] packed, byte[] message) throws Exception {
        return elsewhere(keyFile, packed, message);
    }

    private static List<String> elsewhere(ContextKeyFile keyFile, byte[] packed, byte[] message) throws Exception {
        var hex = HexFormat.of();
        var result = ForkedJvm.of(GoesOnElsewhere.class)
                .arguments(keyFile.path().toString())
                .input(hex.formatHex(packed) + "\n" + hex.formatHex(message) + "\n")
                .run();
        assertEquals(0, result.exitStatus(), result.errors());
        return result.lines();
    }

    private static SecurityStatus status(Executable call) {
        return assertThrows(SspiException.class, call).status();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aContextGoesOnInAnotherProcess(boolean initiates) throws Exception {
        var moving = initiates ? initiator : acceptor;
        var staying = initiates ? acceptor : initiator;
        assertEquals("one", opened(staying, sealed(moving, "one")));
        assertEquals("two", opened(moving, sealed(staying, "two")));
        var next = sealed(staying, "for elsewhere");
        byte[] packed = exported(moving, ExportFlag.DELETE_OLD).packed();
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> sealed(moving, "three")));
        var said = elsewhere(packed, next);
        assertEquals(List.of("alice@EXAMPLE.COM HTTP/web.example.com@EXAMPLE.COM", "for elsewhere"), said.subList(0, 2));
        assertEquals("from elsewhere", opened(staying, HexFormat.of().parseHex(said.get(2))));
        assertEquals(List.of("SEC_E_OUT_OF_SEQUENCE"), elsewhere(packed, next));
        assertEquals(SEC_E_OUT_OF_SEQUENCE, status(() -> imported(packed, null)));
    }

    @Test
    void whatThisProcessImportedNoOtherDoes() throws Exception {
        byte[] packed = exported(initiator, ExportFlag.DELETE_OLD).packed();
        try (var context = imported(packed, null)) {
            assertEquals(List.of("SEC_E_OUT_OF_SEQUENCE"), elsewhere(packed, sealed(acceptor, "one")));
            assertEquals("two", opened(acceptor, sealed(context, "two")));
        }
    }

    @Test
    void anotherKeyFileOpensNothing() throws Exception {
        var other = ContextKeyFile.at(folder.resolve("others").resolve("context.key"));
        byte[] packed = exported(initiator, ExportFlag.DELETE_OLD).packed();
        assertEquals(List.of("SEC_E_NO_CREDENTIALS"), elsewhere(other, packed, sealed(acceptor, "one")));
        Sspi.exportSecurityContext(acceptor, Set.of(), other);
        assertEquals(List.of("SEC_E_NOT_OWNER"), elsewhere(other, packed, sealed(acceptor, "one")));
    }

    @Test
    void withResetNewTheOtherProcessBeginsAfterTheHandshake() throws Exception {
        var first = sealed(initiator, "one");
        assertEquals("one", opened(acceptor, first));
        byte[] packed = exported(acceptor, ExportFlag.RESET_NEW, ExportFlag.DELETE_OLD).packed();
        var said = elsewhere(packed, first);
        assertEquals("one", said.get(1));
        assertEquals("from elsewhere", opened(initiator, HexFormat.of().parseHex(said.get(2))));
    }

    @Test
    void withoutDeleteOldBothProcessesGoOn() throws Exception {
        byte[] packed = exported(acceptor).packed();
        var message = sealed(initiator, "for both");
        assertEquals("for both", elsewhere(packed, message).get(1));
        assertEquals("for both", opened(acceptor, message));
    }

    @Test
    void theTokenIsTheClients() throws Exception {
        assertEquals(Optional.empty(), exported(initiator).token());
        var packed = exported(acceptor);
        assertEquals("alice@EXAMPLE.COM", packed.token().orElseThrow().userName());
        try (var context = imported(packed.packed(), packed.token().orElseThrow())) {
            assertEquals(packed.token().orElseThrow().subject(), context.accessToken().subject());
        }
        byte[] another = exported(acceptor).packed();
        var bob = AccessToken.of("bob@EXAMPLE.COM", packed.token().orElseThrow().level(), Set.of());
        assertEquals(SEC_E_NOT_OWNER, status(() -> imported(another, bob)));
        assertEquals(SEC_E_NOT_OWNER, status(() -> imported(exported(initiator).packed(), packed.token().orElseThrow())));
    }

    @Test
    void theKeyFileIsMadeByTheFirstExport() throws Exception {
        assertFalse(Files.exists(keyFile.path()));
        assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, status(() -> imported(new byte[100], null)));
        assertFalse(Files.exists(keyFile.path()));
        exported(initiator);
        assertEquals(32, Files.size(keyFile.path()));
    }
}
