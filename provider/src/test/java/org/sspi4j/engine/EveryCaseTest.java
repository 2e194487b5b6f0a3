package org.sspi4j.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.CompletableFuture.completedStage;
import static java.util.concurrent.CompletableFuture.failedStage;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.EveryCasePackage;

@DisplayName("A conversation comes to the same, whichever way its calls are made")
@Timeout(60)
class EveryCaseTest {
    private static final Set<ContextFlag> FLAGS = EnumSet.of(ContextFlag.INTEGRITY, ContextFlag.DELEGATE);

    @TempDir
    static Path folder;

    private final EveryCaseEngine test = new EveryCaseEngine();

    /**
     * @param legs in pairs: what the peer says, and what the call comes to. {@code bob: } in front: with bob's credential;
     *     {@code complete: } in front: through CompleteAuthToken
     */
    record Conversation(String name, String... legs) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> conversations() {
        return Stream.of(
                        new Conversation("a reply, and an end",
                                "hello", "CONTINUE_NEEDED hello",
                                "bye", "OK bye"),
                        new Conversation("the credential and the flags of the call",
                                "who", "CONTINUE_NEEDED alice",
                                "bob: who", "throws WRONG_CREDENTIAL_HANDLE",
                                "who", "CONTINUE_NEEDED alice",
                                "flags", "CONTINUE_NEEDED asked [DELEGATE, INTEGRITY] of [DELEGATE, INTEGRITY]"),
                        new Conversation("missing bytes: the same and more come again",
                                "~", "INCOMPLETE_MESSAGE missing=4",
                                "~h", "INCOMPLETE_MESSAGE missing=3",
                                "~hello", "INCOMPLETE_MESSAGE missing=1",
                                "hello", "CONTINUE_NEEDED hello"),
                        new Conversation("bytes that are not consumed, by a reply and by the end",
                                "hello\nhe", "CONTINUE_NEEDED hello extra=3",
                                "bye\ndata", "OK bye extra=5"),
                        new Conversation("another credential half-way",
                                "certificate", "INCOMPLETE_CREDENTIALS issuers=CN=one,CN=two",
                                "bob: certificate", "CONTINUE_NEEDED certificate of bob from CN=one",
                                "bob: bye", "OK bye"),
                        new Conversation("the same credential half-way",
                                "certificate", "INCOMPLETE_CREDENTIALS issuers=CN=one,CN=two",
                                "certificate", "CONTINUE_NEEDED no certificate from CN=one"),
                        new Conversation("completion, then more",
                                "complete-continue", "COMPLETE_AND_CONTINUE draft",
                                "complete: draft", "CONTINUE_NEEDED complete",
                                "bye", "OK bye"),
                        new Conversation("completion, then nothing",
                                "complete", "COMPLETE_NEEDED draft",
                                "complete: draft", "OK complete"),
                        new Conversation("a completion of another token",
                                "complete", "COMPLETE_NEEDED draft",
                                "complete: daft", "throws MESSAGE_ALTERED",
                                "complete: draft", "throws INVALID_HANDLE"),
                        new Conversation("a task that suspends", "wait", "CONTINUE_NEEDED woken"),
                        new Conversation("a task that runs", "run abc", "CONTINUE_NEEDED ABC"),
                        new Conversation("a task that is denied",
                                "run denied", "throws LOGON_DENIED",
                                "hello", "throws INVALID_HANDLE"),
                        new Conversation("a task with an exception of its own", "run checked", "throws INTERNAL_ERROR"),
                        new Conversation("a task with a fault", "run fault", "throws INTERNAL_ERROR"),
                        new Conversation("an account", "account alice", "CONTINUE_NEEDED EXAMPLE\\alice"),
                        new Conversation("an account that comes later", "account late", "CONTINUE_NEEDED EXAMPLE\\late"),
                        new Conversation("an account that there is not", "account bob", "CONTINUE_NEEDED nobody"),
                        new Conversation("an account that is refused", "account locked", "throws LOGON_DENIED"),
                        new Conversation("an account that is refused later", "account locked-late", "throws LOGON_DENIED"),
                        new Conversation("an account of a faulty store", "account broken", "throws NO_AUTHENTICATING_AUTHORITY"),
                        new Conversation("an account of a store with a fault later",
                                "account broken-late", "throws NO_AUTHENTICATING_AUTHORITY"),
                        new Conversation("an account of a store without a stage", "account no-stage", "throws NO_AUTHENTICATING_AUTHORITY"),
                        new Conversation("an account that is null", "account no-answer", "throws NO_AUTHENTICATING_AUTHORITY"),
                        new Conversation("a verdict", "verify alice", "CONTINUE_NEEDED EXAMPLE\\alice"),
                        new Conversation("a verdict that comes later", "verify late", "CONTINUE_NEEDED EXAMPLE\\late"),
                        new Conversation("a verdict that is refused", "verify locked", "throws LOGON_DENIED"),
                        new Conversation("a verdict that is refused later", "verify locked-late", "throws LOGON_DENIED"),
                        new Conversation("a verdict of a faulty authority", "verify broken", "throws NO_AUTHENTICATING_AUTHORITY"),
                        new Conversation("a verdict of an authority with a fault later",
                                "verify broken-late", "throws NO_AUTHENTICATING_AUTHORITY"),
                        new Conversation("a verdict of an authority without a stage",
                                "verify no-stage", "throws NO_AUTHENTICATING_AUTHORITY"),
                        new Conversation("a verdict that is null", "verify no-answer", "throws NO_AUTHENTICATING_AUTHORITY"),
                        new Conversation("a KDC", "kdc EXAMPLE.COM", "CONTINUE_NEEDED EXAMPLE.COM"),
                        new Conversation("a KDC that is not there, and what is done without it",
                                "kdc NOWHERE", "CONTINUE_NEEDED without KDC: SEC_E_NO_AUTHENTICATING_AUTHORITY",
                                "bye", "OK bye"),
                        new Conversation("a KDC transport with a fault, and what is done without it",
                                "kdc FAULT", "CONTINUE_NEEDED without KDC: SEC_E_INTERNAL_ERROR"),
                        new Conversation("a file", "file FOLDER/there", "CONTINUE_NEEDED content"),
                        new Conversation("a file that is not there", "file FOLDER/missing", "throws NO_CREDENTIALS"),
                        new Conversation("a folder instead of a file", "file FOLDER", "throws NO_CREDENTIALS"),
                        new Conversation("a hundred questions in a row", "count 100", "CONTINUE_NEEDED counted 100"),
                        new Conversation("buffers by type",
                                "buffers", "CONTINUE_NEEDED CHANNEL_BINDINGS=tls PKG_PARAMS=GET"
                                        + " APPLICATION_PROTOCOLS=h2 TARGET_HOST=HTTP/web"),
                        new Conversation("a session that goes into a handshake again",
                                "see-you", "OK bye",
                                "hello", "CONTINUE_NEEDED hello",
                                "complete-continue", "COMPLETE_AND_CONTINUE draft",
                                "complete: draft", "CONTINUE_NEEDED complete",
                                "see-you", "OK bye",
                                "bye", "OK bye"),
                        new Conversation("a session that does not",
                                "bye", "OK bye",
                                "hello", "throws OUT_OF_SEQUENCE"),
                        new Conversation("a failure with a token",
                                "fail SEC_E_LOGON_DENIED", "throws LOGON_DENIED sorry",
                                "hello", "throws INVALID_HANDLE"),
                        new Conversation("a token of another protocol",
                                "NTLMSSP", "throws INVALID_TOKEN",
                                "hello", "throws INVALID_HANDLE"),
                        new Conversation("a fault",
                                "fault", "throws INTERNAL_ERROR",
                                "hello", "throws INVALID_HANDLE"))
                .flatMap(conversation -> Stream.of(Way.values()).map(way -> arguments(conversation, way)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("conversations")
    @Tag("S61")
    @Tag("S117")
    void anInitiatorHears(Conversation conversation, Way way) throws Exception {
        var alice = acquired(way, CredentialUse.OUTBOUND, "alice");
        var bob = acquired(way, CredentialUse.OUTBOUND, "bob");
        var first = way.initialize(test.engine, alice, null, FLAGS, List.of());
        assertEquals("CONTINUE_NEEDED hello target", said(first));
        hear(conversation, way, first.context(), (context, credential, input) -> way.initialize(
                test.engine, credential.equals("bob") ? bob : alice, context, FLAGS, input));
        freed(way, alice, bob);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("conversations")
    void anAcceptorHears(Conversation conversation, Way way) throws Exception {
        var alice = acquired(way, CredentialUse.INBOUND, "alice");
        var bob = acquired(way, CredentialUse.BOTH, "bob");
        hear(conversation, way, null, (context, credential, input) -> way.accept(
                test.engine, credential.equals("bob") ? bob : alice, context, FLAGS, input));
        freed(way, alice, bob);
    }

    private CredHandle acquired(Way way, CredentialUse use, String user) throws SspiException {
        return way.acquire(test.engine, EveryCasePackage.NAME, use, Identity.password(user, Secret.password(new char[0])));
    }

    /** Once more than is needed, which is fine. */
    private void freed(Way way, CredHandle... credentials) throws SspiException {
        for (var credential : credentials) {
            way.free(test.engine, credential);
            way.free(test.engine, credential);
        }
        assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("S41")
    @Tag("S42")
    @Tag("S5")
    void whatCannotBeAcquiredIsRefusedWithTheSameStatus(Way way) {
        var nobodys = Identity.ccache(Path.of("cache"));
        var closed = Secret.password("secret".toCharArray());
        closed.close();
        assertEquals(SecurityStatus.SEC_E_SECPKG_NOT_FOUND, EveryCaseEngine.status(
                () -> way.acquire(test.engine, "Every", CredentialUse.OUTBOUND, nobodys)));
        assertEquals(0x80090305, SecurityStatus.SEC_E_SECPKG_NOT_FOUND.value());
        assertEquals(SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, EveryCaseEngine.status(
                () -> way.acquire(test.engine, EveryCasePackage.NAME, CredentialUse.OUTBOUND, nobodys)));
        assertEquals(0x8009030D, SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS.value());
        assertEquals(SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, EveryCaseEngine.status(() -> way.acquire(
                test.engine, EveryCasePackage.NAME, CredentialUse.OUTBOUND, Identity.password("alice", closed))));
        assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, EveryCaseEngine.status(() -> way.acquire(
                test.engine, EveryCasePackage.NAME, CredentialUse.OUTBOUND, Identity.of(new Subject()))));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @Tag("S37")
    @Tag("S38")
    void whatAPackageFailsWithWhenItAcquiresComesOutWithItsNumber(Way way) {
        assertEquals(0x80090300, failedAcquire(way, "fail SEC_E_INSUFFICIENT_MEMORY").value());
        assertEquals(0x80090304, failedAcquire(way, "fail SEC_E_INTERNAL_ERROR").value());
        assertEquals(0x80090304, failedAcquire(way, "fault").value(), "what has no status of its own");
        assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
    }

    private SecurityStatus failedAcquire(Way way, String user) {
        return EveryCaseEngine.status(() -> acquired(way, CredentialUse.OUTBOUND, user));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void whatWasSuspendedMayHaveBeenThereAlreadyOrComeLaterOrFail(Way way) throws Exception {
        assertEquals("CONTINUE_NEEDED at once", afterWaiting(way, () -> completedStage("at once")));
        assertEquals("CONTINUE_NEEDED later", afterWaiting(way, () -> supplyAsync(() -> "later", Way.OTHER_THREAD)));
        var denied = new SspiException(SecurityStatus.SEC_E_LOGON_DENIED, "as told");
        assertEquals("throws LOGON_DENIED", afterWaiting(way, () -> failedStage(denied)));
        assertEquals("throws INTERNAL_ERROR", afterWaiting(way, () -> failedStage(new IOException("as told"))));
        assertEquals("throws INTERNAL_ERROR", afterWaiting(way, () -> {
            throw new IllegalStateException("a fault of the task");
        }));
        assertEquals("throws INTERNAL_ERROR", afterWaiting(way, () -> null));
    }

    /** The Error itself comes out of a blocking call; a stage says SEC_E_INTERNAL_ERROR. */
    @ParameterizedTest
    @EnumSource(Way.class)
    void anErrorEndsTheContextToo(Way way) throws Exception {
        for (var word : List.of("error", "run error")) {
            var credential = test.outbound();
            var context = test.begun(credential);
            try {
                var status = EveryCaseEngine.status(
                        () -> way.initialize(test.engine, credential, context, FLAGS, EveryCaseEngine.input(word)));
                assertEquals(SecurityStatus.SEC_E_INTERNAL_ERROR, status);
            } catch (org.opentest4j.AssertionFailedError e) {
                assertEquals(Way.BLOCKING, way, "only a blocking call throws the Error as it is");
            }
            assertEquals(
                    SecurityStatus.SEC_E_INVALID_HANDLE,
                    EveryCaseEngine.status(() -> test.initialize(credential, context, "hello")));
            credential.close();
            assertEquals(0, test.ledger.liveSecrets());
            assertEquals(test.ledger.credentialsMade(), test.ledger.credentialClosings());
        }
    }

    private String afterWaiting(Way way, Supplier<CompletionStage<String>> task) throws Exception {
        test.suspended = task;
        try (var credential = test.outbound()) {
            var context = test.begun(credential);
            return said(() -> way.initialize(test.engine, credential, context, FLAGS, EveryCaseEngine.input("wait")));
        }
    }

    @FunctionalInterface
    private interface Ear {
        ContextResult hears(CtxtHandle context, String credential, List<SecBuffer> input) throws SspiException;
    }

    @FunctionalInterface
    private interface Call {
        ContextResult run() throws SspiException;
    }

    private void hear(Conversation conversation, Way way, CtxtHandle begun, Ear ear) throws Exception {
        Files.writeString(folder.resolve("there"), "content");
        test.kdcs = request -> switch (request.realm()) {
            case "NOWHERE" -> throw new SspiException(SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY, "nobody there");
            case "FAULT" -> throw new IllegalStateException("a fault of the transport");
            default -> request.realm().getBytes(US_ASCII);
        };
        var heard = new ArrayList<String>();
        var expected = new ArrayList<String>();
        var context = new CtxtHandle[] {begun};
        for (int i = 0; i < conversation.legs.length; i += 2) {
            var leg = conversation.legs[i].replace("FOLDER", folder.toString());
            heard.add(said(() -> {
                var result = leg.startsWith("complete: ")
                        ? test.engine.complete(context[0], (leg.substring("complete: ".length()) + "\n").getBytes(US_ASCII))
                        : ear.hears(
                                context[0],
                                leg.startsWith("bob: ") ? "bob" : "alice",
                                input(leg.startsWith("bob: ") ? leg.substring("bob: ".length()) : leg));
                context[0] = result.context();
                return result;
            }));
            expected.add(conversation.legs[i + 1]);
            if (context[0] == null) {
                expected.subList(1, expected.size()).clear();
                break;      // a first leg that fails leaves no handle to go on with
            }
        }
        assertEquals(expected, heard);
        if (context[0] != null) {
            way.delete(test.engine, context[0]);
            way.delete(test.engine, context[0]);
        }
        assertEquals(0, test.ledger.liveSecrets(), "secrets that were not wiped");
    }

    private static List<SecBuffer> input(String leg) {
        var token = leg.startsWith("~") ? leg.substring(1) : leg + "\n";
        return List.of(
                SecBuffer.channelBindings(ChannelBindings.of("tls".getBytes(US_ASCII))),
                buffer(SecBufferType.PKG_PARAMS, "GET"),
                SecBuffer.token(token.getBytes(US_ASCII)),
                buffer(SecBufferType.APPLICATION_PROTOCOLS, "h2"),
                buffer(SecBufferType.TARGET_HOST, "HTTP/web"));
    }

    private static SecBuffer buffer(SecBufferType type, String content) {
        return new SecBuffer(type, SecBuffer.Access.READONLY, ByteBuffer.wrap(content.getBytes(US_ASCII)));
    }

    private static String said(Call call) {
        try {
            return said(call.run());
        } catch (SspiException e) {
            return ("throws " + shortened(e.status()) + " " + new String(e.token(), US_ASCII)).strip();
        }
    }

    private static String said(ContextResult result) {
        var said = new ArrayList<>(List.of(shortened(result.status())));
        var token = new String(result.token(), US_ASCII).strip();
        if (!token.isEmpty()) {
            said.add(token);
        }
        Map.of("missing", result.missing(), "extra", result.extra()).forEach((name, number) -> {
            if (number != 0) {
                said.add(name + "=" + number);
            }
        });
        if (!result.issuers().isEmpty()) {
            said.add("issuers=" + result.issuers().stream()
                    .map(issuer -> new String(issuer, US_ASCII).strip())
                    .collect(Collectors.joining(",")));
        }
        return String.join(" ", said);
    }

    private static String shortened(SecurityStatus status) {
        return status.name().substring("SEC_E_".length());
    }
}
