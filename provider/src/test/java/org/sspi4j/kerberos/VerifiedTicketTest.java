package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_CONTEXT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY;
import static org.sspi4j.api.SecurityStatus.SEC_E_TIME_SKEW;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.kerberos.message.AdType;
import org.sspi4j.kerberos.message.AuthorizationData;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.TicketFlags;
import org.sspi4j.kerberos.message.TransitedEncoding;
import org.sspi4j.wire.asn1.DerWriter;

class VerifiedTicketTest {
    private static final Duration SKEW = Duration.ofSeconds(300);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Acceptance acceptance = new Acceptance();
    private final Forge.TicketFields ticket = acceptance.forge.ticket;

    @Nested
    @DisplayName("RFC 4120 3.2.3 the times of the ticket")
    class Times {
        private final Instant now = MovingFacilities.START;

        @Test
        void aTicketThatBeginsAsLateAsTheSkewAllowsIsTaken() throws Exception {
            ticket.starttime = Optional.of(now.plus(SKEW));
            assertEquals(ticket.starttime.get(), lifespan().start());
        }

        @Test
        void aTicketThatBeginsLaterIsNotYetValid() {
            ticket.starttime = Optional.of(now.plus(SKEW).plus(SECOND));
            var refusal = acceptance.refuses();
            assertEquals(SEC_E_TIME_SKEW, refusal.status());
            assertTrue(refusal.getMessage().contains("301 s ahead of ours"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("300 s are allowed"), refusal.getMessage());
        }

        @Test
        void withoutAStartTimeTheTimeOfAuthenticationCounts() throws Exception {
            ticket.starttime = Optional.empty();
            ticket.authtime = now.plus(SKEW);
            assertEquals(ticket.authtime, lifespan().start());
            ticket.authtime = now.plus(SKEW).plus(SECOND);
            assertEquals(SEC_E_TIME_SKEW, acceptance.refuses().status());
        }

        @Test
        void aTicketThatEndedWithinTheSkewIsTakenAndSaysWhenItEnds() throws Exception {
            ticket.endtime = now.minus(SKEW);
            assertEquals(ticket.endtime, lifespan().expiry());
        }

        @Test
        void aTicketThatEndedBeforeIsExpired() {
            ticket.endtime = now.minus(SKEW).minus(SECOND);
            assertEquals(SEC_E_CONTEXT_EXPIRED, acceptance.refuses().status());
        }

        @Test
        void aTicketThatHasEndedByAWrongClockOfOursIsASkewWithItsOffset() throws Exception {
            byte[] token = acceptance.forge.apReqToken();
            acceptance.facilities.pass(Duration.ofDays(400));
            var refusal = acceptance.refuses(token);
            assertEquals(SEC_E_TIME_SKEW, refusal.status());
            assertTrue(refusal.getMessage().contains("34560000 s behind ours"), refusal.getMessage());
        }

        @Test
        void theSkewIsTheConfigurations() {
            acceptance.config = acceptance.config.toBuilder().clockSkew(Duration.ofSeconds(10)).build();
            ticket.endtime = now.minusSeconds(11);
            assertEquals(SEC_E_CONTEXT_EXPIRED, acceptance.refuses().status());
        }

        @Test
        void aPostdatedTicketThatWasNotValidatedIsNotYetValid() {
            ticket.flags |= TicketFlags.INVALID;
            assertEquals(SEC_E_TIME_SKEW, acceptance.refuses().status());
        }

        private ContextAttribute.Lifespan lifespan() throws Exception {
            return acceptance.accepts().session().query(ContextAttribute.LIFESPAN);
        }
    }

    @Nested
    @DisplayName("RFC 4120 3.2.3 what the ticket is encrypted with")
    class Encryption {
        @Test
        void aWrongKeyOfTheRightVersionIsAnotherPrincipal() {
            ticket.key = Forge.key(Forge.AES256, "the password of last year");
            assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
        }

        @ParameterizedTest
        @ValueSource(ints = {KeyUsage.AS_REP_ENC_PART, KeyUsage.TGS_REP_ENC_PART_SESSION_KEY, KeyUsage.AP_REQ_AUTHENTICATOR})
        void anotherUsageOfTheRightKeyIsNotATicket(int usage) {
            ticket.usage = usage;
            assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
        }

        @Test
        void aSessionKeyOfATypeThatIsNotPermittedIsAMismatch() {
            var aes256Only = KerberosConfig.builder().defaultRealm(Forge.REALM).permittedEnctypes("aes256-cts").build();
            acceptance.config = aes256Only;
            ticket.sessionKey = Forge.key(Forge.AES128, "session");
            acceptance.forge.authenticator.key = ticket.sessionKey;
            acceptance.forge.authenticator.etype = Forge.AES128.number();
            assertEquals(SEC_E_ALGORITHM_MISMATCH, acceptance.refuses().status());
        }
    }

    @Nested
    @DisplayName("RFC 4120 6 the client's name")
    class ClientName {
        @Test
        void aNameWithoutPartsIsNobodys() {
            ticket.cname = PrincipalName.of(NameType.NT_PRINCIPAL);
            acceptance.forge.authenticator.cname = ticket.cname;
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }

        @Test
        void aNameWithAnEmptyPartIsNobodys() {
            ticket.cname = PrincipalName.of(NameType.NT_PRINCIPAL, "alice", "");
            acceptance.forge.authenticator.cname = ticket.cname;
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }

        @Test
        void aNameWithoutARealmIsNobodys() {
            ticket.crealm = "";
            acceptance.forge.authenticator.crealm = "";
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }
    }

