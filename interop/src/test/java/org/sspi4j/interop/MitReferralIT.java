package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.config.KerberosConfig;

/**
 * A client that knows where the KDCs are and nothing else: no [domain_realm], no [capaths]. The KDCs know.
 *
 * @spec RFC 6806 8
 */
@Timeout(60)
@Shows(value = "other realms: by referral", against = {Peer.MIT_KDC, Peer.GSS_SERVER})
class MitReferralIT {
    private static final Peers.Mit MIT = Peers.started().mit();

    @ParameterizedTest
    @CsvSource({
        "alice, MIT.EXAMPLE, svc.one.mit.example",
        "carol, ONE.MIT.EXAMPLE, svc.mit.example",
        "carol, ONE.MIT.EXAMPLE, svc.two.mit.example",
        "alice, MIT.EXAMPLE, svc.east.test",
        "carol, EAST.TEST, svc.mit.example"
    })
    void theKdcsTellTheWay(String user, String realm, String host) throws Exception {
        var context = side(realm).initiator(Side.KRB5, logon(user), "sample@" + host);
        context.requestMutualAuth(true);
        try (var client = SampleClient.connect(MIT.gssServer(), context)) {
            client.signedBack(new byte[] {'o', 'k'}, Protection.ENCRYPTED);
            assertEquals(user + "@" + realm, context.getSrcName().toString());
        }
    }

    @Test
    void aServiceThatNoRealmKnowsIsUnknown() {
        Refusal.of(() -> side("MIT.EXAMPLE")
                        .initiator(Side.KRB5, logon("alice"), "sample@nowhere.one.mit.example")
                        .initSecContext(new byte[0], 0, 0))
                .is(SecurityStatus.SEC_E_TARGET_UNKNOWN, "sample/nowhere.one.mit.example");
    }

    private static SspiSide side(String defaultRealm) {
        var config = KerberosConfig.builder().defaultRealm(defaultRealm);
        for (var realm : List.of("MIT.EXAMPLE", "ONE.MIT.EXAMPLE", "TWO.MIT.EXAMPLE", "EAST.TEST")) {
            config.kdc(realm, MIT.kdcOf(realm));
        }
        return new SspiSide("SSPI", config.build());
    }

    private static Logon logon(String user) {
        return new Logon.Password(user, ("Pass!" + user).toCharArray());
    }
}
