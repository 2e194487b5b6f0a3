package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.NegotiateAttribute.NegotiationState;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.Qop;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.logon.ThreadToken;
import org.sspi4j.spi.ImportRequest;
import org.sspi4j.spi.Session;

/** What an established context says and does is the chosen package's. */
class NegotiateSessionTest {
    private final Negotiation negotiation = new Negotiation();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        negotiation.close();
    }

    private void ntlm() {
        negotiation.client = NegotiateCred.builder()
                .identity(Negotiation.password("EXAMPLE\\alice", ScriptedKdc.PASSWORD)).ntlmUse(NtlmUse.ONLY).build();
    }

    static List<Method> calls() {
        return Arrays.stream(Session.class.getMethods()).filter(method -> !Modifier.isStatic(method.getModifiers()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("calls")
    @DisplayName("every call of a session reaches the chosen package's, with its arguments, and its answer comes back")
    void everyCallIsPassedOn(Method call) throws Exception {
        var got = new ArrayList<Object>();
        var chosen = (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    got.add(method.getName());
                    got.addAll(arguments == null ? List.of() : Arrays.asList(arguments));
                    return value(method.getReturnType());
                });
        var session = new NegotiateSession(chosen, NegotiatePackage.INFO, NegotiationState.COMPLETE);
        Object[] arguments = Arrays.stream(call.getParameterTypes()).map(NegotiateSessionTest::value).toArray();
        if (call.getName().equals("set") || call.getName().equals("query")) {
            arguments[0] = ContextAttribute.SIZES;
        }
        var answer = call.invoke(session, arguments);
        assertEquals(call.getName(), got.get(0));
        assertEquals(Arrays.asList(arguments), got.subList(1, got.size()));
        if (!call.getName().equals("export")) {
            assertEquals(value(call.getReturnType()), answer);
        }
    }

    private static Object value(Class<?> type) {
        return type == int.class ? (Object) 7
                : type == boolean.class ? (Object) true
                : type == byte[].class ? new byte[] {7}
                : type == Set.class ? Set.of()
                : type == List.class ? List.of()
                : null;
    }

    @Test
    @DisplayName("attributes, sizes and the rest of Kerberos")
    void kerberos() throws Exception {
        try (var ends = negotiation.establish()) {
            var client = ends.client().context();
            var server = ends.server().context();
            assertEquals("alice@EXAMPLE.COM", server.query(ContextAttribute.NATIVE_NAMES).clientName());
            assertEquals("HTTP/web.example.com@EXAMPLE.COM", client.query(ContextAttribute.NATIVE_NAMES).serverName());
            assertArrayEquals(
                    client.query(ContextAttribute.SESSION_KEY).key(), server.query(ContextAttribute.SESSION_KEY).key());
            assertTrue(client.wrapSizeLimit(Qop.DEFAULT, 1000) < 1000);
            assertEquals(
                    ContextAttribute.LastClientTokenStatus.YES, server.query(ContextAttribute.LAST_CLIENT_TOKEN_STATUS));
            try (var impersonation = server.impersonate()) {
                assertTrue(ThreadToken.effectiveSubject().isPresent());
            }
            try (var alice = negotiation.clientCredential()) {
                var refusal = assertThrows(SspiException.class, () -> negotiation.initialize(alice, ends.client(), new byte[] {1}));
                assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal.status());
            }
        }
    }

    @Test
    @DisplayName("Kerberos contexts go to another process, and still tell who chose them; those of NTLM do not")
    void exported() throws Exception {
        var keyFile = ContextKeyFile.at(folder.resolve("keys").resolve("context.key"));
        try (var ends = negotiation.establish()) {
            var server = ends.server().context();
            assertTrue(server.isExportable());
            var packed = negotiation.engine.exportContext(server, Set.of(ExportFlag.DELETE_OLD), keyFile);
            try (var imported = negotiation.engine.importContext(
                    "Negotiate", packed.packed(), packed.token().orElseThrow(), negotiation.config, keyFile)) {
                var info = imported.query(NegotiateAttribute.NEGOTIATION_INFO);
                assertEquals("Kerberos", info.packageInfo().name());
                assertEquals(NegotiationState.COMPLETE, info.negotiationState());
                assertFalse(imported.isInitiator());
                assertEquals("alice@EXAMPLE.COM", imported.accessToken().userName());
            }
        }
        negotiation.tokens.clear();
        ntlm();
        try (var ends = negotiation.establish()) {
            assertFalse(ends.server().context().isExportable());
        }
    }

    @Test
    @DisplayName("what no export made")
    void notExported() throws Exception {
        byte[] good = new ExportedNegotiation(NegotiationState.DIRECT, "Kerberos", new byte[] {1, 2}).encode();
        var read = ExportedNegotiation.decode(good);
        assertEquals(NegotiationState.DIRECT, read.state());
        assertEquals("Kerberos", read.packageName());
        assertArrayEquals(new byte[] {1, 2}, read.inner());
        Stream.concat(Mutations.prefixes(good).limit(11), Stream.of(changed(good, 0, 2), changed(good, 1, 5)))
                .forEach(bytes -> assertEquals(SEC_E_INVALID_TOKEN, importing(bytes).status()));
        assertEquals(SEC_E_SECPKG_NOT_FOUND, importing(good).status());
    }

    private static byte[] changed(byte[] good, int at, int value) {
        byte[] changed = good.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private SspiException importing(byte[] bytes) {
        var request = new ImportRequest(bytes, negotiation.config, name -> Optional.empty(), negotiation.facilities);
        return assertThrows(SspiException.class, () -> new NegotiatePackage().importContext(request));
    }

    @Test
    @DisplayName("an attribute that the chosen package does not know")
    void unknown() throws Exception {
        ntlm();
        try (var ends = negotiation.establish()) {
            var refusal = assertThrows(SspiException.class, () -> ends.client().context().query(ContextAttribute.TICKET));
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refusal.status());
        }
    }
}
