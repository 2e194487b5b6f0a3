package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

@DisplayName("Flags of a Schannel context, by what was asked: sspi.md 5.2")
class ContextFlagsTest {
    private static final Set<ContextFlag> REFUSED = EnumSet.of(
            ContextFlag.DELEGATE, ContextFlag.DATAGRAM, ContextFlag.USE_DCE_STYLE, ContextFlag.MESSAGES, ContextFlag.CONFIDENTIALITY_ONLY);
    private static final Set<ContextFlag> ALWAYS = EnumSet.of(
            ContextFlag.STREAM, ContextFlag.CONFIDENTIALITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT);

    private static Set<ContextFlag> always(ContextFlag... more) {
        var flags = EnumSet.copyOf(ALWAYS);
        flags.addAll(Set.of(more));
        return flags;
    }

    private static void assertFlags(Set<ContextFlag> ofClient, Set<ContextFlag> ofServer, TlsParty client, TlsParty server,
            CredHandle... own)
            throws SspiException {
        try (var ends = new Tls.Ends(client, server, own)) {
            assertEquals(ofClient, ends.client.last.flags());
            assertEquals(ofServer, ends.server.last.flags());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotOfferedIsRefusedAndAllElseIsNot(ContextFlag flag) {
        if (REFUSED.contains(flag)) {
            assertEquals(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, assertThrows(
                    SspiException.class, () -> ContextFlags.checkPossible(Set.of(flag, ContextFlag.STREAM))).status());
        } else {
            assertDoesNotThrow(() -> ContextFlags.checkPossible(Set.of(flag)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DELEGATE", "DATAGRAM", "USE_DCE_STYLE", "MESSAGES", "CONFIDENTIALITY_ONLY"})
    void bothSidesRefuse(ContextFlag flag) throws Exception {
        try (var alice = Tls.JDK_1_3.client(); var web = Tls.JDK_1_3.server();
                var good = TlsParty.client(alice, Tls.WEB);
                var client = TlsParty.client(alice, Tls.WEB, flag);
                var server = TlsParty.server(web, flag)) {
            var hello = good.begin();
            assertEquals(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, assertThrows(SspiException.class, client::begin).status());
            assertEquals(
                    SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, assertThrows(SspiException.class, () -> server.receive(hello)).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksForNothingHasWhatTlsAlwaysIs(Tls tls) throws Exception {
        var alice = tls.client();
        var web = tls.server();
        assertFlags(ALWAYS, ALWAYS, TlsParty.client(alice, Tls.WEB), TlsParty.server(web), alice, web);
    }

    @ParameterizedTest
    @EnumSource(names = {"ALLOCATE_MEMORY", "EXTENDED_ERROR", "USE_SUPPLIED_CREDS"})
    void whatIsTrueHereIsToldToWhoAsks(ContextFlag flag) throws Exception {
        var alice = Tls.JDK_1_3.client();
        var web = Tls.JDK_1_3.server();
        assertFlags(always(flag), ALWAYS, TlsParty.client(alice, Tls.WEB, flag), TlsParty.server(web), alice, web);
        alice = Tls.JDK_1_3.client();
        web = Tls.JDK_1_3.server();
        assertFlags(ALWAYS, always(flag), TlsParty.client(alice, Tls.WEB), TlsParty.server(web, flag), alice, web);
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatShowedItsCertificateHasMutualAuth(Tls tls) throws Exception {
        var alice = tls.client(Tls.ALICE);
        var web = tls.server();
        assertFlags(
                always(ContextFlag.MUTUAL_AUTH), ALWAYS,
                TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ContextFlag.MUTUAL_AUTH), alice, web);
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatWasNotAskedForItsCertificateHasNot(Tls tls) throws Exception {
        var alice = tls.client(Tls.ALICE);
        var web = tls.server();
        assertFlags(ALWAYS, ALWAYS, TlsParty.client(alice, Tls.WEB, ContextFlag.MUTUAL_AUTH), TlsParty.server(web), alice, web);
    }

    @ParameterizedTest
    @EnumSource
    void aServerHasMutualAuthOfWhomItsMapperKnows(Tls tls) throws Exception {
        var alice = tls.client(Tls.ALICE);
        var web = Tls.inbound(tls.credentials(Tls.SERVER).mapper(
                chain -> Optional.of(AccessToken.of("alice", ImpersonationLevel.IMPERSONATION, Set.of()))));
        assertFlags(
                always(ContextFlag.MUTUAL_AUTH), always(ContextFlag.MUTUAL_AUTH),
                TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ContextFlag.MUTUAL_AUTH), alice, web);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("who checks the server's certificate by itself has no MUTUAL_AUTH, even if it showed its own")
    void theApplicationsOwnCheckIsTold(Tls tls) throws Exception {
        var alice = tls.client(Tls.ALICE);
        var web = tls.server();
        assertFlags(
                always(ContextFlag.MANUAL_CRED_VALIDATION), ALWAYS,
                TlsParty.client(alice, Tls.WEB, ContextFlag.MANUAL_CRED_VALIDATION),
                TlsParty.server(web, ContextFlag.MUTUAL_AUTH), alice, web);
        alice = Tls.outbound(tls.credentials().flags(SchCredFlag.MANUAL_CRED_VALIDATION));
        web = tls.server();
        assertFlags(
                always(ContextFlag.MANUAL_CRED_VALIDATION), ALWAYS,
                TlsParty.client(alice, Tls.WEB), TlsParty.server(web), alice, web);
    }

    @Test
    void aServerTellsWhetherItGivesTickets() throws Exception {
        var ticket = ContextFlag.SESSION_TICKET;
        var alice = Tls.JDK_1_3.client();
        var web = Tls.JDK_1_3.server();
        assertFlags(ALWAYS, always(ticket), TlsParty.client(alice, Tls.WEB, ticket), TlsParty.server(web, ticket), alice, web);
        alice = Tls.JDK_1_3.client();
        web = Tls.inbound(Tls.JDK_1_3.credentials(Tls.SERVER).flags(SchCredFlag.DISABLE_RECONNECTS));
        assertFlags(ALWAYS, ALWAYS, TlsParty.client(alice, Tls.WEB), TlsParty.server(web, ticket), alice, web);
    }

    @Test
    void aServerHasNoCheckOfTheApplication() throws Exception {
        var manual = ContextFlag.MANUAL_CRED_VALIDATION;
        var alice = Tls.JDK_1_3.client();
        var web = Tls.JDK_1_3.server();
        assertFlags(ALWAYS, ALWAYS, TlsParty.client(alice, Tls.WEB), TlsParty.server(web, manual), alice, web);
    }
}
