package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_DOWNGRADE_DETECTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_TIME_SKEW;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH;
import static org.sspi4j.kerberos.Client.keytab;
import static org.sspi4j.kerberos.Client.password;
import static org.sspi4j.kerberos.Client.refusal;
import static org.sspi4j.kerberos.Client.says;
import static org.sspi4j.kerberos.etype.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.sspi4j.kerberos.etype.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.message.AsReq;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.EtypeInfo2;
import org.sspi4j.kerberos.message.KdcOptions;
import org.sspi4j.kerberos.message.KdcReq;
import org.sspi4j.kerberos.message.MethodData;
import org.sspi4j.kerberos.message.PaData;
import org.sspi4j.kerberos.message.PaType;
import org.sspi4j.wire.asn1.DerWriter;

class AsExchangeTest {
    private static final EtypeInfo2.Entry AES256 = ScriptedKdc.entry(AES256_CTS_HMAC_SHA1_96);
    private static final EtypeInfo2.Entry AES128 = ScriptedKdc.entry(AES128_CTS_HMAC_SHA1_96);

    private final Client client = new Client();

    private static EtypeInfo2.Entry named(int etype) {
        return new EtypeInfo2.Entry(etype, Optional.empty(), Optional.empty());
    }

    private static EtypeInfo2.Entry iterations(int count) {
        return new EtypeInfo2.Entry(18, Optional.empty(), Optional.of(ByteBuffer.allocate(4).putInt(count).array()));
    }

    private static MethodData methods(int... types) {
        var entries = new PaData[types.length];
        for (int i = 0; i < types.length; i++) {
            entries[i] = new PaData(types[i], new byte[0]);
        }
        return MethodData.of(entries);
    }

    private static Optional<byte[]> proof(KdcReq request) {
        return request.padata().flatMap(padata -> padata.find(PaType.PA_ENC_TIMESTAMP));
    }

    /** The encryption type of the time stamp in a request. */
    private int provenWith(int request) throws Exception {
        return EncryptedData.decode(proof(client.kdc.requests().get(request)).orElseThrow()).etype();
    }

    @Nested
    @DisplayName("5.2.7.5 PA-ETYPE-INFO2: a password becomes the key that the KDC has")
    class Advice {
        @Test
        void aPasswordIsProvenInTheSecondRequest() throws Exception {
            client.logon(password("secret"));
            assertEquals(List.of("AsReq", "AsReq"), client.asked());
            assertTrue(proof(client.kdc.requests().get(0)).isEmpty());
        }

        @Test
        void requestsHaveDifferentNonces() throws Exception {
            client.logon(password("secret"));
            var requests = client.kdc.requests();
            assertFalse(requests.get(0).reqBody().nonce() == requests.get(1).reqBody().nonce());
        }

        @Test
        void aSaltIsOctets() throws Exception {
            byte[] salt = {0, (byte) 0xFF, (byte) 0xC3, 0x28, '\n'};
            client.kdc.clientKeys(new EtypeInfo2.Entry(18, Optional.of(salt), Optional.empty()));
            client.logon(password("secret"));
        }

        @Test
        void withoutASaltItIsRealmAndName() throws Exception {
            client.kdc.clientKeys(named(18));
            client.logon(password("secret"));
        }

        @Test
        void iterationsAreTheKdcsToSay() throws Exception {
            client.kdc.clientKeys(iterations(5000));
            client.logon(password("secret"));
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1_000_001, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
        void iterationsThatWouldKeepUsBusyAreRefusedAtOnce(int count) {
            client.kdc.script(request -> Optional.of(client.kdc.error(
                    ErrorCode.KDC_ERR_PREAUTH_REQUIRED, advice(iterations(count)))));
            says(refusal(SEC_E_UNSUPPORTED_PREAUTH, () -> client.logon(password("secret"))), "iterations");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 4095})
        void fewerIterationsThanTheDefaultAreADowngrade(int count) {
            client.kdc.script(request -> Optional.of(client.kdc.error(
                    ErrorCode.KDC_ERR_PREAUTH_REQUIRED, advice(iterations(count)))));
            refusal(SEC_E_DOWNGRADE_DETECTED, () -> client.logon(password("secret")));
            assertEquals(1, client.kdc.requests().size());
        }

        @Test
        void parametersOfAnotherLengthAreRefused() {
            var odd = new EtypeInfo2.Entry(18, Optional.empty(), Optional.of(new byte[5]));
            client.kdc.script(request -> Optional.of(client.kdc.error(ErrorCode.KDC_ERR_PREAUTH_REQUIRED, advice(odd))));
            refusal(SEC_E_UNSUPPORTED_PREAUTH, () -> client.logon(password("secret")));
        }

