package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.Secret;

/**
 * ChangeAccountPassword, at MIT's kadmind and at Samba.
 *
 * @spec RFC 3244
 */
@ParameterizedClass(name = "{0}")
@EnumSource
@Timeout(60)
@Shows(value = "change of a password", against = {Peer.MIT_KPASSWD, Peer.SAMBA})
record PasswordChangeIT(Authority authority) {
    /** Who changes passwords, and an account there to change the password of. */
    enum Authority {
        MIT("changing", SspiSide.udp()) {
            @Override
            void begin(boolean expired) throws Exception {
                Peers.started().mit().kadmin("cpw -pw " + OLD + " " + user);
                Peers.started().mit().kadmin("modprinc -pwexpire " + (expired ? "01/01/2001 " : "never ") + user);
            }
        },
        SAMBA("bob", SspiSide.samba()) {
            @Override
            void begin(boolean expired) throws Exception {
                var samba = Peers.started().samba();
                if (expired) {
                    samba.tool("user", "setpassword", user, "--newpassword=" + OLD, "--must-change-at-next-login");
                } else {
                    samba.tool("user", "setpassword", user, "--newpassword=" + OLD);
                }
            }
        };

        final String user;
        final SspiSide side;

        Authority(String user, SspiSide side) {
            this.user = user;
            this.side = side;
        }

        /** As the peer. */
        @Override
        public String toString() {
            return (this == MIT ? Peer.MIT_KPASSWD : Peer.SAMBA).toString();
        }

        /** Gives the account its old password. */
        abstract void begin(boolean expired) throws Exception;
    }

    private static final String OLD = "Pass!before";
    private static final String NEW = "Pass!after";

    @ParameterizedTest
    @ValueSource(strings = {"Kerberos", "Negotiate"})
    void theNewPasswordIsGoodAndTheOldOneIsNot(String packageName) throws Exception {
        authority.begin(false);
        change(packageName, OLD, NEW);
        logon(NEW);
        Refusal.of(() -> logon(OLD)).because(NtStatus.STATUS_WRONG_PASSWORD);
    }

    @Test
    void aPasswordThatHasExpiredCanBeChanged() throws Exception {
        authority.begin(true);
        var refusal = Refusal.of(() -> logon(OLD));
        assertTrue(refusal.reason().asksForNewPassword(), () -> refusal.failure().toString());
        change("Kerberos", OLD, NEW);
        logon(NEW);
    }

    @Test
    void aPasswordAgainstThePolicyIsRefused() throws Exception {
        authority.begin(false);
        Refusal.of(() -> change("Kerberos", OLD, "short")).because(NtStatus.STATUS_PASSWORD_RESTRICTION);
        logon(OLD);
    }

    @Test
    void whoDoesNotKnowTheOldPasswordIsRefused() throws Exception {
        authority.begin(false);
        Refusal.of(() -> change("Kerberos", "Pass!wrong", NEW)).because(NtStatus.STATUS_WRONG_PASSWORD);
        logon(OLD);
    }

    private void change(String packageName, String from, String to) throws Exception {
        try (var old = Secret.password(from.toCharArray());
                var next = Secret.password(to.toCharArray())) {
            var realm = authority.side.config().defaultRealm().orElseThrow();
            Sspi.changeAccountPassword(packageName, realm, authority.user, old, next, authority.side.config());
        }
    }

    private void logon(String password) throws Exception {
        var identity = SspiSide.identity(new Logon.Password(authority.user, password.toCharArray()));
        try (var credential = authority.side.acquire(CredentialUse.OUTBOUND, identity)) {
            credential.logon();
        }
    }
}
