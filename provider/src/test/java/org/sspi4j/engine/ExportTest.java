package org.sspi4j.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_CANNOT_PACK;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_NOT_OWNER;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.PackedContext;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.EveryCasePackage;
import org.sspi4j.testkit.ForkedJvm;

/** ExportSecurityContext and ImportSecurityContext, as the engine has them for every package. */
@Timeout(60)
class ExportTest {
    private static final Set<ExportFlag> MOVED = Set.of(ExportFlag.DELETE_OLD);

    private final EveryCaseEngine test = new EveryCaseEngine();

    @TempDir
    Path folder;

    private ContextKeyFile keyFile;

    @BeforeEach
    void name() {
        keyFile = ContextKeyFile.at(folder.resolve("keys").resolve("context.key"));
    }

    private CtxtHandle established(String word) throws Exception {
        try (var credential = test.inbound()) {
            return test.accept(credential, null, word + " alice").context();
        }
    }

    /** What another process would have exported. */
    private CtxtHandle imported(String state) throws Exception {
        try (var seal = test.engine.exports().seal(keyFile)) {
            return imported(seal.seal(EveryCasePackage.NAME, MOVED, Instant.MAX, state.getBytes(US_ASCII)), null);
        }
    }

    private CtxtHandle imported(byte[] packed, AccessToken token) throws Exception {
        return test.engine.importContext(EveryCasePackage.NAME, packed, token, KerberosConfig.builder().build(), keyFile);
    }

    private PackedContext exported(CtxtHandle context, ExportFlag... flags) throws Exception {
        return test.engine.exportContext(context, Set.of(flags), keyFile);
    }