        @Test
        void theFirstEntryThatWeHaveTooIsTaken() throws Exception {
            client.kdc.script(request -> proof(request).isPresent()
                    ? Optional.empty()
                    : Optional.of(client.kdc.error(ErrorCode.KDC_ERR_PREAUTH_REQUIRED, advice(named(3), AES128, AES256))));
            client.kdc.clientKeys(AES128);
            client.logon(password("secret"));
            assertEquals(17, provenWith(1));
        }

        @Test
        void typesThatAreNotPermittedAreSkipped() throws Exception {
            client.config = ScriptedKdc.config().permittedEnctypes("aes128-cts").build();
            client.kdc.script(request -> proof(request).isPresent()
                    ? Optional.empty()
                    : Optional.of(client.kdc.error(ErrorCode.KDC_ERR_PREAUTH_REQUIRED, advice(AES256, AES128))));
            client.kdc.clientKeys(AES128);
            client.logon(password("secret"));
            assertEquals(17, provenWith(1));
        }

        @Test
        void withoutACommonTypeBothListsAreTold() {
            client.kdc.script(request -> Optional.of(client.kdc.error(
                    ErrorCode.KDC_ERR_PREAUTH_REQUIRED, advice(named(3), named(23)))));
            says(
                    refusal(SEC_E_KDC_UNKNOWN_ETYPE, () -> client.logon(password("secret"))),
                    "[3, rc4-hmac]", "[aes256-cts-hmac-sha1-96, aes128-cts-hmac-sha1-96]");
        }

        @Test
        void withoutEtypeInfo2TheFirstTypeOfOursIsTried() throws Exception {
            client.kdc.advice(methods -> methods(PaType.PA_ENC_TIMESTAMP));
            client.logon(password("secret"));
            assertEquals(18, provenWith(1));
        }

        @Test
        void withoutEtypeInfo2AKeytabsOwnTypeIsTried() throws Exception {
            client.kdc.clientKeys(AES128).advice(methods -> methods(PaType.PA_ENC_TIMESTAMP));
            client.logon(keytab(AES128_CTS_HMAC_SHA1_96));
            assertEquals(17, provenWith(0));
        }

        @Test
        void withoutEtypeInfo2TheOldSaltCounts() throws Exception {
            byte[] salt = "another salt".getBytes(StandardCharsets.UTF_8);
            client.kdc
                    .clientKeys(new EtypeInfo2.Entry(18, Optional.of(salt), Optional.empty()))
                    .advice(methods -> MethodData.of(
                            new PaData(PaType.PA_ENC_TIMESTAMP, new byte[0]), new PaData(PaType.PA_PW_SALT, salt)));
            client.logon(password("secret"));
        }

        @Test
        void malformedAdviceIsAnInvalidToken() {
            client.kdc.script(request -> Optional.of(client.kdc.error(
                    ErrorCode.KDC_ERR_PREAUTH_REQUIRED, Optional.empty(), Optional.of(new byte[] {0x30}))));
            refusal(SEC_E_INVALID_TOKEN, () -> client.logon(password("secret")));
        }

        private MethodData advice(EtypeInfo2.Entry... entries) {
            return MethodData.of(
                    new PaData(PaType.PA_ETYPE_INFO2, DerWriter.encode(new EtypeInfo2(List.of(entries)))),
                    new PaData(PaType.PA_ENC_TIMESTAMP, new byte[0]));
        }
    }

    @Nested
    @DisplayName("5.2.7 what a KDC can ask for")
    class PreAuthentication {
        @Test
        void otherKindsAreNamed() {
            client.kdc.advice(methods -> methods(PaType.PA_PK_AS_REQ, 4711));
            says(
                    refusal(SEC_E_UNSUPPORTED_PREAUTH, () -> client.logon(password("secret"))),
                    "PA_PK_AS_REQ", "4711", "alice@EXAMPLE.COM", "no common encryption type", "aes256-cts-hmac-sha1-96");
        }

        @Test
        void aDemandWithoutAKindIsRefused() {
            client.kdc.script(request -> Optional.of(client.kdc.error(ErrorCode.KDC_ERR_PREAUTH_REQUIRED)));
            refusal(SEC_E_UNSUPPORTED_PREAUTH, () -> client.logon(password("secret")));
        }

