package org.sspi4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiCall;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.testkit.EmbeddedKdc;
import org.sspi4j.testkit.Transport;

/** One asynchronous context for all of a conversation, re-initialised from call to call, and a KDC that somebody else wrote. */
@DisplayName("Both ends of Kerberos through the asynchronous door")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SspiAsyncIT {
    private static final String WEB = "HTTP/web.example.com";
    private static final Set<ContextFlag> FLAGS = Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY);

    @TempDir
    Path folder;

    private final SspiAsyncContext call = new SspiAsyncContext();
    private final BlockingQueue<SecurityStatus> told = new LinkedBlockingQueue<>();

    private interface Queue<T> {
        SspiCall<T> it() throws SspiException;
    }

    /** Queues it and waits for the callback; what it gives is there then. */
    private <T> T done(SecurityStatus expected, Queue<T> queue) throws Exception {
        var queued = queue.it();
        assertEquals(expected, told.take());
        assertEquals(expected, call.status());
        assertTrue(queued.stage().toCompletableFuture().isDone());
        call.reinit();
        return queued.stage().toCompletableFuture().getNow(null);
    }

    @Test
    @Tag("S1")
    @Tag("S57")
    @Tag("S58")
    @Tag("S60")
    void fromAcquireToDelete() throws Exception {
        try (var kdc = EmbeddedKdc.builder("EXAMPLE.COM").start().addUser("alice", "secret").addService(WEB);
                var password = Secret.password("secret".toCharArray())) {
            var config = KerberosConfig.load(kdc.krb5Conf(folder.resolve("krb5.conf"), Transport.UDP));
            var keytab = Identity.keytab(kdc.keytab(WEB, folder.resolve("web.keytab")));
            call.onComplete(over -> told.add(over.status()));
            CredHandle alice = done(SecurityStatus.SEC_E_OK, () -> SspiAsync.acquireCredentialsHandle(
                    call, "Kerberos", CredentialUse.OUTBOUND, Identity.password("alice", password), config));
            CredHandle web = done(SecurityStatus.SEC_E_OK, () -> SspiAsync.acquireCredentialsHandle(
                    call, "Kerberos", CredentialUse.INBOUND, keytab, config));
            var first = done(SecurityStatus.SEC_I_CONTINUE_NEEDED, () ->
                    SspiAsync.initializeSecurityContext(call, alice, null, WEB, FLAGS, new byte[0]));
            var accepted = done(SecurityStatus.SEC_E_OK, () ->
                    SspiAsync.acceptSecurityContext(call, web, null, Set.of(), first.token()));
            var last = done(SecurityStatus.SEC_E_OK, () ->
                    SspiAsync.initializeSecurityContext(call, alice, first.context(), WEB, FLAGS, accepted.token()));
            assertTrue(last.flags().containsAll(FLAGS));
            var signature = ByteBuffer.allocate(last.context().sizes().maxSignature());
            var message = ByteBuffer.wrap("a question".getBytes());
            last.context().makeSignature(List.of(SecBuffer.token(signature), SecBuffer.data(message)));
            accepted.context().verifySignature(List.of(SecBuffer.token(signature), SecBuffer.data(message)));
            done(SecurityStatus.SEC_E_OK, () -> SspiAsync.deleteSecurityContext(call, last.context()));
            done(SecurityStatus.SEC_E_OK, () -> SspiAsync.deleteSecurityContext(call, accepted.context()));
            assertThrows(SspiException.class, () -> last.context().sizes());
            done(SecurityStatus.SEC_E_OK, () -> SspiAsync.freeCredentialsHandle(call, alice));
            done(SecurityStatus.SEC_E_OK, () -> SspiAsync.freeCredentialsHandle(call, web));
            assertEquals(0, told.size(), "each once");
        }
    }
}
