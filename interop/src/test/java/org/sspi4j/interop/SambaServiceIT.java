package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services of a domain and all their names: tickets with a PAC, for our initiator and at our acceptor. */
@Timeout(60)
@Shows(value = "services and their aliases", against = Peer.SAMBA)
class SambaServiceIT {
    private static final Peers.Samba SAMBA = Peers.started().samba();
    private static final SspiSide SIDE = SspiSide.samba();

    /** Two names of one account, and one that the directory has for its host/dc1 (MS-ADTS sPNMappings). */
    @ParameterizedTest
    @ValueSource(strings = {"web", "alias", "dc1"})
    void aServiceIsReachedByEachOfItsNames(String host) throws Exception {
        initiated(SIDE, host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "alias", "dc1"})
    void aServiceTakesTicketsForEachOfItsNames(String host) throws Exception {
        accepted(SIDE, host);
    }

    /** The account names no encryption types, so that its tickets are RC4; their session keys are AES all the same. */
    @ParameterizedTest
    @ValueSource(strings = "legacy")
    @Shows("RC4 tickets with AES session keys")
    void anInitiatorNeedsNoRc4ForThem(String host) throws Exception {
        initiated(SIDE, host);
    }

    @ParameterizedTest
    @ValueSource(strings = "legacy")
    @Shows("RC4 tickets with AES session keys")
    void anAcceptorTakesThemIfRc4IsPermitted(String host) throws Exception {
        var permitted = SIDE.config().toBuilder().permittedEnctypes("aes256-cts", "aes128-cts", "arcfour-hmac").build();
        accepted(new SspiSide("SSPI", permitted), host);
    }

    private static void initiated(SspiSide side, String host) throws Exception {
        var logon = new Logon.Password("alice", SAMBA.password("alice"));
        var context = side.initiator(Side.KRB5, logon, "HTTP@" + host + ".lab.example");
        context.requestMutualAuth(true);
        try (var client = SampleClient.connect(SAMBA.gssServer(), context)) {
            for (var protection : Protection.values()) {
                client.signedBack(new byte[] {'o', 'k'}, protection);
            }
        }
    }

    private static void accepted(SspiSide side, String host) throws Exception {
        var service = "HTTP@" + host + ".lab.example";
        try (var server = new SampleServer()) {
            var context = side.acceptor(Side.KRB5, service, SAMBA.serviceKeytab());
            var served = GssClient.inBackground(() -> server.serve(context));
            var client = GssClient.run(
                    SAMBA.krb5Conf(), SAMBA.aliceCcache(), server.address(), service, "-mcount 2", "hello");
            var heard = client.unlessFailed(served);
            assertEquals("alice@" + SAMBA.realm(), heard.client());
            assertEquals(2, heard.messages().size());
        }
    }
}
