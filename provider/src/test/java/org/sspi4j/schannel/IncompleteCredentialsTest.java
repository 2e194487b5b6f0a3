package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_I_INCOMPLETE_CREDENTIALS;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.SspiAsync;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.SspiException;
import org.sspi4j.testkit.TestCertificate;
import org.sspi4j.testkit.TestPki;

@DisplayName("SEC_I_INCOMPLETE_CREDENTIALS: sspi.md 7.6, S102")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)   // a task that is not cancelled holds the lock of its engine
class IncompleteCredentialsTest {
    private static final byte[] TEXT = "text".getBytes(UTF_8);
    private static final TestCertificate STRANGER = TestPki.root("Another Root").client("alice");

    /** Client and server up to the point where the caller is asked. */
    private static final class Asked implements AutoCloseable {
        final CredHandle alice;
        final CredHandle web;
        final TlsParty client;
        final TlsParty server;

        Asked(Tls tls, TestCertificate... certificates) throws SspiException {
            alice = tls.client(certificates);
            web = tls.server();
            client = TlsParty.client(alice, Tls.WEB);
            server = TlsParty.server(web, ContextFlag.MUTUAL_AUTH);
            client.receive(server.receive(client.begin()));
        }

        /** Goes on with this credential to the end. */
        void goOn(CredHandle credential) throws SspiException {
            client.goOnWith(credential);
            var toServer = client.again();
            while (toServer.length > 0) {
                toServer = client.receive(server.receive(toServer));
            }
        }

