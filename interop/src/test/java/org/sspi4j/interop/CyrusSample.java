package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A sample program of Cyrus SASL, a client or a server: tokens in Base64 behind {@code C:} or {@code S:}, and between them what it has to
 * say. Once the negotiation is complete each sends a message through the security layer, the server first.
 */
final class CyrusSample implements Closeable {
    private static final String NEGOTIATED = "Negotiation complete";

    private final LineProgram program;
    private final String says;
    private final String hears;
    private final List<String> said = new ArrayList<>();

    private CyrusSample(LineProgram program, String says, String hears) {
        this.program = program;
        this.says = says;
        this.hears = hears;
    }

    /** The strength of the layer, in bits: none, signatures alone, and as much as there is. */
    enum Layer {
        NONE("auth", "min=0,max=0"),
        SIGNATURES("auth-int", "min=1,max=1"),
        ENCRYPTION("auth-conf", "min=56,max=256");

        final String qop;
        private final String bits;

        Layer(String qop, String bits) {
            this.qop = qop;
            this.bits = bits;
        }
    }

    /** As alice, with her tickets. */
    static CyrusSample client(String mechanism, Layer layer) throws Exception {
        var mit = Peers.started().mit();
        return new CyrusSample(
                start(Map.of("KRB5CCNAME", "FILE:" + mit.aliceCcache()), List.of(
                        "sasl-sample-client", "-s", "sample", "-n", "svc.mit.example", "-m", mechanism, "-b", layer.bits, "-a", "alice",
                        "-u", "alice")),
                "C: ", "S: ");
    }

    static CyrusSample server(String mechanism, Layer layer) throws Exception {
        var mit = Peers.started().mit();
        return new CyrusSample(
                start(Map.of("KRB5_KTNAME", "FILE:" + mit.serviceKeytab()), List.of(
                        "sasl-sample-server", "-s", "sample", "-d", "svc.mit.example", "-u", "svc.mit.example", "-m", mechanism, "-b",
                        layer.bits)),
                "S: ", "C: ");
    }

    /** Without {@code stdbuf} it would say nothing into a pipe until the end. */
    private static LineProgram start(Map<String, String> more, List<String> command) throws Exception {
        var environment = new HashMap<>(more);
        environment.put("KRB5_CONFIG", Peers.started().mit().krb5Conf().toString());
        var buffered = new ArrayList<>(List.of("stdbuf", "-oL"));
        buffered.addAll(command);
        return LineProgram.start(environment, buffered);
    }

    byte[] hearToken() throws Exception {
        return Base64.getDecoder().decode(hearUntil(says).substring(says.length()));
    }

    void say(byte[] token) throws Exception {
        program.say(hears + LineProgram.base64(token));
    }

    /** The mechanism, and the first message of a client that speaks first. */
    void sayMechanism(String mechanism, byte[] initial) throws Exception {
        byte[] name = mechanism.getBytes(StandardCharsets.US_ASCII);
        byte[] message = Arrays.copyOf(name, name.length + (initial == null ? 0 : 1 + initial.length));
        if (initial != null) {
            System.arraycopy(initial, 0, message, name.length + 1, initial.length);
        }
        say(message);
    }

    void hearThatItIsComplete() throws Exception {
        hearUntil(NEGOTIATED);
    }

    /** Messages of the layer have their length in front. */
    static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(Integer.BYTES + message.length).putInt(message.length).put(message).array();
    }

    static byte[] unframed(byte[] message) {
        assertEquals(message.length - Integer.BYTES, ByteBuffer.wrap(message).getInt());
        return Arrays.copyOfRange(message, Integer.BYTES, message.length);
    }

    /** What it has read of our message in the layer. */
    String hearMessage() throws Exception {
        var line = hearUntil("recieved decoded message '");
        return line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\''));
    }

    /** The line that begins so. */
    String hearUntil(String beginning) throws Exception {
        while (true) {
            var line = program.hear();
            said.add(line);
            if (line.startsWith(beginning)) {
                return line;
            }
            assertFalse(line.contains("sasl_") && line.contains("fail"), () -> String.join("\n", said));
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
