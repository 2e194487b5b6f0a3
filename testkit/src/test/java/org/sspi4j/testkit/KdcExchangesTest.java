package org.sspi4j.testkit;

import static org.apache.kerby.kerberos.kerb.type.kdc.KdcOption.CNAME_IN_ADDL_TKT;
import static org.apache.kerby.kerberos.kerb.type.kdc.KdcOption.ENC_TKT_IN_SKEY;
import static org.apache.kerby.kerberos.kerb.type.kdc.KdcOption.FORWARDABLE;
import static org.apache.kerby.kerberos.kerb.type.kdc.KdcOption.FORWARDED;
import static org.apache.kerby.kerberos.kerb.type.kdc.KdcOption.RENEW;
import static org.apache.kerby.kerberos.kerb.type.kdc.KdcOption.RENEWABLE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kerby.kerberos.kerb.KrbCodec;
import org.apache.kerby.kerberos.kerb.common.EncryptionUtil;
import org.apache.kerby.kerberos.kerb.crypto.EncryptionHandler;
import org.apache.kerby.kerberos.kerb.type.KerberosTime;
import org.apache.kerby.kerberos.kerb.type.base.CheckSumType;
import org.apache.kerby.kerberos.kerb.type.base.EncryptedData;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionKey;
import org.apache.kerby.kerberos.kerb.type.base.EncryptionType;
import org.apache.kerby.kerberos.kerb.type.base.EtypeInfo2;
import org.apache.kerby.kerberos.kerb.type.base.KeyUsage;
import org.apache.kerby.kerberos.kerb.type.base.KrbError;
import org.apache.kerby.kerberos.kerb.type.base.MethodData;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.apache.kerby.kerberos.kerb.type.kdc.AsRep;
import org.apache.kerby.kerberos.kerb.type.kdc.AsReq;
import org.apache.kerby.kerberos.kerb.type.kdc.EncTgsRepPart;
import org.apache.kerby.kerberos.kerb.type.kdc.KdcReqBody;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsRep;
import org.apache.kerby.kerberos.kerb.type.kdc.TgsReq;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataEntry;
import org.apache.kerby.kerberos.kerb.type.pa.PaDataType;
import org.apache.kerby.kerberos.kerb.type.ticket.EncTicketPart;
import org.apache.kerby.kerberos.kerb.type.ticket.TicketFlag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class KdcExchangesTest {
    private static final String WEB = "HTTP/web.example.com";

    private EmbeddedKdc kdc;
    private WireClient client;

    private static final class MovableClock extends Clock {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

        void move(Duration by) {
            now.updateAndGet(instant -> instant.plus(by));
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private void start(EmbeddedKdc.Builder builder) {
        kdc = builder.start().addUser("alice", "secret").addService(WEB);
        client = new WireClient(kdc);
    }

    private void start() {
        start(EmbeddedKdc.builder("EXAMPLE.COM"));
    }

    @AfterEach
    void stop() {
        kdc.close();
    }

    @Nested
    @DisplayName("RFC 4120 3.1: the AS exchange")
    class AsExchangeOf {
        @Test
        void withoutProofTheClientIsToldTypeAndSaltOfItsKeysInItsOwnOrder() throws Exception {
            start();
            var error = (KrbError) client.exchange(Transport.UDP, client.asReq("alice", 17, 23, 18));
            assertEquals(25, error.getErrorCode().getValue());
            assertEquals("krbtgt/EXAMPLE.COM", error.getSname().getName());
            var methods = KrbCodec.decode(error.getEdata(), MethodData.class).getElements();
            assertEquals(List.of(PaDataType.ENC_TIMESTAMP, PaDataType.ETYPE_INFO2),
                    methods.stream().map(PaDataEntry::getPaDataType).toList());
            var info = KrbCodec.decode(methods.get(1).getPaDataValue(), EtypeInfo2.class).getElements();
            assertEquals(List.of(17, 18), info.stream().map(e -> e.getEtype().getValue()).toList());
            assertEquals("EXAMPLE.COMalice", info.get(0).getSalt());
        }

        @Test
        void otherPaDataIsNoProof() throws Exception {
            start();
            AsReq request = client.asReq("alice", 18);
            request.addPaData(new PaDataEntry(PaDataType.PAC_REQUEST, new byte[0]));
            assertEquals(25, client.error(request));
        }

        @Test
        void withoutPreAuthenticationTheTicketDoesNotClaimIt() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").preAuthentication(false));
            var tgt = client.logon(client.asReq("alice", 18), client.key("alice", "secret", 18));
            assertFalse(tgt.part().getFlags().isFlagSet(TicketFlag.PRE_AUTH));
            assertTrue(tgt.part().getFlags().isFlagSet(TicketFlag.INITIAL));
        }

        @Test
        void theReplyNamesTheSaltOfItsKey() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").preAuthentication(false));
            var reply = (AsRep) client.exchange(Transport.UDP, client.asReq("alice", 17));
            var info = KrbCodec.decode(reply.getPaData().findEntry(PaDataType.ETYPE_INFO2).getPaDataValue(), EtypeInfo2.class);
            assertEquals("EXAMPLE.COMalice", info.getElements().get(0).getSalt());
            assertEquals(17, reply.getEncryptedEncPart().getEType().getValue());
        }

        @Test
        void aProvenClientGetsAnInitialTicket() throws Exception {
            start();
            var tgt = client.logon("alice", "secret");
            assertTrue(tgt.part().getFlags().isFlagSet(TicketFlag.PRE_AUTH));
            assertTrue(tgt.part().getFlags().isFlagSet(TicketFlag.INITIAL));
            assertFalse(tgt.part().getFlags().isFlagSet(TicketFlag.FORWARDABLE));
            assertEquals(4711, tgt.part().getNonce());
        }

        @Test
        void aWrongPasswordIsPreAuthenticationFailed() throws Exception {
            start();
            EncryptionKey wrong = client.key("alice", "Secret", 18);
            assertEquals(24, client.error(WireClient.withTimestamp(client.asReq("alice", 18), wrong, System.currentTimeMillis())));
        }

        @Test
        void aWrongClockIsASkew() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").clockSkew(Duration.ofMinutes(2)));
            EncryptionKey key = client.key("alice", "secret", 18);
            long now = System.currentTimeMillis();
            assertEquals(37, client.error(WireClient.withTimestamp(client.asReq("alice", 18), key, now - 125_000)));
            assertEquals(37, client.error(WireClient.withTimestamp(client.asReq("alice", 18), key, now + 125_000)));
            client.logon(WireClient.withTimestamp(client.asReq("alice", 18), key, now - 110_000), key);
        }

        @Test
        void anUnknownUserServiceOrRealmIsNamedAsSuch() throws Exception {
            start();
            assertEquals(6, client.error(client.asReq("mallory", 18)));
            AsReq other = client.asReq("alice", 18);
            other.getReqBody().setSname(new PrincipalName("HTTP/nowhere"));
            assertEquals(7, client.error(other));
            AsReq elsewhere = client.asReq("alice", 18);
            elsewhere.getReqBody().setRealm("EXAMPLE.ORG");
            assertEquals(68, client.error(elsewhere));
        }

        @Test
        void noCommonEncryptionTypeIsNotSupported() throws Exception {
            start();
            assertEquals(14, client.error(client.asReq("alice", 23)));
        }

        @Test
        void aDisabledUserIsRevoked() throws Exception {
            start();
            kdc.disable("alice");
            EncryptionKey key = client.key("alice", "secret", 18);
            assertEquals(18, client.error(WireClient.withTimestamp(client.asReq("alice", 18), key, System.currentTimeMillis())));
        }

        @Test
        void aNewPasswordReplacesTheOldOneAndRaisesTheKeyVersion() throws Exception {
            start();
            assertEquals(1, kdc.keyVersion("alice"));
            kdc.setPassword("alice", "another".toCharArray());
            assertEquals(2, kdc.keyVersion("alice"));
            client.logon("alice", "another");
            EncryptionKey old = client.key("alice", "secret", 18);
            assertEquals(24, client.error(WireClient.withTimestamp(client.asReq("alice", 18), old, System.currentTimeMillis())));
        }

        @Test
        void ticketsLastAsLongAsTheRealmSays() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").ticketLifetime(Duration.ofSeconds(90)).renewableLifetime(Duration.ofSeconds(300)));
            var part = client.logon("alice", "secret", RENEWABLE).part();
            assertEquals(90_000, part.getEndTime().getTime() - part.getStartTime().getTime());
            assertEquals(300_000, part.getRenewTill().getTime() - part.getStartTime().getTime());
        }

        @Test
        void aClientMayAskForLess() throws Exception {
            start();
            KerberosTime till = new KerberosTime((System.currentTimeMillis() / 1000 + 60) * 1000);
            EncryptionKey key = client.key("alice", "secret", 18);
            AsReq request = client.asReq("alice", 18);
            request.getReqBody().setTill(till);
            var part = client.logon(WireClient.withTimestamp(request, key, System.currentTimeMillis()), key).part();
            assertEquals(till.getTime(), part.getEndTime().getTime());
            AsReq late = client.asReq("alice", 18);
            late.getReqBody().setTill(new KerberosTime(1000));
            assertEquals(11, client.error(WireClient.withTimestamp(late, key, System.currentTimeMillis())));
        }

        @Test
        void theClockOfTheKdcRunsWhereItWasSet() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").clockOffset(Duration.ofDays(-2)));
            EncryptionKey key = client.key("alice", "secret", 18);
            long now = System.currentTimeMillis();
            assertEquals(37, client.error(WireClient.withTimestamp(client.asReq("alice", 18), key, now)));
            long there = now - Duration.ofDays(2).toMillis();
            var part = client.logon(WireClient.withTimestamp(client.asReq("alice", 18), key, there), key).part();
            assertTrue(Math.abs(part.getAuthTime().getTime() - there) < 60_000);
            var error = (KrbError) client.exchange(Transport.UDP, client.asReq("alice", 18));
            assertTrue(Math.abs(error.getStime().getTime() - there) < 60_000);
        }

        @Test
        void aForwardedTicketNeedsATicketGrantingTicket() throws Exception {
            start(EmbeddedKdc.builder("EXAMPLE.COM").preAuthentication(false));
            assertEquals(13, client.error(WireClient.with(client.asReq("alice", 18), FORWARDED)));
        }
    }

    @Nested
    @DisplayName("RFC 4120 3.3: the TGS exchange")
    class TgsExchangeOf {
        @Test
        void aServiceTicketIsNotInitialAndHasTheServicesStrongestKey() throws Exception {
            start();
            var tgt = client.logon("alice", "secret");
            var service = client.ticket(tgt, "alice", WEB);
            assertFalse(service.part().getFlags().isFlagSet(TicketFlag.INITIAL));
            assertTrue(service.part().getFlags().isFlagSet(TicketFlag.PRE_AUTH));
            assertEquals(18, service.ticket().getEncryptedEncPart().getEType().getValue());
            assertEquals(1, service.ticket().getEncryptedEncPart().getKvno());
            assertEquals(tgt.part().getAuthTime(), service.part().getAuthTime());
        }

        @Test
        void theServicesEncryptionTypesDecideAboutTicketAndSessionKey() throws Exception {
            start();
            kdc.addService("HTTP/old", 23).addService("HTTP/small", "password", 17);
            var tgt = client.logon("alice", "secret");
            assertEquals(23, client.ticket(tgt, "alice", "HTTP/old").part().getKey().getKeyType().getValue());
            var small = client.ticket(tgt, "alice", "HTTP/small");
            assertEquals(17, small.part().getKey().getKeyType().getValue());
            EncryptionKey key = client.key("HTTP/small", "password", 17);
            var inside = EncryptionUtil.unseal(
                    small.ticket().getEncryptedEncPart(), key, KeyUsage.KDC_REP_TICKET, EncTicketPart.class);
            assertEquals("alice", inside.getCname().getName());
            assertArrayEquals(small.part().getKey().getKeyData(), inside.getKey().getKeyData());
        }

        @Test
        void aRotatedKeyIsUsedFromThenOn() throws Exception {
            start();
            kdc.rotateKey(WEB);
            var service = client.ticket(client.logon("alice", "secret"), "alice", WEB);
            assertEquals(2, service.ticket().getEncryptedEncPart().getKvno());
        }

        @Test
        void aSubkeyOfTheAuthenticatorSealsTheReply() throws Exception {
            start();
            var tgt = client.logon("alice", "secret");
            EncryptionKey subkey = EncryptionHandler.random2Key(EncryptionType.fromValue(18));
            TgsReq request = client.authenticated(tgt, "alice", WEB, CheckSumType.HMAC_SHA1_96_AES256, subkey);
            var reply = (TgsRep) client.exchange(Transport.UDP, request);
            var part = EncryptionUtil.unseal(
                    reply.getEncryptedEncPart(), subkey, KeyUsage.TGS_REP_ENCPART_SUBKEY, EncTgsRepPart.class);
            assertEquals(4711, part.getNonce());
        }

        @Test
        void aServiceTicketDoesNotOutliveTheTicketGrantingTicket() throws Exception {
            start();
            EncryptionKey key = client.key("alice", "secret", 18);
            AsReq request = client.asReq("alice", 18);
            request.getReqBody().setTill(new KerberosTime((System.currentTimeMillis() / 1000 + 60) * 1000));
            var tgt = client.logon(WireClient.withTimestamp(request, key, System.currentTimeMillis()), key);
            assertEquals(tgt.part().getEndTime(), client.ticket(tgt, "alice", WEB).part().getEndTime());
        }

        @Test
        void aTicketGrantingTicketIsGoodFromItsStartToItsEnd() throws Exception {
            var clock = new MovableClock();
            start(EmbeddedKdc.builder("EXAMPLE.COM").clock(clock).clockSkew(Duration.ofHours(1)).ticketLifetime(Duration.ofMinutes(10)));
            var tgt = client.logon("alice", "secret");
            TgsReq request = client.tgsReq(tgt, "alice", WEB);
            clock.move(Duration.ofMinutes(-1));
            assertEquals(33, client.error(request));
            clock.move(Duration.ofMinutes(10));
            assertTrue(client.exchange(Transport.UDP, request) instanceof TgsRep);
            clock.move(Duration.ofMinutes(2));
            assertEquals(32, client.error(request));
        }

        @Test
        void anAuthenticatorOfAnotherTimeIsASkew() throws Exception {
            var clock = new MovableClock();
            start(EmbeddedKdc.builder("EXAMPLE.COM").clock(clock));
            var tgt = client.logon("alice", "secret");
            TgsReq request = client.tgsReq(tgt, "alice", WEB);
            clock.move(Duration.ofMinutes(6));
            assertEquals(37, client.error(request));
        }

        @Test
        void aForwardableTicketGrantingTicketIsForwarded() throws Exception {
            start();
            var tgt = client.logon("alice", "secret", FORWARDABLE);
            var forwarded = client.ticket(tgt, "alice", "krbtgt/EXAMPLE.COM", FORWARDED, FORWARDABLE);
            assertTrue(forwarded.part().getFlags().isFlagSet(TicketFlag.FORWARDED));
            assertTrue(forwarded.part().getFlags().isFlagSet(TicketFlag.FORWARDABLE));
            assertTrue(client.ticket(forwarded, "alice", WEB).part().getFlags().isFlagSet(TicketFlag.FORWARDED));
            var plain = client.logon("alice", "secret");
            assertEquals(13, client.error(client.tgsReq(plain, "alice", "krbtgt/EXAMPLE.COM", FORWARDED)));
        }

        @Test
        void aRenewableTicketGrantingTicketIsRenewed() throws Exception {
            start();
            var tgt = client.logon("alice", "secret", RENEWABLE);
            var renewed = client.ticket(tgt, "alice", "krbtgt/EXAMPLE.COM", RENEW);
            assertTrue(renewed.part().getFlags().isFlagSet(TicketFlag.RENEWABLE));
            assertEquals(tgt.part().getRenewTill(), renewed.part().getRenewTill());
            var plain = client.logon("alice", "secret");
            assertEquals(13, client.error(client.tgsReq(plain, "alice", "krbtgt/EXAMPLE.COM", RENEW)));
        }

        @Test
        void whatTheKdcCannotDoItDoesNotPretendToDo() throws Exception {
            start();
            var tgt = client.logon("alice", "secret");
            assertEquals(13, client.error(client.tgsReq(tgt, "alice", WEB, ENC_TKT_IN_SKEY)));
            assertEquals(13, client.error(client.tgsReq(tgt, "alice", WEB, CNAME_IN_ADDL_TKT)));
        }

        @Test
        void theAuthenticatorMustBeTheClientsOwnAndCoverTheRequest() throws Exception {
            start();
            var tgt = client.logon("alice", "secret");
            assertEquals(36, client.error(client.tgsReq(tgt, "bob", WEB)));
            assertEquals(50, client.error(client.authenticated(tgt, "alice", WEB, null, null)));
            TgsReq changed = client.tgsReq(tgt, "alice", WEB);
            changed.getReqBody().setNonce(4712);
            assertEquals(41, client.error(changed));
            var service = client.ticket(tgt, "alice", WEB);
            assertEquals(35, client.error(client.tgsReq(service, "alice", WEB)));
        }

        @Test
        void aRequestWithoutTicketIsRefused() throws Exception {
            start();
            TgsReq request = new TgsReq();
            request.setReqBody(client.tgsReq(client.logon("alice", "secret"), "alice", WEB).getReqBody());
            assertEquals(16, client.error(request));
        }

        @Test
        void anUnknownServiceIsNamedAsSuch() throws Exception {
            start();
            assertEquals(7, client.error(client.tgsReq(client.logon("alice", "secret"), "alice", "HTTP/nowhere")));
        }

        @Test
        void aTicketUnderAnOldKeyOfTheRealmIsRefused() throws Exception {
            start();
            var tgt = client.logon("alice", "secret");
            kdc.rotateKey("krbtgt/EXAMPLE.COM");
            assertEquals(44, client.error(client.tgsReq(tgt, "alice", WEB)));
        }
    }

    @Nested
    @DisplayName("what is asked of the database")
    class Database {
        @Test
        void aNameIsGivenOnceAndOnlyInThisRealm() {
            start();
            assertThrows(IllegalArgumentException.class, () -> kdc.addUser("alice", "again"));
            assertThrows(IllegalArgumentException.class, () -> kdc.addUser("alice@EXAMPLE.ORG", "secret"));
            assertThrows(IllegalArgumentException.class, () -> kdc.keyVersion("nobody"));
            assertThrows(IllegalArgumentException.class, () -> kdc.addUser("bob", "secret", 20));
            assertThrows(IllegalArgumentException.class, () -> kdc.addUser("", "secret"));
            assertEquals(1, kdc.keyVersion("alice@EXAMPLE.COM"));
        }
    }

    @Nested
    @DisplayName("what other KDCs crashed of is refused, and the next request is served")
    class Crashes {
        @Test
        @DisplayName("CVE-2021-36222: an encrypted challenge without armour")
        void anEncryptedChallengeAlone() throws Exception {
            start();
            for (byte[] value : new byte[][] {{}, {0x30, 0}, KrbCodec.encode(sealed())}) {
                AsReq request = client.asReq("alice", 18);
                request.addPaData(new PaDataEntry(PaDataType.ENCRYPTED_CHALLENGE, value));
                assertEquals(25, client.error(request));
            }
            client.logon("alice", "secret");
        }

        @Test
        @DisplayName("CVE-2021-37750: a request that names no server")
        void noServer() throws Exception {
            start();
            AsReq asReq = client.asReq("alice", 18);
            asReq.getReqBody().setSname(null);
            assertEquals(60, client.error(asReq));
            var tgt = client.logon("alice", "secret");
            KdcReqBody body = client.body(WEB, 18);
            body.setSname(null);
            assertEquals(60, client.error(client.authenticated(tgt, "alice", body, CheckSumType.HMAC_SHA1_96_AES256, null)));
            client.ticket(tgt, "alice", WEB);
        }

        private EncryptedData sealed() {
            var data = new EncryptedData();
            data.setEType(EncryptionType.AES256_CTS_HMAC_SHA1_96);
            data.setCipher(new byte[32]);
            return data;
        }
    }
}