        @Test
        void aKdcThatAsksAgainAndAgainIsAskedTwice() {
            client.kdc.script(request -> Optional.of(client.kdc.error(
                    ErrorCode.KDC_ERR_PREAUTH_REQUIRED, methods(PaType.PA_ENC_TIMESTAMP))));
            refusal(SEC_E_UNSUPPORTED_PREAUTH, () -> client.logon(password("secret")));
            assertEquals(2, client.kdc.requests().size());
            client.kdc.requests().clear();
            refusal(SEC_E_UNSUPPORTED_PREAUTH, () -> client.logon(keytab(AES256_CTS_HMAC_SHA1_96)));
            assertEquals(2, client.kdc.requests().size());
        }

        @Test
        @Tag("S111")
        void aWrongPasswordIsADeniedLogon() {
            says(refusal(SEC_E_LOGON_DENIED, () -> client.logon(password("wrong"))), "alice@EXAMPLE.COM", "password");
        }

        @Test
        void aClockThatIsOffIsATimeSkewWithTheOffset() {
            client.kdc.script(request -> Optional.of(client.kdc.error(
                    ErrorCode.KRB_AP_ERR_SKEW, Client.now().plusSeconds(1234), Optional.empty(), Optional.empty())));
            says(refusal(SEC_E_TIME_SKEW, () -> client.logon(password("secret"))), "1234 s ahead of ours");
        }

        @Test
        void aTgsRepIsAnInvalidToken() throws Exception {
            var tgsRep = new byte[1][];
            client.kdc.line(wire -> tgsRep[0] = wire);
            client.ticket(client.credential(keytab(AES256_CTS_HMAC_SHA1_96)), ScriptedKdc.WEB);
            client.kdc.script(request -> Optional.of(tgsRep[0]));
            refusal(SEC_E_INVALID_TOKEN, () -> client.logon(password("secret")));
            refusal(SEC_E_INVALID_TOKEN, () -> client.logon(keytab(AES256_CTS_HMAC_SHA1_96)));
        }

        @Test
        void whatIsNoKerberosMessageIsAnInvalidToken() {
            client.kdc.script(request -> Optional.of("HTTP/1.1 400".getBytes(StandardCharsets.US_ASCII)));
            refusal(SEC_E_INVALID_TOKEN, () -> client.logon(password("secret")));
        }
    }

    @Nested
    @DisplayName("an account without pre-authentication")
    class Unauthenticated {
        @Test
        void itsKeyIsMadeAsTheReplySays() throws Exception {
            byte[] salt = "another salt".getBytes(StandardCharsets.UTF_8);
            client.kdc.withoutPreauthentication().clientKeys(new EtypeInfo2.Entry(17, Optional.of(salt), Optional.empty()));
            client.logon(password("secret"));
            assertEquals(1, client.kdc.requests().size());
        }

        @Test
        void withoutAWordTheSaltIsTheDefault() throws Exception {
            client.kdc.withoutPreauthentication().lie(reply -> reply.padata = Optional.empty());
            client.logon(password("secret"));
        }

        @Test
        void theOldSaltCounts() throws Exception {
            byte[] salt = "another salt".getBytes(StandardCharsets.UTF_8);
            client.kdc
                    .withoutPreauthentication()
                    .clientKeys(new EtypeInfo2.Entry(18, Optional.of(salt), Optional.empty()))
                    .lie(reply -> reply.padata = Optional.of(MethodData.of(new PaData(PaType.PA_PW_SALT, salt))));
            client.logon(password("secret"));
        }

        @Test
        void aWrongPasswordIsADeniedLogon() {
            client.kdc.withoutPreauthentication();
            refusal(SEC_E_LOGON_DENIED, () -> client.logon(password("wrong")));
        }

        @Test
        void anEncryptionTypeThatThereIsNotHereIsNamed() {
            client.kdc.withoutPreauthentication().lie(reply -> reply.replyEtype = OptionalInt.of(24));
            says(refusal(SEC_E_KDC_UNKNOWN_ETYPE, () -> client.logon(password("secret"))), "24");
        }
    }

    @Nested
    @DisplayName("a keytab proves itself in the first request")
    class Unasked {
        @Test
        void aContextsTicketsAreTwoRoundTrips() throws Exception {
            client.ticket(client.credential(keytab(AES256_CTS_HMAC_SHA1_96)), ScriptedKdc.WEB);
            assertEquals(List.of("AsReq", "TgsReq"), client.asked());
        }

        @Test
        void itsOwnTypesAreNamedFirst() throws Exception {
            client.kdc.clientKeys(AES256, AES128);
            client.logon(keytab(AES128_CTS_HMAC_SHA1_96));
            assertEquals(List.of(17, 18), client.kdc.requests().get(0).reqBody().etype());
            assertEquals(1, client.kdc.requests().size());
        }

