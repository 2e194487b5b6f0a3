package org.sspi4j.secur32;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_BUFFER_TOO_SMALL;
import static org.sspi4j.api.SecurityStatus.SEC_E_INCOMPLETE_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;
import static org.sspi4j.api.SecurityStatus.SEC_I_ASYNC_CALL_PENDING;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;
import static org.sspi4j.secur32.Machine.INBOUND;
import static org.sspi4j.secur32.Machine.OUTBOUND;
import static org.sspi4j.secur32.Machine.a;
import static org.sspi4j.secur32.Machine.desc;
import static org.sspi4j.secur32.Machine.line;
import static org.sspi4j.secur32.Machine.room;
import static org.sspi4j.secur32.Machine.text;
import static org.sspi4j.secur32.Machine.w;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TimeStamp;
import org.sspi4j.fixture.HandRun;

@DisplayName("sspi.md 3.5 the asynchronous family, in full")
@Timeout(60)
class AsyncFormsTest {
    @TempDir
    private Path folder;

    private final HandRun executor = new HandRun();
    private final SspiAsyncContext async = new SspiAsyncContext(executor);
    private final List<Object> told = new ArrayList<>();
    private Secur32 secur32;
    private CredHandle alice;
    private CredHandle server;

    @BeforeEach
    void acquire() throws Exception {
        secur32 = new Machine(folder).secur32;
        alice = secur32.acquireCredentialsHandleW(null, w("EveryCase"), OUTBOUND, null, Machine.password("alice", ""), null, null)
                .orThrow().phCredential();
        server = secur32.acquireCredentialsHandleW(null, w("EveryCase"), INBOUND, null, Machine.password("server", ""), null, null)
                .orThrow().phCredential();
        assertEquals(SEC_E_OK, secur32.sspiSetAsyncNotifyCallback(async, (handle, data) -> {
            assertSame(async, handle);
            told.add(data);
        }, "data").status());
    }

    private SecurityStatus status() {
        return secur32.sspiGetAsyncCallStatus(async).status();
    }

    private Result.SspiAcceptSecurityContextAsync accept(SecBufferDesc input, SecBufferDesc output) {
        return secur32.sspiAcceptSecurityContextAsync(async, server, null, input, 0, 0, output);
    }

    @Test
    @Tag("S28")
    @Tag("S32")
    @Tag("S34")
    @Tag("S35")
    @Tag("S36")
    void whatIsAcquiredIsThereWhenTheStatusSaysSo() {
        var wide = secur32.sspiAcquireCredentialsHandleAsyncW(
                async, w("bob"), w("EveryCase"), OUTBOUND, null, Machine.password("bob", ""), null, null);
        assertEquals(SEC_E_OK, wide.status());
        assertEquals(0x00090368, status().value());
        assertTrue(wide.phCredential().value().isEmpty());
        assertEquals("nothing yet", wide.phCredential().toString());
        executor.run();
        assertEquals(SEC_E_OK, status());
        assertEquals("bob", wide.phCredential().value().orElseThrow().name().orElseThrow());
        assertEquals(TimeStamp.MAX, wide.ptsExpiry().value().orElseThrow());
        assertEquals(List.of("data"), told);
        assertEquals(0, secur32.sspiReinitAsyncContext(async));
        var narrow = secur32.sspiAcquireCredentialsHandleAsyncA(
                async, null, a("EveryCase"), OUTBOUND, null, Machine.password("carol", ""), null, null);
        executor.run();
        assertEquals("carol", narrow.phCredential().value().orElseThrow().name().orElseThrow());
    }

    @Test
    @Tag("S33")
    void aFailureOfTheOperationIsNotThatOfQueueing() {
        var result = secur32.sspiAcquireCredentialsHandleAsyncW(async, null, w("NoSuch"), OUTBOUND, null, null, null, null);
        assertEquals(SEC_E_OK, result.status());
        executor.run();
        assertEquals(SEC_E_SECPKG_NOT_FOUND, status());
        assertTrue(result.phCredential().value().isEmpty());
        assertEquals(SEC_E_SECPKG_NOT_FOUND, result.phCredential().failure().orElseThrow().status());
        assertEquals(SEC_E_SECPKG_NOT_FOUND, result.ptsExpiry().failure().orElseThrow().status());
    }

