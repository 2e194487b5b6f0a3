package org.sspi4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_PARAMETER;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiAsyncContext;
import org.sspi4j.api.SspiCall;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Configs;

@DisplayName("The asynchronous door")
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SspiAsyncTest {
    private static final List<String> FUNCTIONS = List.of(
            "acquireCredentialsHandle", "initializeSecurityContext", "acceptSecurityContext", "freeCredentialsHandle",
            "deleteSecurityContext");

    private static Stream<Method> functions(Class<?> door) {
        return Arrays.stream(door.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && FUNCTIONS.contains(method.getName()));
    }

    private static List<Class<?>> parameters(Method method) {
        return List.of(method.getParameterTypes());
    }

    @Test
    @Tag("S56")
    @Tag("S119")
    @Tag("S176")
    @Tag("S177")
    @Tag("S178")
    @Tag("S179")
    void hasEachFunctionOfTheBlockingOneWithAndWithoutAnAsynchronousContext() {
        var blocking = functions(Sspi.class).map(method -> method.getName() + parameters(method)).collect(Collectors.toSet());
        var followed = functions(SspiAsync.class)
                .filter(method -> parameters(method).get(0) == SspiAsyncContext.class)
                .map(method -> method.getName() + parameters(method).subList(1, method.getParameterCount()))
                .collect(Collectors.toSet());
        var alone = functions(SspiAsync.class)
                .filter(method -> parameters(method).get(0) != SspiAsyncContext.class)
                .map(method -> method.getName() + parameters(method))
                .collect(Collectors.toSet());
        assertEquals(FUNCTIONS.size(), blocking.stream().map(name -> name.replaceAll("\\[.*", "")).distinct().count());
        assertEquals(blocking, followed);
        assertEquals(blocking, alone);
        assertTrue(functions(SspiAsync.class).allMatch(method -> method.getReturnType() == SspiCall.class));
    }

    @Test
    @Tag("S41")
    void aPackageThatDoesNotExistIsWhatTheOperationComesTo() throws Exception {
        var call = new SspiAsyncContext();
        var told = new CompletableFuture<Thread>();
        call.onComplete(over -> told.complete(Thread.currentThread()));
        var queued = SspiAsync.acquireCredentialsHandle(call, "Nobody", CredentialUse.OUTBOUND, null, Configs.some());
        assertTrue(told.get().getName().startsWith("sspi4j"));
        assertEquals(SEC_E_SECPKG_NOT_FOUND, call.status());
        assertEquals(SEC_E_SECPKG_NOT_FOUND, queued.status());
        var failure = assertThrows(ExecutionException.class, () -> queued.stage().toCompletableFuture().get());
        assertEquals(SEC_E_SECPKG_NOT_FOUND, assertInstanceOf(SspiException.class, failure.getCause()).status());
    }

    @Test
    void whatIsAcquiredIsFreed() throws Exception {
        var password = Secret.password("secret".toCharArray());
        var credential = SspiAsync.acquireCredentialsHandle(
                "Kerberos", CredentialUse.OUTBOUND, Identity.password("alice@EXAMPLE.COM", password), Configs.some())
                .stage().toCompletableFuture().get();
        SspiAsync.freeCredentialsHandle(credential).stage().toCompletableFuture().get();
        assertEquals(SEC_E_INVALID_HANDLE, assertThrows(SspiException.class, credential::logon).status());
    }

    @Test
    @Tag("S33")
    void refusalsAreThrown() throws Exception {
        var credential = mock(CredHandle.class);
        var context = mock(CtxtHandle.class);
        var freed = new SspiAsyncContext();
        freed.close();
        var nobodyTold = new SspiAsyncContext();
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> SspiAsync.freeCredentialsHandle(credential)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> SspiAsync.deleteSecurityContext(context)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> SspiAsync.deleteSecurityContext(freed, context)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() ->
                SspiAsync.acceptSecurityContext(credential, null, Set.of(), new byte[1])));
        assertEquals(SEC_E_INVALID_PARAMETER, refusal(() ->
                SspiAsync.acquireCredentialsHandle(nobodyTold, "Kerberos", CredentialUse.OUTBOUND, null)));
        assertEquals(SEC_E_INVALID_PARAMETER, refusal(() ->
                SspiAsync.initializeSecurityContext(nobodyTold, credential, null, "target", Set.of(), List.of())));
        assertEquals(SEC_E_INVALID_PARAMETER, refusal(() ->
                SspiAsync.acceptSecurityContext(nobodyTold, credential, null, Set.of(), List.of())));
        assertEquals(SEC_E_INVALID_PARAMETER, refusal(() -> SspiAsync.freeCredentialsHandle(nobodyTold, credential)));
    }

    private static Object refusal(Executable call) {
        return assertThrows(SspiException.class, call).status();
    }

    @Test
    @Tag("S9")
    void nullIsTheCallersFault() {
        var call = new SspiAsyncContext();
        var credential = mock(CredHandle.class);
        Stream.<Executable>of(
                        () -> SspiAsync.acquireCredentialsHandle(null, "Kerberos", CredentialUse.OUTBOUND, null, Configs.some()),
                        () -> SspiAsync.acquireCredentialsHandle(call, null, CredentialUse.OUTBOUND, null, Configs.some()),
                        () -> SspiAsync.acquireCredentialsHandle(call, "Kerberos", null, null, Configs.some()),
                        () -> SspiAsync.acquireCredentialsHandle(call, "Kerberos", CredentialUse.OUTBOUND, null, null),
                        () -> SspiAsync.acquireCredentialsHandle("Kerberos", CredentialUse.OUTBOUND, null, null),
                        () -> SspiAsync.initializeSecurityContext(null, credential, null, "target", Set.of(), List.of()),
                        () -> SspiAsync.initializeSecurityContext(call, null, null, "target", Set.of(), List.of()),
                        () -> SspiAsync.initializeSecurityContext(call, credential, null, null, Set.of(), List.of()),
                        () -> SspiAsync.initializeSecurityContext(call, credential, null, "target", null, List.of()),
                        () -> SspiAsync.acceptSecurityContext(null, credential, null, Set.of(), List.of()),
                        () -> SspiAsync.acceptSecurityContext(call, null, null, Set.of(), List.of()),
                        () -> SspiAsync.acceptSecurityContext(call, credential, null, null, List.of()),
                        () -> SspiAsync.freeCredentialsHandle(null, credential),
                        () -> SspiAsync.freeCredentialsHandle(call, null),
                        () -> SspiAsync.deleteSecurityContext(null, mock(CtxtHandle.class)),
                        () -> SspiAsync.deleteSecurityContext(call, null))
                .forEach(each -> assertThrows(NullPointerException.class, each));
        assertEquals(SEC_E_INVALID_HANDLE, call.status(), "it is idle");
    }
}