        @Test
        @DisplayName("MIT krb5 says KDC_ERR_ETYPE_NOSUPP and nothing else: it is asked plainly")
        void aTypeThatTheKdcDoesNotHaveIsAskedFor() throws Exception {
            client.kdc.clientKeys(AES128);
            client.logon(keytab(AES256_CTS_HMAC_SHA1_96, AES128_CTS_HMAC_SHA1_96));
            assertEquals(3, client.kdc.requests().size());
            assertEquals(17, provenWith(2));
        }

        @Test
        @DisplayName("Heimdal names its keys with KDC_ERR_ETYPE_NOSUPP, others with KDC_ERR_PREAUTH_FAILED")
        void aTypeThatTheKdcNamesIsTaken() throws Exception {
            for (int code : new int[] {
                ErrorCode.KDC_ERR_ETYPE_NOSUPP, ErrorCode.KDC_ERR_PREAUTH_FAILED, ErrorCode.KDC_ERR_PREAUTH_REQUIRED
            }) {
                client.kdc.requests().clear();
                client.kdc.clientKeys(AES128).script(request -> client.kdc.requests().size() > 1
                        ? Optional.empty()
                        : Optional.of(client.kdc.error(code, MethodData.of(
                                new PaData(PaType.PA_ENC_TIMESTAMP, new byte[0]),
                                new PaData(PaType.PA_ETYPE_INFO2, DerWriter.encode(new EtypeInfo2(List.of(AES128))))))));
                client.logon(keytab(AES256_CTS_HMAC_SHA1_96, AES128_CTS_HMAC_SHA1_96));
                assertEquals(2, client.kdc.requests().size());
                assertEquals(17, provenWith(1));
            }
        }

        @Test
        void aWrongKeyIsNotTriedTwice() {
            var entry = new EtypeInfo2.Entry(18, Optional.of(new byte[] {1}), Optional.empty());
            client.kdc.clientKeys(entry);
            refusal(SEC_E_LOGON_DENIED, () -> client.logon(keytab(AES256_CTS_HMAC_SHA1_96)));
            assertEquals(1, client.kdc.requests().size());
        }

        @Test
        void aTypeThatTheKeytabDoesNotHaveIsNamed() {
            client.kdc.clientKeys(AES128);
            says(
                    refusal(SEC_E_KDC_UNKNOWN_ETYPE, () -> client.logon(keytab(AES256_CTS_HMAC_SHA1_96))),
                    "aes128-cts-hmac-sha1-96", "alice@EXAMPLE.COM");
            assertEquals(2, client.kdc.requests().size());
        }

        @Test
        void whatWindowsPutsBesideAnErrorIsNoAdvice() {
            client.kdc.script(request -> Optional.of(client.kdc.error(
                    ErrorCode.KDC_ERR_PREAUTH_FAILED, Optional.empty(), Optional.of(new byte[] {0x30, 3, 1, 2, 3}))));
            refusal(SEC_E_LOGON_DENIED, () -> client.logon(keytab(AES256_CTS_HMAC_SHA1_96)));
        }
    }

    @Nested
    @DisplayName("the request")
    class Request {
        @Test
        void itAsksForWhatTheConfigurationSays() throws Exception {
            client.config = ScriptedKdc.config().ticketLifetime(Duration.ofHours(3)).forwardable(true).build();
            var tgt = client.logon(password("secret"));
            var body = client.kdc.requests().get(0).reqBody();
            assertEquals(Client.now().plusSeconds(3 * 3600), body.till());
            assertEquals(Client.now().plusSeconds(3 * 3600), tgt.endtime());
            assertEquals(KdcOptions.FORWARDABLE, body.kdcOptions());
            assertEquals(List.of(18, 17), body.etype());
        }

        @Test
        void withoutAnyTypeNobodyIsAsked() {
            client.config = ScriptedKdc.config().permittedEnctypes("aes128-cts").defaultTktEnctypes("aes256-cts").build();
            says(refusal(SEC_E_ALGORITHM_MISMATCH, () -> client.logon(password("secret"))), "aes256-cts-hmac-sha1-96");
            assertTrue(client.kdc.requests().isEmpty());
        }

        @Test
        void itIsNotAReplayOfAnother() throws Exception {
            client.logon(keytab(AES256_CTS_HMAC_SHA1_96));
            client.logon(keytab(AES256_CTS_HMAC_SHA1_96));
            var first = (AsReq) client.kdc.requests().get(0);
            var second = (AsReq) client.kdc.requests().get(1);
            assertFalse(MessageDigest.isEqual(proof(first).orElseThrow(), proof(second).orElseThrow()));
        }
    }
}
