package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.ietf.jgss.GSSContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;

/** Encryption types that are off until a configuration names them, one by one. */
@Timeout(60)
class OptedInEnctypesIT {
    private static final Peers PEERS = Peers.started();
    private static final Peers.Mit MIT = PEERS.mit();

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"camellia256-cts", "camellia128-cts", "arcfour-hmac"})
    @Shows(value = "encryption type {}", against = {Peer.MIT_KDC, Peer.GSS_SERVER})
    void aUserAServiceAndASession(String etype) throws Exception {
        var context = initiator(permitting("aes256-cts", etype), etype);
        context.requestMutualAuth(true);
        try (var client = SampleClient.connect(MIT.gssServer(), context)) {
            for (var protection : Protection.values()) {
                client.signedBack("hello".getBytes(StandardCharsets.US_ASCII), protection);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"camellia256-cts", "camellia128-cts", "arcfour-hmac"})
    @Shows(value = "encryption type {}", against = Peer.GSS_CLIENT)
    void aClientOfTheService(String etype) throws Exception {
        var service = "sample@" + etype + ".mit.example";
        try (var server = new SampleServer()) {
            var context = permitting("aes256-cts", etype).acceptor(Side.KRB5, service, MIT.serviceKeytab());
            var served = GssClient.inBackground(() -> server.serve(context));
            var client = GssClient.run(MIT, server.address(), service, "-mcount 2", "hello");
            assertEquals(2, client.unlessFailed(served).messages().size());
        }
    }

    /**
     * The one type is off by default, and not switched on by another one of its family. Where the KDC could make a session key of
     * the type that is offered, it asks for pre-authentication and names no key; else it knows no type.
     */
    @ParameterizedTest
    @CsvSource({
        "camellia256-cts, aes256-cts, SEC_E_UNSUPPORTED_PREAUTH",
        "camellia256-cts, camellia128-cts, SEC_E_KDC_UNKNOWN_ETYPE",
        "camellia128-cts, camellia256-cts, SEC_E_KDC_UNKNOWN_ETYPE",
        "arcfour-hmac, aes256-cts, SEC_E_UNSUPPORTED_PREAUTH",
        "arcfour-hmac, camellia256-cts, SEC_E_KDC_UNKNOWN_ETYPE"
    })
    @Shows(value = "encryption types that are not opted in are refused", against = Peer.MIT_KDC)
    void withoutItsNameItIsRefused(String etype, String permitted, SecurityStatus status) throws Exception {
        var context = initiator(permitting(permitted), etype);
        Refusal.of(() -> context.initSecContext(new byte[0], 0, 0)).is(status, "");
    }

    private static SspiSide permitting(String... etypes) {
        return SspiSide.of("SSPI", config -> config.permittedEnctypes(etypes));
    }

    private static GSSContext initiator(SspiSide side, String etype) throws Exception {
        var user = "user-" + etype;
        return side.initiator(
                Side.KRB5, new Logon.Password(user, PEERS.mitPassword(user)), "sample@" + etype + ".mit.example");
    }
}
