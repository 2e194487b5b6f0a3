package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Locale;
import org.ietf.jgss.GSSContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sspi4j.api.NtStatus;
import org.sspi4j.config.KerberosConfig;

/** Logons at a domain controller, and the reason for each refusal. */
@Timeout(60)
@Shows(value = "logon", against = Peer.SAMBA)
class SambaLogonIT {
    private static final String SERVICE = "HTTP@web.lab.example";
    private static final Peers.Samba SAMBA = Peers.started().samba();
    private static final SspiSide SIDE = SspiSide.samba();

    @ParameterizedTest
    @CsvSource({"alice, alice", "alice@LAB.EXAMPLE, alice", "LAB.EXAMPLE\\alice, alice", "ALICE, ALICE", "open, open"})
    void aUserLogsOn(String user, String name) throws Exception {
        var password = SAMBA.password(name.toLowerCase(Locale.ROOT));
        exchange(SIDE.initiator(Side.KRB5, new Logon.Password(user, password), SERVICE), name);
    }

    /** The name that the account has, however it was written. */
    @Test
    @Shows("canonical names")
    void aUserWhoAsksForItIsCalledByTheNameOfTheAccount() throws Exception {
        var side = new SspiSide("SSPI", SIDE.config().toBuilder().canonicalize(true).build());
        exchange(side.initiator(Side.KRB5, new Logon.Password("ALICE", SAMBA.password("alice")), SERVICE), "alice");
    }

    /** Neither the name of the account nor that of the realm is in hers. */
    @Test
    @Shows("logon with a UPN")
    void aUserLogsOnByHerUserPrincipalName() throws Exception {
        var logon = new Logon.Password("ursula@corp.example", SAMBA.password("u1000"));
        exchange(SIDE.initiator(Side.KRB5, logon, SERVICE), "u1000");
    }

    /** 150 groups are in the PAC: no datagram holds her tickets. */
    @Test
    @Shows("large tickets")
    void ticketsTooLargeForUdpComeOverTcp() throws Exception {
        try (var relay = KdcRelay.to(SAMBA.kdc())) {
            var config = KerberosConfig.builder()
                    .defaultRealm(SAMBA.realm())
                    .kdc(SAMBA.realm(), relay.address())
                    .build();
            var logon = new Logon.Password("grouped", SAMBA.password("grouped"));
            exchange(new SspiSide("SSPI", config).initiator(Side.KRB5, logon, SERVICE), "grouped");
            // to be told what to prove it with; to be told that it is too large; the two replies
            var ways = List.of(
                    KdcRelay.Transport.UDP, KdcRelay.Transport.UDP, KdcRelay.Transport.TCP, KdcRelay.Transport.TCP);
            assertEquals(ways, relay.requests());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "disabled, STATUS_ACCOUNT_DISABLED",
        "expired, STATUS_ACCOUNT_EXPIRED",
        "mustchange, STATUS_PASSWORD_MUST_CHANGE",
        "hours, STATUS_INVALID_LOGON_HOURS"
    })
    @Shows("reasons of refused logons")
    void anAccountThatMayNotLogOnSaysWhy(String user, NtStatus why) {
        refused(new Logon.Password(user, SAMBA.password(user)), why);
    }

    @Test
    @Shows("reasons of refused logons")
    void aWrongPasswordIsTold() {
        refused(new Logon.Password("alice", "Pass!wrong".toCharArray()), NtStatus.STATUS_WRONG_PASSWORD);
    }

    @Test
    @Shows("reasons of refused logons")
    void anUnknownUserIsTold() {
        refused(new Logon.Password("mallory", "Pass!wrong".toCharArray()), NtStatus.STATUS_NO_SUCH_USER);
    }

    @Test
    @Shows("reasons of refused logons")
    void anAccountIsLockedAfterThreeTries() throws Exception {
        SAMBA.tool("user", "unlock", "locked");
        for (int i = 0; i < 3; i++) {
            refused(new Logon.Password("locked", "Pass!wrong".toCharArray()), NtStatus.STATUS_WRONG_PASSWORD);
        }
        refused(new Logon.Password("locked", SAMBA.password("locked")), NtStatus.STATUS_ACCOUNT_LOCKED_OUT);
    }

    private static void refused(Logon logon, NtStatus why) {
        Refusal.of(() -> SIDE.initiator(Side.KRB5, logon, SERVICE).initSecContext(new byte[0], 0, 0)).because(why);
    }

    private static void exchange(GSSContext context, String user) throws Exception {
        context.requestMutualAuth(true);
        try (var client = SampleClient.connect(SAMBA.gssServer(), context)) {
            client.signedBack(new byte[] {'o', 'k'}, Protection.ENCRYPTED);
            assertEquals(user + "@" + SAMBA.realm(), context.getSrcName().toString());
        }
    }
}
