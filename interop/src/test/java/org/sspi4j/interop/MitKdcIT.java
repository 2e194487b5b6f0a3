package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecurityStatus;

/** Credentials from MIT's KDC and from the files that MIT's programs write; each is shown to be good by its use. */
@ParameterizedClass(name = "{0}")
@MethodSource("org.sspi4j.interop.Side#all")
@Timeout(60)
@Shows(value = "logon", against = Peer.MIT_KDC)
record MitKdcIT(Side side) {
    private static final String SERVICE = "sample@svc.mit.example";
    private static final Peers PEERS = Peers.started();
    private static final Peers.Mit MIT = PEERS.mit();

    @ParameterizedTest
    @MethodSource
    void everyWayToLogOn(Logon logon, String user) throws Exception {
        // This service takes tickets of users who were not pre-authenticated.
        var context = side.initiator(Side.KRB5, logon, "sample@open.mit.example");
        context.requestMutualAuth(true);
        try (var client = SampleClient.connect(MIT.gssServer(), context)) {
            client.signedBack(new byte[] {'o', 'k'}, Protection.ENCRYPTED);
            assertEquals(user + "@" + MIT.realm(), context.getSrcName().toString());
        }
    }

    static Stream<Arguments> everyWayToLogOn() {
        return Stream.of(
                Arguments.of(password("alice"), "alice"),
                Arguments.of(password("bob"), "bob"),
                Arguments.of(new Logon.Keytab("alice", MIT.aliceKeytab()), "alice"),
                Arguments.of(new Logon.Ccache("alice", MIT.aliceCcache()), "alice"),
                // without pre-authentication; with another salt than the default one
                Arguments.of(password("open"), "open"),
                Arguments.of(password("salted"), "salted"),
                // the key to begin with is none of those that the KDC has
                Arguments.of(new Logon.Keytab("rekeyed", MIT.rekeyedKeytab()), "rekeyed"));
    }

    @Test
    void aWrongPasswordIsRefused() {
        refused(SecurityStatus.SEC_E_LOGON_DENIED, "KDC_ERR_PREAUTH_FAILED", wrongPassword("alice"), SERVICE);
    }

    /** The reply itself cannot be opened. */
    @Test
    void aWrongPasswordWithoutPreAuthenticationIsRefused() {
        refused(SecurityStatus.SEC_E_LOGON_DENIED, "password or key is wrong", wrongPassword("open"), SERVICE);
    }

    @Test
    void anUnknownUserIsRefused() {
        refused(SecurityStatus.SEC_E_LOGON_DENIED, "KDC_ERR_C_PRINCIPAL_UNKNOWN", wrongPassword("mallory"), SERVICE);
    }

    @ParameterizedTest
    @Shows("reasons of refused logons")
    @CsvSource({"disabled, KDC_ERR_CLIENT_REVOKED", "expired, KDC_ERR_NAME_EXP", "stale, KDC_ERR_KEY_EXPIRED"})
    void anAccountThatMayNotLogOnIsRefusedByName(String user, String error) {
        refused(SecurityStatus.SEC_E_LOGON_DENIED, error, password(user), SERVICE);
    }

    @Test
    void anAccountThatWasTriedTooOftenIsRefusedItsRightPassword() {
        for (int i = 0; i < 2; i++) {
            refused(SecurityStatus.SEC_E_LOGON_DENIED, "KDC_ERR_", wrongPassword("strict"), SERVICE);
        }
        refused(SecurityStatus.SEC_E_LOGON_DENIED, "KDC_ERR_CLIENT_REVOKED", password("strict"), SERVICE);
    }

    @ParameterizedTest
    @CsvSource({"nobody@svc.mit.example", "sample@disabled.mit.example"})
    void aServiceThatIsUnknownOrDisabledIsRefused(String service) {
        refused(SecurityStatus.SEC_E_TARGET_UNKNOWN, "KDC_ERR_S_PRINCIPAL_UNKNOWN", password("alice"), service);
    }

    @Test
    void aCacheWhoseTicketHasEndedIsNoCredential() {
        refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "ended", new Logon.Ccache("alice", MIT.expiredCcache()), SERVICE);
    }

    @Test
    void aKeytabWithoutTheUserIsNoCredential() {
        refused(SecurityStatus.SEC_E_NO_CREDENTIALS, "bob@", new Logon.Keytab("bob", MIT.aliceKeytab()), SERVICE);
    }

    private static Logon password(String user) {
        return new Logon.Password(user, PEERS.mitPassword(user));
    }

    private static Logon wrongPassword(String user) {
        return new Logon.Password(user, "Pass!wrong".toCharArray());
    }

    private void refused(SecurityStatus status, String words, Logon logon, String service) {
        side.assertRefused(status, words, () -> {
            var context = side.initiator(Side.KRB5, logon, service);
            context.initSecContext(new byte[0], 0, 0);
        });
    }
}