    @Test
    void theExportedContextIsDeadAndItsSecretsAreWiped() throws Exception {
        var context = established("see-you");
        assertTrue(context.isExportable());
        byte[] packed = exported(context, ExportFlag.DELETE_OLD).packed();
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.query(ContextAttribute.NAMES)));
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> exported(context, ExportFlag.DELETE_OLD)));
        assertEquals(0, test.ledger.liveSecrets());
        try (var imported = imported(packed, null)) {
            assertEquals("alice", imported.query(ContextAttribute.NAMES).userName());
        }
    }

    @Test
    void withoutDeleteOldTheContextLivesOn() throws Exception {
        var context = established("see-you");
        byte[] packed = exported(context).packed();
        assertEquals("alice", context.query(ContextAttribute.NAMES).userName());
        try (var imported = imported(packed, null)) {
            assertEquals("alice", imported.query(ContextAttribute.NAMES).userName());
        }
        exported(context, ExportFlag.RESET_NEW);
        exported(context, ExportFlag.DELETE_OLD);
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.query(ContextAttribute.NAMES)));
    }

    @Test
    void thePackageIsToldTheFlags() throws Exception {
        var context = established("see-you");
        exported(context);
        exported(context, ExportFlag.RESET_NEW, ExportFlag.DELETE_OLD);
        assertEquals(List.of(Set.of(), Set.of(ExportFlag.RESET_NEW, ExportFlag.DELETE_OLD)), test.ledger.exports());
    }

    @Test
    void thereIsNoKernel() throws Exception {
        try (var context = established("see-you")) {
            var all = ExportFlag.values();
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> exported(context, all)));
            assertEquals("alice", context.query(ContextAttribute.NAMES).userName());
        }
        assertEquals(Set.of(ExportFlag.RESET_NEW, ExportFlag.TO_KERNEL), ExportFlag.of(5));
        assertEquals(Set.of(), ExportFlag.of(0));
        assertEquals(7, ExportFlag.bits(ExportFlag.of(7)));
        for (int unknown : new int[] {8, 9, 1 << 31, -1}) {
            assertEquals(SEC_E_INVALID_PARAMETER, status(() -> ExportFlag.of(unknown)));
        }
    }

    @Test
    void theClientsTokenGoesAlongAndHasToBeTheClients() throws Exception {
        var packed = exported(established("see-you"), ExportFlag.DELETE_OLD);
        var alice = packed.token().orElseThrow();
        assertEquals("alice", alice.userName());
        imported(packed.packed(), alice).close();
        var again = exported(established("see-you"), ExportFlag.DELETE_OLD);
        var bob = AccessToken.of("bob", ImpersonationLevel.IMPERSONATION, Set.of());
        assertEquals(SEC_E_NOT_OWNER, status(() -> imported(again.packed(), bob)));
        assertEquals(SEC_E_OUT_OF_SEQUENCE, status(() -> imported(again.packed(), alice)), "it counts as imported");
        assertEquals(0, test.ledger.liveSecrets());
        var shown = again.toString();
        assertEquals("PackedContext[" + again.packed().length + " bytes, client " + alice + "]", shown);
    }

    @Test
    void anInitiatorsContextHasNoToken() throws Exception {
        try (var seal = test.engine.exports().seal(keyFile)) {
            byte[] packed = seal.seal(EveryCasePackage.NAME, MOVED, Instant.MAX, "to alice".getBytes(US_ASCII));
            var alice = AccessToken.of("to alice", ImpersonationLevel.IMPERSONATION, Set.of());
            assertEquals(SEC_E_NOT_OWNER, status(() -> imported(packed, alice)));
        }
        try (var credential = test.outbound()) {
            var context = test.initialize(credential, test.begun(credential), "see-you alice").context();
            assertEquals(Optional.empty(), exported(context, ExportFlag.DELETE_OLD).token());
        }
        assertEquals(0, test.ledger.liveSecrets());
    }

    @Test
    void aContextIsImportedOnce() throws Exception {
        byte[] packed = exported(established("see-you"), ExportFlag.DELETE_OLD).packed();
        imported(packed, null).close();
        assertEquals(SEC_E_OUT_OF_SEQUENCE, status(() -> imported(packed, null)));
    }

    @Test
    void whatIsOfAnotherPackageIsRefused() throws Exception {
        byte[] packed = exported(established("see-you"), ExportFlag.DELETE_OLD).packed();
        assertEquals(SEC_E_INVALID_TOKEN, status(() -> test.engine.importContext(
                "Other", packed, null, KerberosConfig.builder().build(), keyFile)));
        test.engine.importContext("everycase", packed, null, KerberosConfig.builder().build(), keyFile).close();
    }

    @Test
    void withoutAKeyFileTheContextStaysAsItWas() throws Exception {
        Files.createDirectories(keyFile.path());
        try (var context = established("see-you")) {
            assertEquals(SEC_E_CANNOT_PACK, status(() -> exported(context, ExportFlag.DELETE_OLD)));
            assertEquals("alice", context.query(ContextAttribute.NAMES).userName());
            Files.delete(keyFile.path());
            Files.setPosixFilePermissions(keyFile.path().getParent(), PosixFilePermissions.fromString("rwx------"));
            exported(context, ExportFlag.DELETE_OLD);
        }
        assertEquals(0, test.ledger.liveSecrets());
    }

    @Test
    void theStateInTheClearIsWiped() throws Exception {
        byte[] packed = exported(established("see-you"), ExportFlag.DELETE_OLD).packed();
        imported(packed, null).close();
        assertEquals(SEC_E_INTERNAL_ERROR, status(() -> imported("fault")));
        assertEquals(3, test.ledger.states().size(), "exported once, imported twice");
        for (byte[] state : test.ledger.states()) {
            assertArrayEquals(new byte[state.length], state);
        }
    }

    @Test
    void otherHandlesAreNotExported() {
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> exported(new EveryCaseEngine().accepted())));
    }

    @Test
    void theHandleItselfUsesTheUsersKeyFile() throws Exception {
        var result = ForkedJvm.of(ExportsWithItsOwnKey.class)
                .environment("XDG_STATE_HOME", folder.resolve("state").toString())
                .run();
        assertEquals("alice", result.output().strip(), result.errors());
        assertEquals(32, Files.size(folder.resolve("state").resolve("sspi4j").resolve("context.key")));
    }

    @Test
    void aMovedContextIsDead() throws Exception {
        var context = established("see-you");
        exported(context, ExportFlag.DELETE_OLD);
        assertEquals(SEC_E_INVALID_HANDLE, status(context::isExportable));
        assertEquals(0, test.ledger.liveSecrets());
        context.close();
    }

    @Test
    void theImportedContextIsAnEstablishedOne() throws Exception {
        var context = imported("alice");
        assertFalse(context.isInitiator());
        assertEquals("alice", context.query(ContextAttribute.NAMES).userName());
        assertEquals("alice", context.accessToken().userName());
        assertEquals("alice came from elsewhere", context.decisions().get(0).sentence());
        assertEquals("EveryCase ACCEPTOR", context.toString());
        try (var credential = test.inbound()) {
            assertEquals(
                    SEC_E_OUT_OF_SEQUENCE, status(() -> test.accept(credential, context, "hello")));
        }
        context.close();
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.query(ContextAttribute.NAMES)));
        assertEquals(0, test.ledger.liveSecrets());
    }

    @Test
    void anImportedInitiatorHasNoClient() throws Exception {
        try (var context = imported("to server")) {
            assertTrue(context.isInitiator());
            assertEquals(SEC_E_INVALID_HANDLE, status(context::accessToken));
        }
    }

    @Test
    void aPackageThatDoesNotOfferItLeavesTheContextAsItWas() throws Exception {
        try (var context = established("bye")) {
            assertFalse(context.isExportable());
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(() -> exported(context)));
            assertFalse(Files.exists(keyFile.path()), "a key for nothing");
            assertEquals("alice", context.query(ContextAttribute.NAMES).userName());
        }
        assertEquals(0, test.ledger.liveSecrets());
    }

    @Test
    void aFaultInThePackageEndsTheContext() throws Exception {
        var context = established("break-later");
        assertEquals(SEC_E_INTERNAL_ERROR, status(() -> exported(context)));
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.query(ContextAttribute.NAMES)));
        assertEquals(0, test.ledger.liveSecrets());
        assertEquals(SEC_E_INTERNAL_ERROR, status(() -> imported("fault")));
    }

    @Test
    void aContextThatIsNotCompleteIsNotExported() throws Exception {
        try (var credential = test.inbound()) {
            var context = test.accept(credential, null, "hello").context();
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> exported(context)));
            assertEquals(SEC_E_INVALID_HANDLE, status(context::isExportable));
            context.close();
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> exported(context)));
        }
    }

    @Test
    void whatNoExportMadeIsRefused() {
        assertEquals(SEC_E_INVALID_TOKEN, status(() -> imported("")));
        assertEquals(SEC_E_SECPKG_NOT_FOUND, status(() -> test.engine.importContext(
                "Every", new byte[1], null, KerberosConfig.builder().build(), keyFile)));
    }
}