    @Test
    void whatIsMalformedIsNotQueued() {
        var result = secur32.sspiAcquireCredentialsHandleAsyncW(async, w("a\0"), w("EveryCase"), OUTBOUND, null, null, null, null);
        assertEquals(SEC_E_INVALID_PARAMETER, result.status());
        assertNull(result.phCredential());
        for (var refused : List.of(
                secur32.sspiInitializeSecurityContextAsyncW(async, alice, null, w("t"), 0, 1, 0, null, 0, desc(room(64))),
                secur32.sspiInitializeSecurityContextAsyncW(async, alice, null, w("t"), 0, 0, 0, null, 1, desc(room(64))),
                secur32.sspiInitializeSecurityContextAsyncW(async, alice, null, w("t"), 0, 0, 7, null, 0, desc(room(64))),
                secur32.sspiInitializeSecurityContextAsyncA(async, alice, null, a("t\0"), 0, 0, 0, null, 0, desc(room(64))))) {
            assertEquals(SEC_E_INVALID_PARAMETER, refused.status());
            assertNull(refused.phNewContext());
        }
        assertEquals(SEC_E_INVALID_PARAMETER, accept(new SecBufferDesc(1, List.of()), desc(room(64))).status());
        assertEquals(SEC_E_INVALID_HANDLE, status());
        assertTrue(executor.isIdle());
        assertEquals(List.of(), told);
    }

    @Test
    @Tag("S90")
    @Tag("S94")
    @Tag("S96")
    void legsWriteTokensAttributesAndContexts() throws Exception {
        var output = room(64);
        var first = secur32.sspiInitializeSecurityContextAsyncW(async, alice, null, w("target"), 0x10000, 0, 0, null, 0, desc(output));
        assertEquals(SEC_E_OK, first.status());
        assertEquals(SEC_I_ASYNC_CALL_PENDING, status());
        executor.run();
        assertEquals(SEC_I_CONTINUE_NEEDED, status());
        assertEquals("hello target\n", text(output));
        var context = first.phNewContext().value().orElseThrow();
        secur32.sspiReinitAsyncContext(async);
        var second = secur32.sspiInitializeSecurityContextAsyncA(
                async, alice, context, a("target"), 0, 0, 0, desc(line("bye x")), 0, desc(room(64)));
        executor.run();
        assertEquals(SEC_E_OK, status());
        assertSame(context, second.phNewContext().value().orElseThrow());
        assertEquals(0x10000, second.pfContextAttr().value().orElseThrow());
        secur32.sspiReinitAsyncContext(async);
        var accepted = accept(desc(line("hello")), desc(output = room(64)));
        executor.run();
        assertEquals("hello\n", text(output));
        assertEquals(TimeStamp.MAX, accepted.ptsTimeStamp().value().orElseThrow());
    }

    @Test
    void bitsAreTheAcceptorsAndTheEndIsTheContexts() throws Exception {
        var accepted = secur32.sspiAcceptSecurityContextAsync(async, server, null, desc(line("bye alice")), 0x20000, 0, desc(room(64)));
        executor.run();
        assertEquals(SEC_E_OK, status());
        assertEquals(0x20000, accepted.pfContextAttr().value().orElseThrow());
        assertEquals(
                TimeStamp.of(Instant.parse("2030-01-01T00:00:00Z"), ZoneId.systemDefault()), accepted.ptsTimeStamp().value().orElseThrow());
    }

    @Test
    void aFaultInTellingIsAFailureOfEachOutput() {
        var output = room(64);
        var result = accept(desc(line("hello")), desc(output));
        output.become(SecBufferType.TOKEN, ByteBuffer.allocate(64).asReadOnlyBuffer());
        executor.run();
        assertEquals(SEC_E_INTERNAL_ERROR, status());
        for (var told : List.of(result.phNewContext(), result.pfContextAttr(), result.ptsTimeStamp())) {
            assertEquals(SEC_E_INTERNAL_ERROR, told.failure().orElseThrow().status());
        }
    }

    @Test
    void whatIsMissingIsToldInTheInput() {
        var input = desc(Machine.token(new byte[] {'h'}), SecBuffer.empty());
        var result = accept(input, null);
        executor.run();
        assertEquals(SEC_E_INCOMPLETE_MESSAGE, status());
        assertEquals(SecBufferType.MISSING, input.pBuffers().get(1).type());
        assertNotNull(result.phNewContext().value().orElseThrow());
    }

