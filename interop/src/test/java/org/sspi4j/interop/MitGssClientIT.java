package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MIT's gss-client against our acceptor. */
@ParameterizedClass
@MethodSource("org.sspi4j.interop.Side#all")
@Timeout(60)
record MitGssClientIT(Side side) {
    private static final String SERVICE = "sample@svc.mit.example";
    private static final String WORDS = "hello, acceptor";
    private static final Peers.Mit MIT = Peers.started().mit();

    /** What gss-client printed, what the acceptor heard, and the acceptor's context, still alive. */
    private record Run(String printed, SampleServer.Conversation conversation, GSSContext context) {}

    @ParameterizedTest
    @CsvSource(textBlock = """
            ''       , 228, true
            '-nx'    , 164, true
            '-nw'    , 196, false
            '-nm'    , 100, true
            '-nx -nm',  36, true
            """)
    void everyProtectionIsReadAndSignedBack(String options, int flags, boolean wrapped) throws Exception {
        var run = run(Side.KRB5, SERVICE, options + " -mcount 5");
        assertEquals("alice@" + MIT.realm(), run.conversation.client());
        assertEquals(5, run.conversation.messages().size());
        for (var heard : run.conversation.messages()) {
            assertArrayEquals(WORDS.getBytes(StandardCharsets.US_ASCII), heard.message());
            assertEquals(flags, heard.flags());
            assertEquals(wrapped && (flags & SampleToken.ENCRYPTED) != 0, heard.found().getPrivacy());
            assertFalse(heard.found().isDuplicateToken() || heard.found().isGapToken());
        }
        var answer = (flags & SampleToken.SEND_MIC) != 0 ? "Signature verified." : "Response received.";
        assertEquals(5, run.printed.lines().filter(line -> line.equals(answer)).count(), run.printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-seq", "-noreplay", "-nomutual", "-nomutual -seq"})
    void theFlagsThatTheClientAsksForAreTheAcceptorsFlags(String options) throws Exception {
        var run = run(Side.KRB5, SERVICE, options + " -mcount 3");
        boolean sequence = options.contains("-seq");
        boolean replay = !options.contains("-noreplay");
        assertEquals(replay, run.context.getReplayDetState());
        assertEquals(sequence || replay && side.takesReplayForSequence(), run.context.getSequenceDetState());
        assertEquals(!options.contains("-nomutual"), run.context.getMutualAuthState());
        assertTrue(run.context.getConfState());
        assertTrue(run.context.getIntegState());
        assertFalse(run.context.getCredDelegState());
    }

    @ParameterizedTest
    @CsvSource({"aes256-cts", "aes128-cts", "aes256-sha2", "aes128-sha2"})
    void everyEncryptionTypeOfServiceAndSession(String etype) throws Exception {
        var run = run(Side.KRB5, "sample@" + etype + ".mit.example", "-mcount 2");
        assertEquals(2, run.conversation.messages().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-spnego", "-spnego -nomutual", "-spnego -seq"})
    void throughSpnego(String options) throws Exception {
        var run = run(Side.SPNEGO, SERVICE, options + " -mcount 3");
        assertEquals("alice@" + MIT.realm(), run.conversation.client());
        assertEquals(3, run.conversation.messages().size());
    }

    @Test
    void aDelegatedCredentialArrives() throws Exception {
        var run = run(Side.KRB5, SERVICE, "-d");
        assertTrue(run.context.getCredDelegState());
        assertEquals("alice@" + MIT.realm(), run.context.getDelegCred().getName().toString());
    }

    @Test
    void theFirstTokenOfAnotherContextIsAReplay() throws Exception {
        byte[] token = run(Side.KRB5, SERVICE, "").conversation.contextTokens().get(0);
        var second = side.acceptor(Side.KRB5, SERVICE, MIT.serviceKeytab());
        assertThrows(GSSException.class, () -> second.acceptSecContext(token, 0, token.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 200})
    void aTokenWithOneBitChangedIsRefused(int fromTheEnd) throws Exception {
        byte[] token = run(Side.KRB5, SERVICE, "").conversation.contextTokens().get(0).clone();
        token[token.length - fromTheEnd] ^= 1;
        var second = side.acceptor(Side.KRB5, SERVICE, MIT.serviceKeytab());
        assertThrows(GSSException.class, () -> second.acceptSecContext(token, 0, token.length));
    }

    @Test
    void aTicketForAnotherServiceIsRefused() throws Exception {
        byte[] token = run(Side.KRB5, SERVICE, "").conversation.contextTokens().get(0);
        var other = side.acceptor(Side.KRB5, "HTTP@svc.mit.example", MIT.serviceKeytab());
        assertThrows(GSSException.class, () -> other.acceptSecContext(token, 0, token.length));
    }

    private Run run(String mechanism, String service, String options) throws Exception {
        try (var server = new SampleServer()) {
            var context = side.acceptor(mechanism, service, MIT.serviceKeytab());
            var served = new FutureTask<>(() -> server.serve(context));
            var thread = new Thread(served, "acceptor");
            thread.setDaemon(true);
            thread.start();
            var printed = gssClient(server, service, options);
            return new Run(printed, served.get(), context);
        }
    }

    private static String gssClient(SampleServer server, String service, String options) throws Exception {
        var command = new ArrayList<>(List.of("gss-client", "-port", String.valueOf(server.address().getPort())));
        Stream.of(options.split(" ")).filter(option -> !option.isEmpty()).forEach(command::add);
        command.addAll(List.of(server.address().getAddress().getHostAddress(), service, WORDS));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("KRB5_CONFIG", MIT.krb5Conf().toString());
        builder.environment().put("KRB5CCNAME", "FILE:" + copyOfTheCcache());
        var process = builder.start();
        try {
            process.getOutputStream().close();
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), printed);
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }

    /** gss-client adds its service tickets to the cache; kinit's own stays as kinit wrote it. */
    private static Path copyOfTheCcache() throws IOException {
        var copy = MIT.aliceCcache().resolveSibling("gss-client.ccache");
        return Files.copy(MIT.aliceCcache(), copy, StandardCopyOption.REPLACE_EXISTING);
    }
}
