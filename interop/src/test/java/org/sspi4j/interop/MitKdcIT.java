package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Credentials from MIT's KDC and from the files that MIT's programs write; each is shown to be good by its use. */
@ParameterizedClass
@MethodSource("org.sspi4j.interop.Side#all")
@Timeout(60)
record MitKdcIT(Side side) {
    private static final Peers PEERS = Peers.started();
    private static final Peers.Mit MIT = PEERS.mit();

    @ParameterizedTest
    @MethodSource
    void everyWayToLogOn(Logon logon, String user) throws Exception {
        var context = side.initiator(Side.KRB5, logon, "sample@svc.mit.example");
        context.requestMutualAuth(true);
        try (var client = SampleClient.connect(MIT.gssServer(), context)) {
            client.signedBack(new byte[] {'o', 'k'}, Protection.ENCRYPTED);
            assertEquals(user + "@" + MIT.realm(), context.getSrcName().toString());
        }
    }

    static Stream<Arguments> everyWayToLogOn() {
        return Stream.of(
                Arguments.of(new Logon.Password("alice", PEERS.mitPassword("alice")), "alice"),
                Arguments.of(new Logon.Password("bob", PEERS.mitPassword("bob")), "bob"),
                Arguments.of(new Logon.Keytab("alice", MIT.aliceKeytab()), "alice"),
                Arguments.of(new Logon.Ccache("alice", MIT.aliceCcache()), "alice"));
    }

    @Test
    void aWrongPasswordIsRefused() {
        refused(new Logon.Password("alice", "Pass!bob".toCharArray()), "sample@svc.mit.example");
    }

    @Test
    void anUnknownUserIsRefused() {
        refused(new Logon.Password("mallory", "Pass!alice".toCharArray()), "sample@svc.mit.example");
    }

    @Test
    void anUnknownServiceIsRefused() {
        refused(new Logon.Password("alice", PEERS.mitPassword("alice")), "nobody@svc.mit.example");
    }

    private void refused(Logon logon, String service) {
        assertThrows(Exception.class, () -> {
            var context = side.initiator(Side.KRB5, logon, service);
            context.initSecContext(new byte[0], 0, 0);
        });
    }
}
