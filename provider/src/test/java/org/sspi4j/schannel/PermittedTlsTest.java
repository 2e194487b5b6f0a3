package org.sspi4j.schannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CryptoSettings;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelCred;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SpProt;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.TlsParameters;
import org.sspi4j.schannel.tls.TlsVersion;

@DisplayName("Which versions a credential leaves: sspi.md 6.3")
class PermittedTlsTest {
    private static final String SHA1 = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA";
    private static final String AES_128 = "TLS_AES_128_GCM_SHA256";

    private static PermittedTls of(boolean client, TlsParameters... parameters) throws SspiException {
        var credentials = SchCredentials.builder();
        for (var each : parameters) {
            credentials.tlsParameters(each);
        }
        return PermittedTls.of(client, credentials.build());
    }

    private static Set<TlsVersion> named(boolean client, SpProt... protocols) throws SspiException {
        return PermittedTls.of(client, SchannelCred.builder().enabledProtocols(protocols).build()).byDefault().versions();
    }

    private static TlsParameters forProtocols(String alpnId, SpProt... disabled) {
        return new TlsParameters(List.of(alpnId), Set.of(disabled), List.of(), false);
    }

    private static List<byte[]> offered(String... protocols) {
        return Stream.of(protocols).map(protocol -> protocol.getBytes(UTF_8)).toList();
    }

    private static void refused(SecurityStatus status, String word, Executable call) {
        var refused = assertThrows(SspiException.class, call);
        assertEquals(status, refused.status());
        assertTrue(refused.getMessage().contains(word), refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void schCredentialsSpeakTheModernVersions(boolean client) throws Exception {
        assertEquals(EnumSet.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3), of(client).byDefault().versions());
    }

    @ParameterizedTest
    @CsvSource({"TLS1_2_CLIENT, true, TLS_1_3", "TLS1_3_CLIENT, true, TLS_1_2", "TLS1_2_SERVER, false, TLS_1_3",
            "TLS1_3_SERVER, false, TLS_1_2"})
    void tlsParametersTakeAVersionAway(SpProt disabled, boolean client, TlsVersion left) throws Exception {
        assertEquals(EnumSet.of(left), of(client, TlsParameters.without(disabled)).byDefault().versions());
    }

    @ParameterizedTest
    @CsvSource({"TLS1_3_SERVER, true", "TLS1_3_CLIENT, false", "TLS1_CLIENT, true", "TLS1_1_CLIENT, true"})
    @DisplayName("the other side's versions and those that are not spoken anyway may be taken away")
    void whatIsNotThereMayBeTakenAway(SpProt disabled, boolean client) throws Exception {
        assertEquals(
                EnumSet.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3),
                of(client, TlsParameters.without(disabled)).byDefault().versions());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void somethingHasToBeLeft(boolean client) {
        refused(SecurityStatus.SEC_E_ALGORITHM_MISMATCH, "SCHANNEL_CRED", () -> of(client, TlsParameters.without(
                SpProt.TLS1_2_CLIENT, SpProt.TLS1_3_CLIENT, SpProt.TLS1_2_SERVER, SpProt.TLS1_3_SERVER)));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("SCHANNEL_CRED speaks what it names, the oldest too")
    void schannelCredSpeaksWhatItNames(SpProt named) throws Exception {
        assertEquals(Set.of(TlsVersion.of(named.protocol()).orElseThrow()), named(named.isClient(), named));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void schannelCredSpeaksAllThatItNames(boolean client) throws Exception {
        assertEquals(EnumSet.allOf(TlsVersion.class), named(client, SpProt.values()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void schannelCredThatNamesNothingSpeaksTls12(boolean client) throws Exception {
        assertEquals(EnumSet.of(TlsVersion.TLS_1_2), named(client));
    }

    @ParameterizedTest
    @EnumSource
    void namesOfTheOtherSideAloneAreAMistake(SpProt named) {
        refused(
                SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
                named.isClient() ? "_SERVER" : "_CLIENT",
                () -> named(!named.isClient(), named));
    }

    @ParameterizedTest
    @CsvSource({"TLS1_CLIENT, true", "TLS1_1_CLIENT, true", "TLS1_2_CLIENT, false", "TLS1_3_CLIENT, false"})
    @DisplayName("HMAC of SHA-1 is left where TLS 1.0 or 1.1 was named")
    void sha1ComesWithTheOldVersions(SpProt named, boolean left) throws Exception {
        var cred = SchannelCred.builder().enabledProtocols(named).build();
        assertEquals(left, PermittedTls.of(true, cred).byDefault().cipherSuites().test(SHA1));
    }

    @Test
    void anEntryWithApplicationProtocolsCountsForThem() throws Exception {
        var permitted = of(
                true,
                forProtocols("h2", SpProt.TLS1_2_CLIENT),
                forProtocols("http/1.1", SpProt.TLS1_3_CLIENT),
                TlsParameters.without(CryptoSettings.of(CryptoSettings.Usage.DIGEST, "SHA256")));
        assertEquals(EnumSet.of(TlsVersion.TLS_1_3), permitted.limits(offered("h2")).versions());
        assertEquals(EnumSet.of(TlsVersion.TLS_1_2), permitted.limits(offered("http/1.1")).versions());
        assertEquals(EnumSet.of(TlsVersion.TLS_1_3), permitted.limits(offered("other", "http/1.1", "h2")).versions(), "the first entry");
        assertTrue(permitted.limits(offered("h2")).cipherSuites().test(AES_128), "its own algorithms, not the other entry's");
        for (var others : Arrays.asList(offered(), offered("other"), offered("h"))) {
            var limits = permitted.limits(others);
            assertEquals(EnumSet.of(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3), limits.versions());
            assertFalse(limits.cipherSuites().test(AES_128));
        }
    }

    @Test
    void anEntryForProtocolsMustLeaveSomethingToo() {
        refused(SecurityStatus.SEC_E_ALGORITHM_MISMATCH, "nothing is left",
                () -> of(true, forProtocols("h2", SpProt.TLS1_2_CLIENT, SpProt.TLS1_3_CLIENT)));
    }

    @Test
    void aServersEntryForApplicationProtocolsIsNotOffered() {
        refused(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "a credential for each", () -> of(false, forProtocols("h2")));
    }
}
