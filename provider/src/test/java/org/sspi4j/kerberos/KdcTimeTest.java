package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_TIME_SKEW;
import static org.sspi4j.kerberos.Client.now;
import static org.sspi4j.kerberos.Client.password;
import static org.sspi4j.kerberos.Client.refusal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SspiException;
import org.sspi4j.engine.Drive;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.AsReq;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.MethodData;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.kerberos.message.TgsReq;
import org.sspi4j.kerberos.store.CredentialCache;

@DisplayName("a clock that is wrong is corrected once, by the KDC's")
class KdcTimeTest {
    private final Client client = new Client();

    /** The KDC's clock is ahead of ours by this much: what it checks and stamps is by its own. */
    private void kdcAhead(Duration offset) {
        client.kdc.lie(reply -> {
            reply.authtime = now().plus(offset);
            reply.starttime = Optional.of(now().plus(offset));
            reply.endtime = now().plus(offset).plusSeconds(36000);
        });
        client.kdc.script(request -> request instanceof AsReq && hasProof(request.padata()) && client.kdc.requests().size() < 3
                ? Optional.of(client.kdc.error(ErrorCode.KRB_AP_ERR_SKEW, now().plus(offset), Optional.empty(), Optional.empty()))
                : Optional.empty());
        client.kdc.clockAhead(offset);
    }

    private static boolean hasProof(Optional<MethodData> padata) {
        return padata.flatMap(data -> data.find(PaType.PA_ENC_TIMESTAMP)).isPresent();
    }

    private ServiceTicket logon(KerberosCredential credential) throws SspiException {
        return Drive.sync(credential.tgt(client.facilities), client.kdc);
    }

    @ParameterizedTest
    @ValueSource(longs = {-86400 * 365L, -301, 301, 86400 * 20000L})
    void theLogonIsTriedAgainByTheKdcsTime(long seconds) throws Exception {
        kdcAhead(Duration.ofSeconds(seconds));
        var credential = client.credential(password("secret"));
        assertEquals(now().plusSeconds(seconds), logon(credential).starttime());
        assertEquals(now().plusSeconds(seconds), credential.clientSide(client.facilities).clock().instant());
        assertEquals(now(), client.facilities.clock().instant());
    }

    @Test
    void itCountsForTheTicketsThatFollow() throws Exception {
        kdcAhead(Duration.ofDays(2));
        var credential = client.credential(password("secret"));
        var ticket = client.ticket(credential, ScriptedKdc.WEB);
        assertEquals(ticket, client.ticket(credential, ScriptedKdc.WEB));
        int asked = client.kdc.requests().size();
        // Three quarters of its life: nobody renews before.
        client.facilities.pass(Duration.ofSeconds(26999));
        assertEquals(ticket, client.ticket(credential, ScriptedKdc.WEB));
        assertEquals(asked, client.kdc.requests().size());
        client.facilities.pass(Duration.ofSeconds(9000));
        assertEquals(ticket, client.ticket(credential, ScriptedKdc.WEB));
    }

    @Test
    void aKdcThatIsNeverContentIsAskedTwice() {
        client.kdc.script(request -> Optional.of(client.kdc.error(
                ErrorCode.KRB_AP_ERR_SKEW, now().plusSeconds(1000L * client.kdc.requests().size()), Optional.empty(), Optional.empty())));
        refusal(SEC_E_TIME_SKEW, () -> logon(client.credential(password("secret"))));
        assertEquals(2, client.kdc.requests().size());
    }

    /** It would be asked again by a time that is the same, and again. */
    @Test
    void aKdcThatComplainsOfTheTimeThatItHasItselfIsAskedOnce() {
        client.kdc.script(request -> client.kdc.requests().size() > 2
                ? Optional.empty()
                : Optional.of(client.kdc.error(ErrorCode.KRB_AP_ERR_SKEW, now(), Optional.empty(), Optional.empty())));
        refusal(SEC_E_TIME_SKEW, () -> logon(client.credential(password("secret"))));
        assertEquals(1, client.kdc.requests().size());
    }

    @Test
    void aTimeThatNoReplyConfirmsIsNotKept() {
        client.kdc.script(request -> Optional.of(client.kdc.error(
                ErrorCode.KRB_AP_ERR_SKEW, now().plusSeconds(1000), Optional.empty(), Optional.empty())));
        var credential = client.credential(password("secret"));
        refusal(SEC_E_TIME_SKEW, () -> logon(credential));
        assertEquals(now(), credential.clientSide(client.facilities).clock().instant());
    }

