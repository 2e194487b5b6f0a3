package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_BAD_BINDINGS;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_TIME_SKEW;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.crypto.ChannelBindingHash;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.kerberos.message.AdType;
import org.sspi4j.kerberos.message.ApOptions;
import org.sspi4j.kerberos.message.AuthorizationData;
import org.sspi4j.kerberos.message.Checksum;
import org.sspi4j.kerberos.message.EncryptionKey;
import org.sspi4j.kerberos.message.GssChecksum;
import org.sspi4j.kerberos.message.KeyUsage;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.TicketFlags;
import org.sspi4j.wire.asn1.DerWriter;

class VerifiedClientTest {
    private static final int MUTUAL_INTEG = GssChecksum.MUTUAL | GssChecksum.INTEG;

    private final Acceptance acceptance = new Acceptance();
    private final Forge forge = acceptance.forge;
    private final Forge.AuthenticatorFields authenticator = forge.authenticator;

    @Nested
    @DisplayName("RFC 4120 3.2.3 whose the authenticator is")
    class Owner {
        @Test
        void anAuthenticatorOfAnotherClientIsRefused() {
            authenticator.cname = PrincipalName.of(NameType.NT_PRINCIPAL, "mallory");
            assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
        }

        @Test
        void anAuthenticatorOfAnotherRealmIsRefused() {
            authenticator.crealm = "EXAMPLE.ORG";
            assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
        }

        @Test
        void twoPartsAreNotOneWithASlash() {
            forge.ticket.cname = PrincipalName.of(NameType.NT_PRINCIPAL, "alice", "admin");
            authenticator.cname = PrincipalName.of(NameType.NT_PRINCIPAL, "alice/admin");
            assertEquals(SEC_E_WRONG_PRINCIPAL, acceptance.refuses().status());
        }

        @Test
        void theNameTypeDoesNotMatter() throws Exception {
            authenticator.cname = PrincipalName.of(NameType.NT_ENTERPRISE, "alice");
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @Test
        void whoDoesNotHaveTheSessionKeyIsRefused() {
            authenticator.key = Forge.key(Forge.AES256, "another session");
            assertEquals(SEC_E_MESSAGE_ALTERED, acceptance.refuses().status());
        }

        @Test
        void anAuthenticatorOfAnotherTypeThanTheSessionKeyIsNoToken() {
            authenticator.etype = Forge.AES128.number();
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }

        @ParameterizedTest
        @DisplayName("authenticator reuse across mechs: what was encrypted for another purpose is not an AP-REQ's")
        @ValueSource(ints = {KeyUsage.TGS_REQ_AUTHENTICATOR, KeyUsage.AP_REQ_AUTHENTICATOR_CKSUM, KeyUsage.AP_REP_ENC_PART,
                KeyUsage.INITIATOR_SEAL})
        void anAuthenticatorMadeForAnotherUseIsRefused(int usage) {
            authenticator.usage = usage;
            assertEquals(SEC_E_MESSAGE_ALTERED, acceptance.refuses().status());
        }
    }

    @Nested
    @DisplayName("RFC 4120 3.2.3 the client's clock")
    class ClientClock {
        private final Instant now = MovingFacilities.START;
        private final Duration skew = Duration.ofSeconds(300);

        @ParameterizedTest
        @ValueSource(longs = {-300_000_000, -1, 0, 1, 300_000_000})
        void withinTheSkewIsTaken(long micros) throws Exception {
            authenticator.time = now.plusNanos(1_000 * micros);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @Test
        void behindByAMicrosecondMoreIsRefused() {
            authenticator.time = now.minus(skew).minusNanos(1_000);
            var refusal = acceptance.refuses();
            assertEquals(SEC_E_TIME_SKEW, refusal.status());
            assertTrue(refusal.getMessage().contains("alice@EXAMPLE.COM is 301 s behind ours"), refusal.getMessage());
        }

        @Test
        void aheadByAMicrosecondMoreIsRefused() {
            authenticator.time = now.plus(skew).plusNanos(1_000);
            var refusal = acceptance.refuses();
            assertEquals(SEC_E_TIME_SKEW, refusal.status());
            assertTrue(refusal.getMessage().contains("alice@EXAMPLE.COM is 301 s ahead of ours"), refusal.getMessage());
        }
    }