    @Test
    void aTokenThatDoesNotFitIsWhatTheOperationComesTo() {
        var result = accept(desc(line("hello")), desc(room(5)));
        assertEquals(SEC_E_OK, result.status());
        executor.run();
        assertEquals(SEC_E_BUFFER_TOO_SMALL, status());
        assertTrue(result.phNewContext().value().isEmpty());
        assertEquals(SEC_E_BUFFER_TOO_SMALL, result.pfContextAttr().failure().orElseThrow().status());
    }

    @Test
    void whatAFailureTellsThePeerIsInTheBuffer() {
        var output = room(64);
        var result = accept(desc(line("fail SEC_E_LOGON_DENIED")), desc(output));
        executor.run();
        assertEquals(SEC_E_LOGON_DENIED, status());
        assertEquals("sorry\n", text(output));
        assertEquals(SEC_E_LOGON_DENIED, result.phNewContext().failure().map(SspiException::status).orElseThrow());
    }

    @Test
    void credentialsAreFreedAndContextsDeleted() throws Exception {
        var context = secur32.acceptSecurityContext(server, null, desc(line("bye x")), 0, 0, desc(room(64))).orThrow().phNewContext();
        var quiet = secur32.sspiCreateAsyncContext();
        assertEquals(SEC_E_OK, secur32.sspiDeleteSecurityContextAsync(quiet, context).status());
        assertEquals(SEC_E_INVALID_HANDLE, secur32.makeSignature(context, 0, desc(room(1)), 0).status());
        assertEquals(SEC_E_OK, secur32.sspiFreeCredentialsHandleAsync(async, server).status());
        executor.run();
        assertEquals(SEC_E_OK, status());
        assertEquals(SEC_E_INVALID_HANDLE, secur32.queryCredentialsAttributes(server, 1).status());
        for (var handle : new SspiAsyncContext[] {null, async}) {
            assertFalse(secur32.sspiFreeCredentialsHandleAsync(handle, alice).failure().isEmpty());
        }
        assertEquals(SEC_E_INVALID_HANDLE, secur32.sspiDeleteSecurityContextAsync(secur32.sspiCreateAsyncContext(), null).status());
        secur32.sspiReinitAsyncContext(async);
        assertEquals(SEC_E_INVALID_HANDLE, secur32.sspiFreeCredentialsHandleAsync(async, null).status());
    }

    @Test
    @Tag("S9")
    void anAsynchronousContextThatIsNoneFreedBusyOrWithoutCallback() {
        assertEquals(SEC_E_INVALID_HANDLE, secur32.sspiAcceptSecurityContextAsync(
                null, server, null, desc(line("hello")), 0, 0, desc(room(64))).status());
        accept(desc(line("hello")), desc(room(64)));
        assertEquals(SEC_E_INVALID_PARAMETER, accept(desc(line("hello")), desc(room(64))).status());
        assertEquals(SEC_I_ASYNC_CALL_PENDING, status());
        assertEquals(0xC000000D, secur32.sspiReinitAsyncContext(async));
        secur32.sspiFreeAsyncContext(async);        // is told of the end, and so it stays
        executor.run();
        assertEquals(SEC_I_CONTINUE_NEEDED, status());
        assertEquals(SEC_E_INVALID_PARAMETER, accept(desc(line("hello")), desc(room(64))).status());
        secur32.sspiFreeAsyncContext(async);
        assertEquals(SEC_E_INVALID_HANDLE, status());
        assertEquals(SEC_E_INVALID_HANDLE, accept(desc(line("hello")), desc(room(64))).status());
        assertEquals(0xC000000D, secur32.sspiReinitAsyncContext(async));
        assertEquals(SEC_E_INVALID_HANDLE, secur32.sspiSetAsyncNotifyCallback(async, null, null).status());
        var quiet = secur32.sspiCreateAsyncContext();
        assertEquals(SEC_E_INVALID_PARAMETER, secur32.sspiAcceptSecurityContextAsync(
                quiet, server, null, desc(line("hello")), 0, 0, desc(room(64))).status());
    }

    @Test
    void nullIsNoAsynchronousContext() {
        assertEquals(SEC_E_INVALID_HANDLE, secur32.sspiGetAsyncCallStatus(null).status());
        assertEquals(SEC_E_INVALID_HANDLE, secur32.sspiSetAsyncNotifyCallback(null, null, null).status());
        assertEquals(0xC000000D, secur32.sspiReinitAsyncContext(null));
        assertFalse(secur32.sspiAsyncContextRequiresNotify(null));
        assertTrue(secur32.sspiAsyncContextRequiresNotify(async));
        secur32.sspiFreeAsyncContext(null);
    }
}