    @Test
    void aReplyOfAnotherTimeThanTheErrorsIsATimeSkew() {
        kdcAhead(Duration.ofDays(2));
        client.kdc.lie(reply -> {
            reply.authtime = now();
            reply.starttime = Optional.of(now());
            reply.endtime = now().plusSeconds(36000);
        });
        var credential = client.credential(password("secret"));
        refusal(SEC_E_TIME_SKEW, () -> logon(credential));
        assertEquals(now(), credential.clientSide(client.facilities).clock().instant());
    }

    @Test
    void itIsNeverDoneTwice() throws Exception {
        kdcAhead(Duration.ofDays(2));
        var credential = client.credential(password("secret"));
        logon(credential);
        client.facilities.pass(Duration.ofDays(1));
        client.kdc.script(request -> Optional.of(client.kdc.error(
                ErrorCode.KRB_AP_ERR_SKEW, now().plusSeconds(86400 * 9), Optional.empty(), Optional.empty())));
        int before = client.kdc.requests().size();
        refusal(SEC_E_TIME_SKEW, () -> logon(credential));
        assertEquals(before + 1, client.kdc.requests().size());
    }

    @Test
    void anAccountWithoutPreAuthenticationLearnsItFromTheReply() throws Exception {
        var offset = Duration.ofDays(-3);
        client.kdc.withoutPreauthentication().lie(reply -> {
            reply.authtime = now().plus(offset);
            reply.endtime = now().plus(offset).plusSeconds(36000);
        });
        var credential = client.credential(password("secret"));
        logon(credential);
        assertEquals(1, client.kdc.requests().size());
        assertEquals(now().plus(offset), credential.clientSide(client.facilities).clock().instant());
    }

