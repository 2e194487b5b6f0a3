package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sspi4j.api.ChannelBindings;

/** One context of the GSS-API of C, made by {@code interop/peers/gss}, with the mechanisms that the machine has. */
final class GssProgram implements Closeable {
    /** GSS_C_MUTUAL_FLAG, GSS_C_REPLAY_FLAG, GSS_C_SEQUENCE_FLAG, GSS_C_INTEG_FLAG, and GSS_C_CONF_FLAG (RFC 2744 appendix A). */
    static final int SIGNED = 2 | 4 | 8 | 32;
    static final int SEALED = SIGNED | 16;
    /** GSS_C_DATAGRAM_FLAG, of gss-ntlmssp alone. */
    static final int DATAGRAM = 0x10000;

    /** 1.3.6.1.4.1.311.2.2.10, as gss-ntlmssp registers it. */
    static final String NTLM = "1.3.6.1.4.1.311.2.2.10";

    private final LineProgram program;

    private GssProgram(LineProgram program) {
        this.program = program;
    }

    /** What is asked of a context: options of the program, in the order in which they are named. */
    static final class Wish {
        private final List<String> options = new ArrayList<>();
        private final Map<String, String> environment = new HashMap<>();

        static Wish of(String mechanism) {
            return new Wish().with("--mech", mechanism);
        }

        Wish user(String name, String password) {
            environment.put("PASSWORD", password);
            return with("--user", name);
        }

        Wish service(String hostBased) {
            return with("--service", hostBased);
        }

        Wish bindings(Optional<ChannelBindings> bindings) {
            return bindings.isEmpty() ? this : with("--bindings", HexFormat.of().formatHex(bindings.get().applicationData()));
        }

        Wish flags(int flags) {
            return with("--flags", "" + flags);
        }

        Wish environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        private Wish with(String option, String value) {
            options.addAll(List.of(option, value));
            return this;
        }

        GssProgram initiator() throws Exception {
            return start("init");
        }

        GssProgram acceptor() throws Exception {
            return start("accept");
        }

        private GssProgram start(String role) throws Exception {
            var command = new ArrayList<>(List.of(Peers.started().gss().program().toString(), role));
            command.addAll(options);
            var program = LineProgram.start(environment, command);
            assertEquals("READY", program.hear());
            return new GssProgram(program);
        }
    }

    /** What a leg came to. */
    record Leg(byte[] token, boolean isDone, int flags) {}

    Leg step(byte[] token) throws Exception {
        var words = ask("STEP", token).split(" ");
        assertEquals("TOKEN", words[0], () -> Arrays.toString(words));
        return new Leg(bytes(words[1]), words[2].equals("DONE"), Integer.parseInt(words[3]));
    }

    /** Gives it a token that it must not take. */
    void refuses(byte[] token) throws Exception {
        var line = ask("STEP", token);
        assertTrue(line.startsWith("REFUSED "), line);
    }

    byte[] seal(byte[] message) throws Exception {
        return LineProgram.token(ask("SEAL", message), "TOKEN");
    }

    /** A message with a signature, or encrypted. */
    byte[] unwrap(byte[] token, boolean sealed) throws Exception {
        var words = ask("UNWRAP", token).split(" ");
        assertEquals(List.of("MESSAGE", sealed ? "SEALED" : "SIGNED"), List.of(words[0], words[2]));
        return bytes(words[1]);
    }

    byte[] mic(byte[] message) throws Exception {
        return LineProgram.token(ask("MIC", message), "TOKEN");
    }

    void verify(byte[] message, byte[] mic) throws Exception {
        assertEquals("OK", ask("VERIFY", message, mic));
    }

    byte[] sessionKey() throws Exception {
        return LineProgram.token(ask("KEY"), "TOKEN");
    }

    /** The other end's name. */
    String peer() throws Exception {
        return new String(bytes(ask("PEER").split(" ")[1]), UTF_8);
    }

    /** The mechanism that the context has in the end. */
    String mechanism() throws Exception {
        return ask("PEER").split(" ")[2];
    }

    private String ask(String word, byte[]... tokens) throws Exception {
        var line = new StringBuilder(word);
        for (byte[] token : tokens) {
            line.append(' ').append(token.length == 0 ? "-" : LineProgram.base64(token));
        }
        return program.ask(line.toString());
    }

    private static byte[] bytes(String word) {
        return word.equals("-") ? new byte[0] : Base64.getDecoder().decode(word);
    }

    @Override
    public void close() {
        program.close();
    }
}
