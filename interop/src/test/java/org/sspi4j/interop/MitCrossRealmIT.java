package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.SecurityStatus;

/** Clients of one realm and services of another; {@code peers/mit} tells who trusts whom. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.sspi4j.interop.Side#all")
@Timeout(60)
@Shows(value = "other realms: by path", against = {Peer.MIT_KDC, Peer.GSS_SERVER})
record MitCrossRealmIT(Side side) {
    private static final Peers.Mit MIT = Peers.started().mit();

    @ParameterizedTest
    @CsvSource({
        // neighbours, parent and child
        "alice@MIT.EXAMPLE, svc.one.mit.example",
        "carol@ONE.MIT.EXAMPLE, svc.mit.example",
        // by the names of the realms: through the parent of both
        "carol@ONE.MIT.EXAMPLE, svc.two.mit.example",
        // only by [capaths]
        "alice@MIT.EXAMPLE, svc.east.test",
        "carol@EAST.TEST, svc.mit.example"
    })
    void aServiceIsReachedByTheWayThatTheConfigurationSays(String user, String host) throws Exception {
        var context = side.initiator(Side.KRB5, logon(user), "sample@" + host);
        context.requestMutualAuth(true);
        try (var client = SampleClient.connect(MIT.gssServer(), context)) {
            client.signedBack(new byte[] {'o', 'k'}, Protection.ENCRYPTED);
            assertEquals(user, context.getSrcName().toString());
        }
    }

    /** There are keys all the way; the KDCs would lead her there, and EAST.TEST refuse her at last. */
    @Test
    void aWayThatIsNotConfiguredIsRefused() {
        side.assertRefused(SecurityStatus.SEC_E_KDC_UNABLE_TO_REFER, "EAST.TEST", () -> {
            var context = side.initiator(Side.KRB5, logon("carol@TWO.MIT.EXAMPLE"), "sample@svc.east.test");
            context.initSecContext(new byte[0], 0, 0);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ONE.MIT.EXAMPLE", "EAST.TEST"})
    @Shows(value = "other realms: their clients", against = Peer.GSS_CLIENT)
    void aClientOfAnotherRealmIsAccepted(String realm, @TempDir Path folder) throws Exception {
        var user = "carol@" + realm;
        var ccache = Files.createFile(folder.resolve("ccache"));
        Program.run(
                        Map.of("KRB5_CONFIG", MIT.krb5Conf().toString()),
                        "Pass!carol\n",
                        List.of("kinit", "-c", "FILE:" + ccache, user))
                .succeeded();
        try (var server = new SampleServer()) {
            var service = "sample@svc.mit.example";
            var context = side.acceptor(Side.KRB5, service, MIT.serviceKeytab());
            var served = GssClient.inBackground(() -> server.serve(context));
            var client = GssClient.run(MIT.krb5Conf(), ccache, server.address(), service, "-mcount 2", "hello");
            assertEquals(user, client.unlessFailed(served).client());
        }
    }

    private static Logon logon(String user) {
        return new Logon.Password(user, ("Pass!" + user.substring(0, user.indexOf('@'))).toCharArray());
    }
}