    @Nested
    @DisplayName("RFC 4120 3.2.3 the sub-key")
    class Subkey {
        @Test
        void ofATypeThatIsNotPermittedIsAMismatch() {
            acceptance.config = acceptance.config.toBuilder().permittedEnctypes("aes256-cts").build();
            authenticator.subkey = Optional.of(Forge.encryptionKey(Forge.key(Forge.AES128, "sub-key")));
            assertEquals(SEC_E_ALGORITHM_MISMATCH, acceptance.refuses().status());
        }

        @Test
        void ofAWrongLengthIsNoToken() {
            authenticator.subkey = Optional.of(new EncryptionKey(18, new byte[31]));
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }

        @Test
        void isTheContextsKeyWithoutMutualAuthentication() throws Exception {
            asks(GssChecksum.INTEG);
            var accepted = acceptance.accepts();
            assertEquals(0, accepted.token().length);
            assertArrayEquals(Forge.key(Forge.AES256, "sub-key").copyOfValue(), accepted.key().key());
        }

        @Test
        void thatIsMissingLeavesTheSessionKey() throws Exception {
            asks(GssChecksum.INTEG);
            authenticator.subkey = Optional.empty();
            assertArrayEquals(Forge.key(Forge.AES256, "session").copyOfValue(), acceptance.accepts().key().key());
        }
    }

    @Nested
    @DisplayName("RFC 4121 4.1.1 the checksum")
    class TheChecksum {
        @Test
        @DisplayName("CVE-2010-1321: an authenticator without a checksum asks for nothing")
        void noneAsksForNothing() throws Exception {
            authenticator.cksum = Optional.empty();
            authenticator.subkey = Optional.empty();
            authenticator.seqNumber = OptionalLong.empty();
            forge.apOptions = 0;
            var accepted = acceptance.accepts();
            assertEquals("alice@EXAMPLE.COM", accepted.client());
            assertEquals(Set.of(), accepted.session().flags());
            assertEquals(0, accepted.token().length);
        }

        @Test
        @DisplayName("CVE-2010-1321: nor is it bound to a channel")
        void noneIsNotBound() {
            authenticator.cksum = Optional.empty();
            forge.apOptions = 0;
            acceptance.bindings = Optional.of(ChannelBindings.of(new byte[] {1}));
            assertEquals(SEC_E_BAD_BINDINGS, acceptance.refuses().status());
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 7, 16, -138, 0x8002, 0x8004})
        void ofAnotherTypeIsNoToken(int cksumtype) {
            authenticator.cksum = Optional.of(new Checksum(cksumtype, authenticator.cksum.get().checksum()));
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }

        @Test
        void cutShortIsNoToken() {
            byte[] checksum = authenticator.cksum.get().checksum();
            for (int length = 0; length < checksum.length; length++) {
                authenticator.cksum = Forge.raw(Arrays.copyOf(checksum, length));
                assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status(), length + " octets");
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 15, 17, 0x1000_0000, -1})
        void withAHashOfAnotherLengthIsNoToken(int lgth) {
            byte[] checksum = authenticator.cksum.get().checksum();
            ByteBuffer.wrap(checksum).order(ByteOrder.LITTLE_ENDIAN).putInt(lgth);
            authenticator.cksum = Forge.raw(checksum);
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }

        @Test
        void withExtensionsIsTaken() throws Exception {
            byte[] extensions = {0, 0, 0, 0, 0, 0, 0, 2, 1, 2};
            authenticator.cksum = Forge.raw(
                    GssChecksum.of(new byte[16], MUTUAL_INTEG, Optional.empty(), extensions).wire());
            assertEquals(Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY), acceptance.accepts().session().flags());
        }

