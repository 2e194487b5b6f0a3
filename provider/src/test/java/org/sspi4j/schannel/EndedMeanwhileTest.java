package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_EXPIRED;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.TestCertificate;

@DisplayName("A session whose certificate has ended meanwhile is resumed no more")
class EndedMeanwhileTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final LaterConnections later = new LaterConnections();
    private final Instant soon = later.begun.plus(HOUR.multipliedBy(2));
    private final TestCertificate ending = Tls.ROOT.certificate("CN=web").dnsNames(Tls.WEB).serverAuth()
            .valid(later.begun.minus(HOUR), soon).issue();

    private static boolean isReused(LaterConnections later) throws SspiException {
        try (var ends = later.connect()) {
            return LaterConnections.isResumed(ends);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
    void theServersNewCertificateIsAskedFor(Tls tls) throws Exception {
        try (var web = later.between(tls.credentials(), tls.credentials(ending, Tls.SERVER))) {
            assertFalse(isReused(web));
            web.pass(HOUR);
            assertTrue(isReused(web));
            web.pass(HOUR);
            try (var ends = web.connect()) {
                assertFalse(LaterConnections.isResumed(ends));
                assertEquals(Tls.SERVER.certificate(), ends.client.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
            }
            assertTrue(isReused(web));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
    void theEndOfItsIssuerCountsToo(Tls tls) throws Exception {
        var issuing = Tls.ROOT.authority(Tls.ROOT.certificate("CN=Example Issuing CA").valid(later.begun.minus(HOUR), soon));
        try (var web = later.between(tls.credentials(), tls.credentials(issuing.server(Tls.WEB)))) {
            isReused(web);
            web.pass(HOUR);
            assertTrue(isReused(web));
            web.pass(HOUR);
            assertFalse(isReused(web));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
    @DisplayName("where the application checks the certificate it has its end to watch")
    void nobodyLooksAtACertificateThatTheApplicationChecks(Tls tls) throws Exception {
        try (var web = later.between(tls.credentials(), tls.credentials(ending))) {
            for (int again = 0; again < 2; again++) {
                try (var ends = new Tls.Ends(web.client(ContextFlag.MANUAL_CRED_VALIDATION), web.server())) {
                    assertEquals(again == 1, LaterConnections.isResumed(ends));
                }
                web.pass(HOUR.multipliedBy(3));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOUNCY_CASTLE_1_3")
    void anEndInTheMiddleOfTheHandshakeIsARefusal(Tls tls) throws Exception {
        try (var web = later.between(tls.credentials(), tls.credentials(ending))) {
            isReused(web);
            try (var client = web.client();
                    var server = web.server()) {
                var hello = client.begin();
                web.pass(HOUR.multipliedBy(3));
                var answer = server.receive(hello);
                var refused = assertThrows(SspiException.class, () -> client.receive(answer));
                assertEquals(SEC_E_CERT_EXPIRED, refused.status());
                assertTrue(refused.getMessage().contains("The session was resumed"), refused.getMessage());
                server.receive(refused.token());
                assertTrue(server.expired, "the server sees the end, whether its handshake was over or not");
            }
        }
    }

    @Test
    @DisplayName("a certificate that had ended before vouched for nothing")
    void oneThatHadEndedBeforeDoesNotCount() {
        var old = Tls.ROOT.certificate("CN=Old CA").expired().issue().certificate();
        var sessions = new ClientSessions(Duration.ofHours(10));
        var entry = sessions.entry(new ClientSessions.Name(Tls.WEB, Luid.of(1), true), later.begun);
        sessions.established(entry, later.begun, List.of(Tls.SERVER.certificate(), old));
        assertEquals(later.begun.plus(Duration.ofHours(10)), sessions.entry(entry.name(), later.begun).until().orElseThrow());
    }
}
