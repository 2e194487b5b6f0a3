package org.sspi4j.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.engine.EveryCaseEngine.status;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.EveryCasePackage;

/** ExportSecurityContext and ImportSecurityContext, as the engine has them for every package. */
@Timeout(60)
class ExportTest {
    private final EveryCaseEngine test = new EveryCaseEngine();

    private CtxtHandle established(String word) throws Exception {
        try (var credential = test.inbound()) {
            return test.accept(credential, null, word + " alice").context();
        }
    }

    private CtxtHandle imported(String exported) throws Exception {
        return test.engine.importContext(EveryCasePackage.NAME, exported.getBytes(US_ASCII), KerberosConfig.builder().build());
    }

    @Test
    void theExportedContextIsDeadAndItsSecretsAreWiped() throws Exception {
        var context = established("see-you");
        assertTrue(context.isExportable());
        assertArrayEquals("alice".getBytes(US_ASCII), context.export());
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.query(ContextAttribute.NAMES)));
        assertEquals(SEC_E_INVALID_HANDLE, status(context::export));
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
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, status(context::export));
            assertEquals("alice", context.query(ContextAttribute.NAMES).userName());
        }
        assertEquals(0, test.ledger.liveSecrets());
    }

    @Test
    void aFaultInThePackageEndsTheContext() throws Exception {
        var context = established("break-later");
        assertEquals(SEC_E_INTERNAL_ERROR, status(context::export));
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.query(ContextAttribute.NAMES)));
        assertEquals(0, test.ledger.liveSecrets());
        assertEquals(SEC_E_INTERNAL_ERROR, status(() -> imported("fault")));
    }

    @Test
    void aContextThatIsNotCompleteIsNotExported() throws Exception {
        try (var credential = test.inbound()) {
            var context = test.accept(credential, null, "hello").context();
            assertEquals(SEC_E_INVALID_HANDLE, status(context::export));
            assertEquals(SEC_E_INVALID_HANDLE, status(context::isExportable));
            context.close();
            assertEquals(SEC_E_INVALID_HANDLE, status(context::export));
        }
    }

    @Test
    void whatNoExportMadeIsRefused() {
        assertEquals(SEC_E_INVALID_TOKEN, status(() -> imported("")));
        assertEquals(SEC_E_SECPKG_NOT_FOUND, status(() -> test.engine.importContext("Every", new byte[1], KerberosConfig.builder().build())));
    }
}