        @Test
        void withADelegatedTicketIsTakenAndDelegatesNothing() throws Exception {
            authenticator.cksum = Forge.raw(GssChecksum.of(
                            new byte[16], MUTUAL_INTEG | GssChecksum.DELEG, Optional.of(new byte[] {0x76, 0, 1, 2}))
                    .wire());
            acceptance.asks = Set.of(ContextFlag.DELEGATE);
            var accepted = acceptance.accepts();
            assertEquals(Set.of(ContextFlag.MUTUAL_AUTH, ContextFlag.INTEGRITY), accepted.session().flags());
            assertEquals(ImpersonationLevel.IMPERSONATION, accepted.session().accessToken().level());
            assertEquals(Set.of(), accepted.session().accessToken().subject().getPrivateCredentials());
        }

        @Test
        void thatAnnouncesADelegatedTicketAndHasNoneIsNoToken() {
            byte[] checksum = GssChecksum.of(new byte[16], MUTUAL_INTEG, Optional.empty()).wire();
            checksum[20] |= GssChecksum.DELEG;
            authenticator.cksum = Forge.raw(checksum);
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }
    }

    @Nested
    @DisplayName("RFC 4120 5.5.1 ap-options, which are not protected")
    class Options {
        /** go-ldap's way. */
        @Test
        void mutualAuthenticationMayBeAskedForInTheChecksumAlone() throws Exception {
            forge.apOptions = 0;
            var accepted = acceptance.accepts();
            assertTrue(accepted.session().flags().contains(ContextFlag.MUTUAL_AUTH));
            assertTrue(accepted.token().length > 0);
        }

        @Test
        void mutualAuthenticationMayNotBeAskedForInTheOptionsAlone() {
            authenticator.cksum = Forge.gss(GssChecksum.INTEG);
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
            authenticator.cksum = Optional.empty();
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }

        @Test
        void userToUserIsNotSupported() {
            forge.apOptions |= ApOptions.USE_SESSION_KEY;
            var refusal = acceptance.refuses();
            assertEquals(SEC_E_INVALID_TOKEN, refusal.status());
            assertTrue(refusal.getMessage().contains("USE_SESSION_KEY"), refusal.getMessage());
        }

        @Test
        @DisplayName("MS-KILE 3.4.5 DCE style comes without framing")
        void aThirdLegIsNotWaitedFor() {
            asks(MUTUAL_INTEG | GssChecksum.DCE_STYLE);
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }
    }

    @Nested
    @DisplayName("RFC 4121 4.1.1.2 channel bindings")
    class Bindings {
        private final ChannelBindings ours = ChannelBindings.tlsServerEndPoint(new byte[] {1, 2, 3});
        private final ChannelBindings others = ChannelBindings.tlsServerEndPoint(new byte[] {1, 2, 4});

        @Test
        void toThisChannelAreTaken() throws Exception {
            acceptance.bindings = Optional.of(ours);
            isBoundTo(ours);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void toAnotherChannelAreRefused(boolean mayBeMissing) {
            acceptance.bindings = Optional.of(ours);
            acceptance.asks = mayBeMissing ? Set.of(ContextFlag.ALLOW_MISSING_BINDINGS) : Set.of();
            isBoundTo(others);
            assertEquals(SEC_E_BAD_BINDINGS, acceptance.refuses().status());
        }

        @Test
        void everyBitOfThemCounts() {
            acceptance.bindings = Optional.of(ours);
            for (int bit = 0; bit < 128; bit++) {
                byte[] bnd = ChannelBindingHash.of(ours);
                bnd[bit / 8] ^= (byte) (1 << bit % 8);
                authenticator.cksum = Forge.gss(bnd, MUTUAL_INTEG);
                assertEquals(SEC_E_BAD_BINDINGS, acceptance.refuses().status(), "bit " + bit);
            }
        }

        @Test
        void thatAreMissingAreRefused() {
            acceptance.bindings = Optional.of(ours);
            assertEquals(SEC_E_BAD_BINDINGS, acceptance.refuses().status());
        }

        @Test
        void thatAreMissingAreTakenIfTheAcceptorSaysSo() throws Exception {
            acceptance.bindings = Optional.of(ours);
            acceptance.asks = Set.of(ContextFlag.ALLOW_MISSING_BINDINGS);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @Test
        void areIgnoredByAnAcceptorThatHasNone() throws Exception {
            isBoundTo(others);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @ParameterizedTest
        @DisplayName("MS-KILE 3.2.5.8 a client that always binds, and did not, was not speaking on this channel")
        @ValueSource(booleans = {false, true})
        void thatAreMissingFromAClientThatAlwaysBindsAreRefused(boolean optional) {
            acceptance.bindings = Optional.of(ours);
            acceptance.asks = Set.of(ContextFlag.ALLOW_MISSING_BINDINGS);
            says(new byte[] {0, 0x40, 0, 0}, optional);
            assertEquals(SEC_E_BAD_BINDINGS, acceptance.refuses().status());
        }

        @Test
        void otherOptionsDoNotPromiseBindings() throws Exception {
            acceptance.bindings = Optional.of(ours);
            acceptance.asks = Set.of(ContextFlag.ALLOW_MISSING_BINDINGS);
            says(new byte[] {0x40, (byte) 0x80, 0x40, 0x40}, true);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
            says(new byte[] {0, 0x40}, true);
            assertEquals("alice@EXAMPLE.COM", acceptance.accepts().client());
        }

        @Test
        void optionalDataThatCannotBeReadIsNoToken() {
            acceptance.bindings = Optional.of(ours);
            acceptance.asks = Set.of(ContextFlag.ALLOW_MISSING_BINDINGS);
            authenticator.authorizationData = one(AdType.AD_IF_RELEVANT, new byte[] {0x30, 5});
            assertEquals(SEC_E_INVALID_TOKEN, acceptance.refuses().status());
        }

        private void isBoundTo(ChannelBindings bindings) {
            authenticator.cksum = Forge.gss(ChannelBindingHash.of(bindings), MUTUAL_INTEG);
        }

        private void says(byte[] apOptions, boolean optional) {
            var bare = one(AdType.AD_AP_OPTIONS, apOptions);
            authenticator.authorizationData =
                    optional ? one(AdType.AD_IF_RELEVANT, DerWriter.encode(bare.get())) : bare;
        }

        private Optional<AuthorizationData> one(int adType, byte[] adData) {
            return Optional.of(AuthorizationData.of(new AuthorizationData.Entry(adType, adData)));
        }
    }

    @Nested
    @DisplayName("RFC 8062 anonymous clients")
    class Anonymous {
        @Test
        void areRefused() {
            forge.ticket.flags |= TicketFlags.ANONYMOUS;
            assertEquals(SEC_E_LOGON_DENIED, acceptance.refuses().status());
        }

        @Test
        void areRefusedByTheirNameToo() {
            isNamedAnonymous();
            assertEquals(SEC_E_LOGON_DENIED, acceptance.refuses().status());
        }

        @Test
        void areTakenAsNobodyIfTheAcceptorSaysSo() throws Exception {
            acceptance.asks = Set.of(ContextFlag.NULL_SESSION);
            isNamedAnonymous();
            forge.ticket.flags |= TicketFlags.ANONYMOUS;
            var session = acceptance.accepts().session();
            assertEquals(ImpersonationLevel.ANONYMOUS, session.accessToken().level());
            assertEquals("ANONYMOUS LOGON", session.accessToken().userName());
            assertEquals(Set.of(), session.accessToken().subject().getPrincipals());
            assertTrue(session.flags().contains(ContextFlag.NULL_SESSION));
        }

        @Test
        void othersAreNotAnonymousBecauseItIsAllowed() throws Exception {
            acceptance.asks = Set.of(ContextFlag.NULL_SESSION);
            var session = acceptance.accepts().session();
            assertEquals("alice@EXAMPLE.COM", session.accessToken().userName());
            assertFalse(session.flags().contains(ContextFlag.NULL_SESSION));
        }

        private void isNamedAnonymous() {
            forge.ticket.cname = PrincipalName.of(NameType.NT_WELLKNOWN, "WELLKNOWN", "ANONYMOUS");
            authenticator.cname = forge.ticket.cname;
        }
    }

    private void asks(int gssFlags) {
        authenticator.cksum = Forge.gss(gssFlags);
        forge.apOptions = (gssFlags & GssChecksum.MUTUAL) != 0 ? ApOptions.MUTUAL_REQUIRED : 0;
    }
}