        @Override
        public void close() {
            client.close();
            server.close();
            alice.close();
            web.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S102")
    @Tag("S133")
    void theCallerIsAskedWhereTheCredentialHasNoCertificate(Tls tls) throws Exception {
        try (var asked = new Asked(tls)) {
            assertEquals(SEC_I_INCOMPLETE_CREDENTIALS, asked.client.last.status());
            assertEquals(0, asked.client.last.token().length);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("S102")
    void theCallerIsAskedWhereItsCertificateIsOfNoAuthorityThatTheServerNames(Tls tls) throws Exception {
        try (var asked = new Asked(tls, STRANGER)) {
            assertEquals(SEC_I_INCOMPLETE_CREDENTIALS, asked.client.last.status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsAskedWhereTheCertificateFits(Tls tls) throws Exception {
        try (var alice = tls.client(STRANGER, Tls.ALICE);
                var web = tls.server();
                var ends = new Tls.Ends(TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ContextFlag.MUTUAL_AUTH))) {
            assertFalse(ends.client.statuses().contains(SEC_I_INCOMPLETE_CREDENTIALS));
            assertEquals(
                    Tls.ALICE.certificate(), ends.server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
            assertEquals(Tls.ALICE.certificate(), ends.client.context.query(SchannelAttribute.LOCAL_CERT_CONTEXT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsAskedByAServerThatDoesNotWantToKnow(Tls tls) throws Exception {
        try (var ends = new Tls.Ends(tls)) {
            assertFalse(ends.client.statuses().contains(SEC_I_INCOMPLETE_CREDENTIALS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theAuthoritiesAreTold(Tls tls) throws Exception {
        try (var asked = new Asked(tls)) {
            var issuers = asked.client.context.query(SchannelAttribute.ISSUER_LIST_EX).issuers();
            assertEquals(
                    List.of(new X500Principal("CN=Example Root")), issuers.stream().map(X500Principal::new).toList());
            assertEquals(1, asked.client.last.issuers().size());
            assertArrayEquals(issuers.get(0), asked.client.last.issuers().get(0));
            asked.goOn(asked.alice);
            assertArrayEquals(
                    issuers.get(0), asked.client.context.query(SchannelAttribute.ISSUER_LIST_EX).issuers().get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameCredentialStandsForNoCertificate(Tls tls) throws Exception {
        try (var asked = new Asked(tls)) {
            asked.goOn(asked.alice);
            assertTrue(asked.client.established && asked.server.established);
            asked.server.receive(asked.client.write(TEXT));
            assertArrayEquals(TEXT, asked.server.text());
            assertEquals(SEC_E_NO_CREDENTIALS, assertThrows(
                    SspiException.class, () -> asked.server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT)).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherCredentialsCertificateIsShown(Tls tls) throws Exception {
        try (var asked = new Asked(tls);
                var other = tls.client(Tls.ALICE)) {
            asked.goOn(other);
            assertTrue(asked.client.established && asked.server.established);
            asked.client.receive(asked.server.write(TEXT));
            assertArrayEquals(TEXT, asked.client.text());
            assertEquals(Tls.ALICE.certificate(), asked.server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherCredentialWithoutACertificateStandsForNone(Tls tls) throws Exception {
        try (var asked = new Asked(tls);
                var other = tls.client()) {
            asked.goOn(other);
            assertTrue(asked.server.established);
            assertEquals(SEC_E_NO_CREDENTIALS, assertThrows(
                    SspiException.class, () -> asked.server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT)).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("S82: what another credential's certificate made is not the first one's to resume")
    void aSessionOfAnotherCredentialIsNotResumed(Tls tls) throws Exception {
        try (var asked = new Asked(tls);
                var other = tls.client(Tls.ALICE)) {
            asked.goOn(other);
            asked.client.receive(asked.server.write(TEXT));
            try (var client = TlsParty.client(asked.alice, Tls.WEB);
                    var server = TlsParty.server(asked.web, ContextFlag.MUTUAL_AUTH)) {
                client.receive(server.receive(client.begin()));
                assertEquals(SEC_I_INCOMPLETE_CREDENTIALS, client.last.status());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherInputThanBeforeIsRefused(Tls tls) throws Exception {
        try (var asked = new Asked(tls)) {
            var token = asked.client.pending();
            token[token.length / 2] ^= 1;
            assertEquals(SEC_E_INVALID_TOKEN, assertThrows(SspiException.class, () -> asked.client.leg(token)).status());
        }
        try (var asked = new Asked(tls)) {
            assertEquals(SEC_E_INVALID_TOKEN, assertThrows(SspiException.class, () -> asked.client.leg(new byte[0])).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedCallerIsAskedTooAndStaysInterrupted(Tls tls) throws Exception {
        Thread.currentThread().interrupt();
        try (var asked = new Asked(tls)) {
            assertTrue(asked.client.waitsForCredentials());
            assertTrue(Thread.interrupted());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingWaitsForAContextThatIsDeleted(Tls tls) throws Exception {
        var waiting = new WaitingTasks();
        try (var asked = new Asked(tls)) {
            waiting.await(1);
        }
        waiting.await(0);
    }

    @ParameterizedTest
    @EnumSource
    void theCallerIsAskedWithoutBlockingToo(Tls tls) throws Exception {
        try (var alice = tls.client();
                var other = tls.client(Tls.ALICE);
                var web = tls.server();
                var server = TlsParty.server(web, ContextFlag.MUTUAL_AUTH)) {
            var first = of(alice, null, new byte[0]);
            var token = server.receive(first.token());
            var result = first;
            while (result.status() != SEC_I_INCOMPLETE_CREDENTIALS) {
                result = of(alice, result.context(), token);
                token = result.extra() == 0 ? token : Arrays.copyOfRange(token, token.length - result.extra(), token.length);
            }
            result = of(other, result.context(), token);
            server.receive(result.token());
            assertTrue(server.established);
            assertEquals(Tls.ALICE.certificate(), server.context.query(SchannelAttribute.REMOTE_CERT_CONTEXT));
            result.context().close();
        }
    }

    private static ContextResult of(CredHandle credential, CtxtHandle context, byte[] token) throws Exception {
        return SspiAsync.initializeSecurityContext(credential, context, Tls.WEB, Set.of(), token)
                .stage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
