package org.sspi4j.schannel.bctls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsEngines;
import org.sspi4j.schannel.tls.TlsVersion;

/** Which sessions are resumed. */
class ResumptionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Settings client = Settings.client().versions(TlsVersion.TLS_1_2);
    private final Settings server = Settings.server("RSA").versions(TlsVersion.TLS_1_2);
    private Clock clock = at(Duration.ZERO);
    private TlsEngines clients;
    private TlsEngines servers;
    private OwnPeer one;
    private OwnPeer other;

    @BeforeEach
    void aSessionBegins() throws Exception {
        clients = client.engines(new MovedClock(), true);
        servers = server.engines(new MovedClock(), true);
        connect();
        assertFalse(one.agreed().isResumed());
    }

    private static Clock at(Duration later) {
        return Clock.fixed(NOW.plus(later), ZoneOffset.UTC);
    }

    private void connect() throws Exception {
        one = client.initiator(clients);
        other = server.acceptor(servers);
        Peer.converse(one, other);
        AgainstJdkTest.assertTalks(one, other);
        assertEquals(one.agreed().isResumed(), other.agreed().isResumed());
    }

    private void assertResumes(boolean resumes) throws Exception {
        connect();
        assertEquals(resumes, one.agreed().isResumed());
    }

    @Test
    void itIsResumedWithTheCertificatesOfBefore() throws Exception {
        assertResumes(true);
        assertEquals(TestCertificates.of("RSA").chain(), one.agreed().peerCertificates());
        assertEquals(TestCertificates.of("RSA").chain(), other.agreed().localCertificates());
        assertResumes(true);
    }

    @Test
    void itIsResumedByWhoOffersTls13Too() throws Exception {
        client.versions(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
        assertResumes(true);
    }

    @Test
    void notForAnotherKey() throws Exception {
        client.sessionKey = "another peer";
        assertResumes(false);
    }

    @Test
    void notByAnotherCredentialOfTheClient() throws Exception {
        clients = client.engines(new MovedClock(), true);
        assertResumes(false);
    }

    @Test
    void notByAnotherCredentialOfTheServer() throws Exception {
        servers = server.engines(new MovedClock(), true);
        assertResumes(false);
    }

    @Test
    void notAfterItsLifespanAndAnotherBeginsThen() throws Exception {
        clock = at(Duration.ofHours(10).minusNanos(1));
        assertResumes(true);
        clock = at(Duration.ofHours(10));
        assertResumes(false);
        assertResumes(true);
    }

    @Test
    void notAfterItsLifespanWhateverTheClientThinks() throws Exception {
        clients = client.engines(at(Duration.ZERO), true);
        connect();
        clock = at(Duration.ofHours(10));
        assertResumes(false);
    }

    @Test
    void notBetweenThoseWhoResumeNothing() throws Exception {
        servers = server.engines(clock, false);
        connect();
        assertEquals(0, one.agreed().sessionId().length);
        assertResumes(false);
        servers = server.engines(clock, true);
        clients = client.engines(clock, false);
        connect();
        assertResumes(false);
    }

    @Test
    void notAfterItsCredentialIsFreed() throws Exception {
        clients.close();
        assertResumes(false);
        servers.close();
        assertResumes(false);
    }

    @Test
    void notForAnotherNameOfTheServer() throws Exception {
        client.serverName = Optional.of("other.example.com");
        assertResumes(false);
    }

    @Test
    void notByAServerThatNowAsksForACertificate() throws Exception {
        client.certificate("EC");
        server.asks();
        assertResumes(false);
        assertEquals(TestCertificates.of("EC").chain(), other.agreed().peerCertificates());
        assertResumes(true);
        assertEquals(TestCertificates.of("EC").chain(), other.agreed().peerCertificates());
        assertEquals(TestCertificates.of("EC").chain(), one.agreed().localCertificates());
    }

    @Test
    void notWithACipherSuiteThatTheServerNowDoesWithout() throws Exception {
        var before = one.agreed().cipherSuite();
        server.suites = suite -> !suite.equals(before);
        assertResumes(false);
    }

    @Test
    void notWithACipherSuiteThatTheClientNowDoesWithout() throws Exception {
        var before = one.agreed().cipherSuite();
        client.suites = suite -> !suite.equals(before);
        assertResumes(false);
    }

    @Test
    void notInAnotherVersion() throws Exception {
        client.versions(TlsVersion.TLS_1_1);
        server.versions(TlsVersion.TLS_1_1);
        assertResumes(false);
    }

    @Test
    void notAfterAFatalAlertOnTheServersSide() throws Exception {
        var record = one.seal(new byte[5]);
        record[record.length - 1] ^= 1;
        assertThrows(SspiException.class, () -> other.hear(record));
        assertResumes(false);
    }

    @Test
    void notAfterAFatalAlertOnTheClientsSide() throws Exception {
        var record = other.seal(new byte[5]);
        record[record.length - 1] ^= 1;
        assertThrows(SspiException.class, () -> one.hear(record));
        assertResumes(false);
    }

    /** As the documentation of the package says. */
    @Test
    void notUnderTls13() throws Exception {
        client.versions(TlsVersion.TLS_1_3);
        server.versions(TlsVersion.TLS_1_3);
        connect();
        assertResumes(false);
    }

    private final class MovedClock extends Clock {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }
    }
}