    @Test
    void whoDoesNotWantItDoesNotGetIt() {
        client.config = ScriptedKdc.config().kdcTimesync(false).build();
        kdcAhead(Duration.ofDays(2));
        refusal(SEC_E_TIME_SKEW, () -> logon(client.credential(password("secret"))));
        assertEquals(2, client.kdc.requests().size());
        client.kdc.withoutPreauthentication();
        refusal(SEC_E_TIME_SKEW, () -> logon(client.credential(password("secret"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z"})
    void aTimeThatIsNoneIsNotTried(String stime) {
        client.kdc.script(request -> Optional.of(client.kdc.error(
                ErrorCode.KRB_AP_ERR_SKEW, Instant.parse(stime), Optional.empty(), Optional.empty())));
        refusal(SEC_E_TIME_SKEW, () -> logon(client.credential(password("secret"))));
        assertEquals(1, client.kdc.requests().size());
    }

    @Nested
    @DisplayName("and caches keep it:")
    class OfCaches {
        private static final Path FILE = Path.of("/the/cache");
        private static final Duration TWO_DAYS = Duration.ofDays(2);

        private KerberosCredential ofCache() throws SspiException {
            return client.acquire(CredentialUse.OUTBOUND, Identity.ccache(FILE));
        }

        private Instant timeOf(KerberosCredential credential) {
            return credential.clientSide(client.facilities).clock().instant();
        }

        private void cacheSays(Duration offset) throws SspiException {
            client.kdc.file(FILE, CredentialCache.of(
                            StoredTickets.stored(ScriptedKdc.ALICE), List.of(StoredTickets.stored(client.tgt())))
                    .ahead(offset)
                    .encode());
        }

        @Test
        void itIsTakenFromThere() throws Exception {
            cacheSays(TWO_DAYS);
            assertEquals(now().plus(TWO_DAYS), timeOf(ofCache()));
            assertTrue(client.facilities.noted().stream().anyMatch(line -> line.contains("172800 s ahead")),
                    client.facilities.noted()::toString);
            cacheSays(TWO_DAYS.negated());
            assertEquals(now().minus(TWO_DAYS), timeOf(ofCache()));
            cacheSays(Duration.ZERO);
            assertEquals(now(), timeOf(ofCache()));
        }

        @Test
        void notForWhoDoesNotWantIt() throws Exception {
            cacheSays(TWO_DAYS);
            client.config = ScriptedKdc.config().kdcTimesync(false).build();
            assertEquals(now(), timeOf(ofCache()));
        }

        @Test
        void notOverWhatALogonFound() {
            var time = new KdcTime(client.config);
            time.keep(TWO_DAYS);
            assertFalse(time.remember(Duration.ofDays(1)));
            assertEquals(TWO_DAYS, time.offset());
        }

        @Test
        void notACenturyAway() {
            var time = new KdcTime(client.config);
            assertFalse(time.remember(Duration.ofDays(36525)));
            assertTrue(time.remember(Duration.ofDays(36525).minusSeconds(1)));
        }

        @Test
        void itIsWrittenWithTheTicketsOfALogon() throws Exception {
            kdcAhead(TWO_DAYS);
            var credential = client.credential(password("secret"));
            logon(credential);
            Drive.sync(credential.savedTo("FILE:" + FILE), client.kdc);
            assertEquals(TWO_DAYS, CredentialCache.decode(client.kdc.fileAt(FILE).orElseThrow()).kdcTimeOffset());
            assertEquals(now().plus(TWO_DAYS), timeOf(ofCache()));
        }
    }

    @Nested
    @DisplayName("also when the ticket-granting ticket was there before")
    class Tickets {
        private final Duration offset = Duration.ofMinutes(40);
        private KerberosCredential credential;

        /** Logged on while the clocks agreed; since then one of them has jumped. */
        @BeforeEach
        void logOn() throws Exception {
            credential = client.credential(password("secret"));
            logon(credential);
        }

        private void kdcNowAhead() {
            client.kdc.clockAhead(offset);
            client.kdc.lie(reply -> {
                reply.starttime = Optional.of(now().plus(offset));
                reply.endtime = now().plusSeconds(36000);
            });
            client.kdc.script(request -> request instanceof TgsReq && client.kdc.realms().size() == 3
                    ? Optional.of(client.kdc.error(ErrorCode.KRB_AP_ERR_SKEW, now().plus(offset), Optional.empty(), Optional.empty()))
                    : Optional.empty());
        }

        @Test
        void aRequestForATicketIsMadeAgainByTheKdcsTime() throws Exception {
            kdcNowAhead();
            client.ticket(credential, ScriptedKdc.WEB);
            assertEquals(List.of("AsReq", "AsReq", "TgsReq", "TgsReq"), client.asked());
            assertEquals(now().plus(offset), credential.clientSide(client.facilities).clock().instant());
            assertTrue(client.facilities.noted().toString().contains("2400 s ahead of ours"), client.facilities.noted()::toString);
        }

        @Test
        void aKdcThatIsNeverContentIsAskedTwice() {
            client.kdc.script(request -> Optional.of(client.kdc.error(
                    ErrorCode.KRB_AP_ERR_SKEW, now().plusSeconds(1000L * client.kdc.requests().size()), Optional.empty(),
                    Optional.empty())));
            refusal(SEC_E_TIME_SKEW, () -> client.ticket(credential, ScriptedKdc.WEB));
            assertEquals(List.of("AsReq", "AsReq", "TgsReq", "TgsReq"), client.asked());
            assertEquals(now(), credential.clientSide(client.facilities).clock().instant());
        }

        @Test
        void whoDoesNotWantItDoesNotGetIt() throws Exception {
            client.config = ScriptedKdc.config().kdcTimesync(false).build();
            credential = client.credential(password("secret"));
            client.kdc.script(request -> request instanceof TgsReq
                    ? Optional.of(client.kdc.error(ErrorCode.KRB_AP_ERR_SKEW, now().plus(offset), Optional.empty(), Optional.empty()))
                    : Optional.empty());
            refusal(SEC_E_TIME_SKEW, () -> client.ticket(credential, ScriptedKdc.WEB));
            assertEquals(1, client.asked().stream().filter("TgsReq"::equals).count());
        }

        @Test
        void ofSeveralThatAreFoundAtTheSameTimeTheFirstIsKept() {
            var time = new KdcTime(client.config);
            assertTrue(time.mayCorrect(now().plusSeconds(10), now()));
            time.keep(Duration.ZERO);
            assertTrue(time.mayCorrect(now().plusSeconds(10), now()));
            time.keep(Duration.ofSeconds(10));
            time.keep(Duration.ofSeconds(20));
            assertFalse(time.mayCorrect(now().plusSeconds(10), now()));
            assertEquals(now().plusSeconds(10), time.of(client.facilities).clock().instant());
        }
    }
}
