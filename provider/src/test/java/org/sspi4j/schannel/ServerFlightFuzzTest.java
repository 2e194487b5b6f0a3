package org.sspi4j.schannel;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;

/**
 * A client's second call: anything, or a server's flight that was edited on its way. Whoever is established by it says so to a server
 * that is established too.
 */
class ServerFlightFuzzTest {
    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "2m")
    void initialize(byte[] input) throws Exception {
        var edits = new Edits(input);
        var tls = Tls.values()[edits.number(Tls.values().length - 1)];
        boolean edited = edits.number(3) > 0;
        try (var alice = tls.client(Tls.ALICE);
                var web = tls.server();
                var client = TlsParty.client(alice, Tls.WEB);
                var server = TlsParty.server(web, ContextFlag.MUTUAL_AUTH)) {
            var flight = server.receive(client.begin());
            try {
                var reply = client.receive(edited ? edits.of(flight) : input);
                if (client.established) {
                    server.receive(reply);
                    if (!server.established) {
                        throw new AssertionError("Only the client is established");
                    }
                }
            } catch (SspiException e) {
                if (client.established) {
                    throw new AssertionError("Both have another idea", e);
                }
                Refusals.check(e, "a client's second call");
            }
        }
    }
}