    @Nested
    @DisplayName("RFC 4120 2.7 the realms that the ticket came through")
    class Transited {
        private final TransitedEncoding way = new TransitedEncoding(1, "MIDDLE.COM".getBytes(StandardCharsets.US_ASCII));

        @Test
        void aWayThatNoKdcCheckedIsRefused() {
            comesFrom("OTHER.COM");
            ticket.transited = way;
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, acceptance.refuses().status());
        }

        @Test
        void aWayThatAKdcCheckedIsTaken() throws Exception {
            comesFrom("OTHER.COM");
            ticket.transited = way;
            ticket.flags |= TicketFlags.TRANSITED_POLICY_CHECKED;
            assertEquals("alice@OTHER.COM", acceptance.accepts().client());
        }

        @Test
        void aWayThatTheConfigurationKnowsIsTaken() throws Exception {
            acceptance.config = acceptance.config.toBuilder().capath("OTHER.COM", "EXAMPLE.COM", "MIDDLE.COM").build();
            comesFrom("OTHER.COM");
            ticket.transited = way;
            assertEquals("alice@OTHER.COM", acceptance.accepts().client());
            comesFrom("ELSEWHERE.COM");
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, acceptance.refuses().status());
        }

        @Test
        @Tag("S112")
        void aRealmMoreThanTheConfigurationKnowsIsRefused() throws Exception {
            acceptance.config = acceptance.config.toBuilder().capath("OTHER.COM", "EXAMPLE.COM", "MIDDLE.COM").build();
            comesFrom("OTHER.COM");
            ticket.transited = encoded("MIDDLE.COM,EVIL.COM");
            var refusal = acceptance.refuses();
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, refusal.status());
            assertTrue(refusal.getMessage().contains("through the realm EVIL.COM"), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("[MIDDLE.COM]"), refusal.getMessage());
        }

        @Test
        void theHierarchicalWayIsTaken() throws Exception {
            comesFrom("A.DEV.EXAMPLE.COM");
            ticket.transited = encoded("DEV.EXAMPLE.COM");
            assertEquals("alice@A.DEV.EXAMPLE.COM", acceptance.accepts().client());
            ticket.transited = encoded("OPS.EXAMPLE.COM");
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, acceptance.refuses().status());
        }

        @Test
        void aFormThatNobodyKnowsIsRefused() {
            comesFrom("A.DEV.EXAMPLE.COM");
            ticket.transited = new TransitedEncoding(2, "DEV.EXAMPLE.COM".getBytes(StandardCharsets.US_ASCII));
            assertEquals(SEC_E_NO_AUTHENTICATING_AUTHORITY, acceptance.refuses().status());
        }

        @Test
        void aFormThatCannotBeReadIsAnInvalidToken() {
            comesFrom("A.DEV.EXAMPLE.COM");
            ticket.transited = encoded("DEV.EXAMPLE.COM\\");
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }

        private static TransitedEncoding encoded(String contents) {
            return new TransitedEncoding(1, contents.getBytes(StandardCharsets.US_ASCII));
        }

        @Test
        void realmsThatTrustEachOtherHaveNothingInBetween() throws Exception {
            comesFrom("OTHER.COM");
            assertEquals("alice@OTHER.COM", acceptance.accepts().client());
        }

        private void comesFrom(String realm) {
            ticket.crealm = realm;
            acceptance.forge.authenticator.crealm = realm;
        }
    }

    @Nested
    @DisplayName("RFC 4120 1.5.1 unknown authorization data: authentication MUST fail")
    class Restrictions {
        private final byte[] unknown = DerWriter.encode(AuthorizationData.of(new AuthorizationData.Entry(4711, new byte[3])));

        @Test
        void aTicketWithARestrictionThatIsNotUnderstoodIsRefused() {
            ticket.authorizationData = one(4711, new byte[3]);
            var refusal = acceptance.refuses();
            assertEquals(SEC_E_LOGON_DENIED, refusal.status());
            assertTrue(refusal.getMessage().contains("4711"), refusal.getMessage());
        }

        @Test
        void theSameMarkedAsOptionalIsTaken() throws Exception {
            ticket.authorizationData = one(AdType.AD_IF_RELEVANT, unknown);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @Test
        void anAuthenticatorWithARestrictionThatIsNotUnderstoodIsRefused() {
            acceptance.forge.authenticator.authorizationData = one(AdType.AD_AND_OR, new byte[3]);
            assertEquals(SEC_E_LOGON_DENIED, acceptance.refuses().status());
        }

        @ParameterizedTest
        @ValueSource(ints = {AdType.AD_KDC_ISSUED, AdType.AD_MANDATORY_FOR_KDC, AdType.AD_WIN2K_PAC, AdType.AD_ETYPE_NEGOTIATION,
                AdType.AD_AP_OPTIONS, AdType.AD_LOCAL, AdType.AD_TOKEN_RESTRICTIONS, AdType.AD_TARGET_PRINCIPAL})
        void whatRestrictsNothingHereIsTaken(int adType) throws Exception {
            ticket.authorizationData = one(adType, new byte[3]);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @Test
        @DisplayName("RFC 6113 5.4.1.1 what armors FAST opens no service")
        void anArmorTicketIsRefused() {
            ticket.authorizationData = one(AdType.AD_FX_FAST_ARMOR, new byte[0]);
            assertEquals(SEC_E_LOGON_DENIED, acceptance.refuses().status());
        }

        private Optional<AuthorizationData> one(int adType, byte[] adData) {
            return Optional.of(AuthorizationData.of(new AuthorizationData.Entry(adType, adData)));
        }
    }
}
