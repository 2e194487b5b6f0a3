package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;

/** A server's first call: anything, or a client's hello that was edited on its way. Nobody is established by it. */
class ClientHelloFuzzTest {
    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "2m")
    void accept(byte[] input) throws Exception {
        var edits = new Edits(input);
        var tls = Tls.values()[edits.number(Tls.values().length - 1)];
        boolean edited = edits.number(3) > 0;
        try (var alice = tls.client();
                var web = tls.server();
                var client = TlsParty.client(alice, Tls.WEB);
                var server = TlsParty.server(web)) {
            var hello = client.begin();
            try {
                server.receive(edited ? edits.of(hello) : input);
            } catch (SspiException e) {
                Refusals.check(e, "a server's first call");
            }
            assertFalse(server.established);
        }
    }
}
