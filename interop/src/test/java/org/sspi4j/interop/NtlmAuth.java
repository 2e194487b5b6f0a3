package org.sspi4j.interop;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Samba's ntlm_auth, which is talked with line by line: a word, and in most lines a token in Base64. */
final class NtlmAuth implements Closeable {
    private final LineProgram program;

    private NtlmAuth(LineProgram program) {
        this.program = program;
    }

    /** A client. */
    static NtlmAuth client(String domain, String user, String password, String... more) throws IOException {
        var options = new ArrayList<>(List.of("--domain=" + domain, "--username=" + user, "--password=" + password));
        options.addAll(List.of(more));
        return start("ntlmssp-client-1", options);
    }

    /** A server, which lets winbind check the responses. */
    static NtlmAuth server(String... more) throws IOException {
        return start("squid-2.5-ntlmssp", List.of(more));
    }

    /**
     * What asks winbind whether a response is right.
     *
     * @param winbind the environment that says where winbind is
     */
    static NtlmAuth checker(Map<String, String> winbind) throws IOException {
        return start("ntlm-server-1", List.of(), winbind);
    }

    private static NtlmAuth start(String protocol, List<String> options) throws IOException {
        return start(protocol, options, Peers.started().samba().winbind());
    }

    private static NtlmAuth start(String protocol, List<String> options, Map<String, String> winbind) throws IOException {
        var samba = Peers.started().samba();
        var command = new ArrayList<>(List.of("ntlm_auth", "--configfile=" + samba.smbConf(), "--helper-protocol=" + protocol));
        command.addAll(options);
        return new NtlmAuth(LineProgram.start(winbind, command));
    }

    /** What a handshake is asked to lead to. */
    enum Feature {
        SESSION_KEY,
        SIGN,
        SEAL
    }

    /** Asks for features of the handshake that is to come. */
    void want(Set<Feature> features) throws Exception {
        if (!features.isEmpty()) {
            assertEquals("OK", ask("SF NTLMSSP_FEATURE_" + features.stream().map(Feature::name).collect(joining(" NTLMSSP_FEATURE_"))));
        }
    }

    /** The first token of a client. */
    byte[] negotiate() throws Exception {
        return LineProgram.token(ask("YR"), "YR");
    }

    /** What a client answers to a challenge. */
    byte[] authenticate(byte[] challenge) throws Exception {
        return LineProgram.token(ask("TT " + LineProgram.base64(challenge)), "AF");
    }

    /** What a server answers to a client's first token. */
    byte[] challenge(byte[] negotiate) throws Exception {
        return LineProgram.token(ask("YR " + LineProgram.base64(negotiate)), "TT");
    }

    /** What a server says of a client's last token: {@code AF} and the user, or {@code NA} and why not. */
    String verdict(byte[] authenticate) throws Exception {
        return ask("KK " + LineProgram.base64(authenticate));
    }

    byte[] sessionKey() throws Exception {
        return LineProgram.token(ask("GK"), "GK");
    }

    int negotiatedFlags() throws Exception {
        var line = ask("GF");
        assertTrue(line.startsWith("GF 0x"), line);
        return Integer.parseUnsignedInt(line.substring("GF 0x".length()), 16);
    }

    /** Says a line and hears one. */
    String ask(String line) throws Exception {
        return program.ask(line);
    }

    void say(String line) throws IOException {
        program.say(line);
    }

    String hear() throws InterruptedException {
        return program.hear();
    }

    @Override
    public void close() {
        program.close();
    }
}
