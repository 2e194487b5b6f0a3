package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.sspi4j.api.SecurityStatus.SEC_E_INCOMPLETE_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTEXT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_I_RENEGOTIATE;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsBackend;

/** What tests of TLS have in common, whoever is at the other end. */
abstract class TlsTests {
    static final Peers.Tls LAB = Peers.started().tls();
    static final String TARGET = "web.tls.example";
    static final String LABEL = "EXPORTER-sspi4j";

    private static final int MEBIBYTE = 1 << 20;
    /** From which JDK on its TLS exports keying material. */
    private static final int EXPORTING_JDK = 25;

    final TlsRun run;
    final TlsProgram theirs;

    /** Says where the stream was cut. */
    @RegisterExtension
    final TestExecutionExceptionHandler where;

    TlsTests(TlsRun run, TlsProgram theirs) {
        this.run = run;
        this.theirs = theirs;
        this.where = (context, failure) -> {
            throw new AssertionError(run + ": " + failure.getMessage(), failure);
        };
    }

    /** Certificates with their keys, and whom to trust. */
    SchCredentials.Builder credentials(String... certificates) throws Exception {
        var builder = SchCredentials.builder().tlsParameters(run.version().ours()).rootStore(LAB.trusting("ca")).backend(run.backend());
        for (var name : certificates) {
            builder.cred(LAB.credential(name));
        }
        return builder;
    }

    /** SEC_APPLICATION_PROTOCOLS with one list, of ALPN. */
    static SecBuffer applicationProtocols(String... names) {
        var list = new ByteArrayOutputStream();
        for (var name : names) {
            list.write(name.length());
            list.writeBytes(name.getBytes(ISO_8859_1));
        }
        var structure = ByteBuffer.allocate(4 + 4 + 2 + list.size()).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4 + 2 + list.size()).putInt(2).putShort((short) list.size()).put(list.toByteArray()).flip();
        return new SecBuffer(SecBufferType.APPLICATION_PROTOCOLS, SecBuffer.Access.READ_WRITE, structure);
    }

    static void assertProtocol(String name, SchannelConnection ours) throws SspiException {
        var found = ours.query(SchannelAttribute.APPLICATION_PROTOCOL);
        assertEquals(SchannelAttribute.ProtoNegoStatus.SUCCESS, found.protoNegoStatus());
        assertEquals(name, new String(found.protocolId(), ISO_8859_1));
    }

    static boolean isResumed(SchannelConnection ours) throws SspiException {
        return ours.query(SchannelAttribute.SESSION_INFO).flags() == 1;
    }

    /** Lines of digits, which no program takes for a command. A mebibyte, and where every byte is a call of its own less. */
    byte[] muchText() {
        var random = new Random(1);
        var text = new byte[run.cutting() == Cutting.BYTE_BY_BYTE ? MEBIBYTE / 16 : MEBIBYTE];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) (i % 64 == 63 ? '\n' : '0' + random.nextInt(10));
        }
        return text;
    }

    /** They type, and print what comes. */
    static void exchangeTyped(SchannelConnection ours, RunningProgram theirs, byte[] text) throws Exception {
        var typed = theirs.saying(text);
        assertArrayEquals(text, ours.read(text.length));
        typed.join();
        ours.write(text);
        theirs.awaits(new String(text, ISO_8859_1));
    }

    static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** The stream ends, and the peer has not said that this was all. */
    static void assertTruncated(SchannelConnection ours) {
        assertThrows(EOFException.class, () -> {
            while (true) {
                ours.read();
            }
        });
        var statuses = ours.statuses();
        assertEquals(SEC_E_INCOMPLETE_MESSAGE, statuses.get(statuses.size() - 1));
        assertFalse(statuses.contains(SEC_I_CONTEXT_EXPIRED), ours::toString);
    }

    /** The connection has ended for this side too. */
    static void assertNothingCanBeSent(SchannelConnection ours) {
        Refusal.of(() -> ours.write(ascii("too late\n"))).is(SecurityStatus.SEC_E_CONTEXT_EXPIRED, "");
    }

    /** How often messages came that TLS has after the handshake. */
    static long renegotiations(SchannelConnection ours) {
        return ours.statuses().stream().filter(status -> status == SEC_I_RENEGOTIATE).count();
    }

    /** The peer wants another handshake. */
    static void assertNothingIsRenegotiated(SchannelConnection ours) {
        Refusal.of(ours::read).is(SEC_E_UNSUPPORTED_FUNCTION, "renegotiate");
        Refusal.of(ours::read).is(SEC_E_UNSUPPORTED_FUNCTION, "renegotiate");
        assertNothingCanBeSent(ours);
    }

    /** By what is not looked at yet. */
    static void assertRefusedByItsCertificate(SecurityStatus status, Executable handshake) throws Throwable {
        Refusal.of(handshake).is(status, "");
    }

    static void assertEndpointBinding(String expected, SchannelConnection ours) throws SspiException {
        assertBinding("tls-server-end-point:", expected, ours.query(SchannelAttribute.ENDPOINT_BINDINGS));
    }

    static void assertUniqueBinding(String expected, SchannelConnection ours) throws SspiException {
        assertBinding("tls-unique:", expected, ours.query(SchannelAttribute.UNIQUE_BINDINGS));
    }

    static void assertNoUniqueBinding(SchannelConnection ours) {
        Refusal.of(() -> ours.query(SchannelAttribute.UNIQUE_BINDINGS)).is(SEC_E_UNSUPPORTED_FUNCTION, "TLS 1.3 has no tls-unique");
    }

    private static void assertBinding(String prefix, String expected, SchannelAttribute.Bindings found) {
        var data = found.bindings().applicationData();
        int head = prefix.length();
        assertEquals(prefix, new String(data, 0, Math.min(data.length, head), ISO_8859_1));
        assertEquals(expected, HexFormat.of().formatHex(data, head, data.length));
    }

    /** As the openssl program has it: the certificates of the lab are signed with SHA-256. */
    static String fingerprint(String certificate) throws Exception {
        var printed = Program.run(Map.of(), "", List.of(
                "openssl", "x509", "-noout", "-fingerprint", "-sha256", "-in", LAB.file(certificate + ".crt").toString())).succeeded();
        return printed.substring(printed.indexOf('=') + 1).strip().replace(":", "").toLowerCase(Locale.ROOT);
    }

    /** What they print of the connection and what this side tells of it, where it does. */
    void assertExported(TlsBackend backend, SchannelConnection ours, RunningProgram theirs) throws Exception {
        if (backend == TlsBackend.BOUNCY_CASTLE || Runtime.version().feature() >= EXPORTING_JDK) {
            assertEquals(theirs.awaits(this.theirs.exported()).group(1).toLowerCase(Locale.ROOT), exported(ours));
        } else {
            Refusal.of(() -> exported(ours)).is(SEC_E_UNSUPPORTED_FUNCTION, "TlsBackend.BOUNCY_CASTLE");
        }
    }

    private static String exported(SchannelConnection ours) throws SspiException {
        ours.context().set(
                SchannelAttribute.KEYING_MATERIAL_INFO, new SchannelAttribute.KeyingMaterialInfo(LABEL, null, 20));
        try (var material = ours.query(SchannelAttribute.KEYING_MATERIAL)) {
            return HexFormat.of().formatHex(material.keyingMaterial());
        }
    }

    /** As GnuTLS prints it. */
    static String told(RunningProgram theirs, String binding) throws InterruptedException {
        return theirs.awaits(Pattern.compile("'" + binding + "': (\\p{XDigit}+|not available)\n")).group(1);
    }
}
