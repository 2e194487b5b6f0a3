package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client against {@code openssl s_server}. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.sspi4j.interop.TlsRun#all")
@Timeout(60)
@Shows(value = "TLS: handshake, data", against = Peer.OPENSSL)
final class OpensslServerIT extends TlsServerTests {
    OpensslServerIT(TlsRun run) {
        super(run, new Openssl(LAB));
    }

    @Override
    void exchange(SchannelConnection ours, RunningProgram theirs, byte[] text) throws Exception {
        exchangeTyped(ours, theirs, text);
    }

    @Override
    Optional<String> closedWell() {
        return Optional.of("DONE\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"k\n", "K\n"})
    @Shows("TLS: key update")
    void theServerChangesItsKeysInTls13AndMayAskForOurs(String command) throws Exception {
        try (var server = serve(); var credential = credential(); var ours = connect(server)) {
            ours.handshake(credential);
            for (int i = 0; i < 3; i++) {
                exchange(ours, server.program(), ascii(i + " before\n"));
                long before = renegotiations(ours);
                server.program().say(command);
                server.program().awaits(Pattern.compile("(?s)(?:SSL_do_handshake -> .*){" + (i + 1) + "}"));
                exchange(ours, server.program(), ascii(i + " after\n"));
                assertEquals(before + (run.version() == TlsVersion.TLS_1_3 ? 1 : 0), renegotiations(ours), ours::toString);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"r\n", "R\n"})
    @Shows("TLS: renegotiation refused")
    void nothingIsRenegotiated(String command) throws Exception {
        try (var server = serve(); var credential = credential(); var ours = connect(server)) {
            ours.handshake(credential);
            exchange(ours, server.program(), ascii("0 before\n"));
            server.program().say(command);
            if (run.version() == TlsVersion.TLS_1_3) {
                server.program().awaits("SSL_do_handshake ->");
                exchange(ours, server.program(), ascii("0 there is no such thing\n"));
                return;
            }
            assertNothingIsRenegotiated(ours);
        }
    }
}
