package org.sspi4j.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import javax.security.sasl.SaslClientFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.SchCredentials;
import org.sspi4j.api.SchannelAttribute;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.jca.SspiProvider;
import org.sspi4j.sasl.SspiSasl;

/**
 * OpenLDAP's slapd with the mechanisms of Cyrus SASL, which hold a client to the channel it names: with {@code sasl-cbinding tls-endpoint}
 * it has to be slapd's own.
 */
@Timeout(120)
class OpenLdapIT {
    private static final Peers.Slapd SLAPD = Peers.started().slapd();
    private static final String NTLM_USER = "LAB\\alice";
    private static final String NTLM_PASSWORD = "Pass!alice";
    /** Why, in slapd's log. */
    private static final String BAD_BINDINGS = "Incorrect channel bindings were supplied";

    /** With our provider in the JVM's list an environment says all, and no code of ours is called. */
    @Nested
    @DisplayName("JNDI's LDAP client")
    @Shows(value = "SASL, LDAP through JNDI", against = Peer.OPENLDAP)
    class Jndi {
        private static final String PLAIN = "ldap://" + Peers.Slapd.HOST;
        private static final String TLS = "ldaps://" + Peers.Slapd.HOST;
        private static final String ALICE = "alice@MIT.EXAMPLE";
        private static final String PASSWORD = new String(Peers.started().mitPassword("alice"));
        private static final String BOUND = "tls-server-end-point";
        private static final String BY_SPNEGO = "dn:uid=alice,cn=gss-spnego,cn=auth";
        private static final String BY_GSSAPI = "dn:uid=alice,cn=gssapi,cn=auth";
        private static final String BY_GS2 = "dn:uid=alice,cn=gs2-krb5,cn=auth";
        private static final String BY_NTLM = "dn:uid=lab\\5Calice,cn=gss-spnego,cn=auth";

        @TempDir
        private static Path folder;

        private static LdapProgram jndi;

        @BeforeAll
        static void start() throws Exception {
            var mit = Peers.started().mit();
            jndi = start(Map.of("KRB5_CONFIG", mit.krb5Conf().toString(), "KRB5CCNAME", "FILE:" + mit.aliceCcache()));
        }

        private static LdapProgram start(Map<String, String> environment) throws Exception {
            return LdapProgram.start(LdapLogins.Question.WHO_AM_I, folder, environment);
        }

        @AfterAll
        static void stop() {
            jndi.close();
        }

        /** Who signs its messages is shown "signed", and who seals them "sealed" too. */
        @Test
        void aUserBindsWithSignaturesAndSealedMessages() throws Exception {
            assertEquals(BY_SPNEGO, jndi.told(PLAIN, "GSS-SPNEGO", "auth", ALICE, PASSWORD));
            assertEquals(BY_SPNEGO + " signed", jndi.told(PLAIN, "GSS-SPNEGO", "auth-int", ALICE, PASSWORD));
            assertEquals(BY_SPNEGO + " signed sealed", jndi.told(PLAIN, "GSS-SPNEGO", "auth-conf", ALICE, PASSWORD));
            assertEquals(BY_GSSAPI, jndi.told(PLAIN, "GSSAPI", "auth", ALICE, PASSWORD));
            assertEquals(BY_GSSAPI + " signed", jndi.told(PLAIN, "GSSAPI", "auth-int", ALICE, PASSWORD));
            assertEquals(BY_GSSAPI + " signed sealed", jndi.told(PLAIN, "GSSAPI", "auth-conf", ALICE, PASSWORD));
            assertEquals(BY_GS2, jndi.told(PLAIN, "GS2-KRB5", "auth", ALICE, PASSWORD));
        }

        @Test
        void aUserBindsWithTheTicketsOfTheProcess() throws Exception {
            assertEquals(BY_SPNEGO + " signed sealed", jndi.told(PLAIN, "GSS-SPNEGO", "auth-conf"));
            assertEquals(BY_GSSAPI + " signed sealed", jndi.told(PLAIN, "GSSAPI", "auth-conf"));
        }

        @Test
        void aUserBindsOverTlsAndToIt() throws Exception {
            assertEquals(BY_SPNEGO, jndi.told(TLS, "GSS-SPNEGO", "auth", ALICE, PASSWORD, BOUND));
            assertEquals(BY_GSSAPI, jndi.told(TLS, "GSSAPI", "auth", ALICE, PASSWORD, BOUND));
            assertEquals(BY_SPNEGO + " signed", jndi.told(TLS, "GSS-SPNEGO", "auth-int", ALICE, PASSWORD, BOUND));
            assertEquals(BY_GSSAPI + " signed sealed", jndi.told(TLS, "GSSAPI", "auth-conf", ALICE, PASSWORD, BOUND));
        }

        /** Somebody whom the client trusts is in between, and what was meant for him is good for nobody else. */
        @ParameterizedTest
        @ValueSource(strings = {"GSS-SPNEGO", "GSSAPI"})
        @Shows("SASL, channel bindings")
        void whoIsBoundToARelayIsRefused(String mechanism) throws Exception {
            try (var relay = TlsRelay.to(SLAPD.ldaps(), "ldap-relay")) {
                long before = SLAPD.log(BAD_BINDINGS);
                assertRefused(jndi.told(TLS + ":" + relay.port(), mechanism, "auth", ALICE, PASSWORD, BOUND));
                assertEquals(before + 1, SLAPD.log(BAD_BINDINGS));
            }
        }

        /** And it was the certificate: with slapd's own, the same relay is not told from slapd. */
        @Test
        @Shows("SASL, channel bindings")
        void whoIsBoundToTheServersCertificateIsTakenThroughARelay() throws Exception {
            try (var relay = TlsRelay.to(SLAPD.ldaps(), "ldap")) {
                var there = TLS + ":" + relay.port();
                assertEquals(BY_SPNEGO, jndi.told(there, "GSS-SPNEGO", "auth", ALICE, PASSWORD, BOUND));
                assertEquals(BY_GSSAPI, jndi.told(there, "GSSAPI", "auth", ALICE, PASSWORD, BOUND));
            }
        }

        /** OpenLDAP 2.5 asks for no bindings: a client that has none is taken from whomever it comes. */
        @Test
        void whoIsBoundToNothingIsTakenThroughARelay() throws Exception {
            try (var relay = TlsRelay.to(SLAPD.ldaps(), "ldap-relay")) {
                var there = TLS + ":" + relay.port();
                assertEquals(BY_SPNEGO, jndi.told(there, "GSS-SPNEGO", "auth", ALICE, PASSWORD));
                assertEquals(BY_GSSAPI, jndi.told(there, "GSSAPI", "auth", ALICE, PASSWORD));
                assertEquals(BY_GS2, jndi.told(there, "GS2-KRB5", "auth", ALICE, PASSWORD));
            }
        }

        /** It says that it would bind itself if the server could, and the server can (RFC 5801 5). */
        @Test
        @Shows("SASL, channel bindings")
        void whoHasBindingsAndDoesNotUseThemIsRefused() throws Exception {
            var told = jndi.told(TLS, "GS2-KRB5", "auth", ALICE, PASSWORD, BOUND);
            assertRefused(told);
            assertTrue(told.contains("client incorrectly assumed server had no channel binding"), told);
        }

        /** With a krb5.conf that knows no KDC SPNEGO falls back to NTLM, and gss-ntlmssp is slapd's side of it. */
        @Test
        void aUserBindsWithNtlmInSpnego() throws Exception {
            var nobody = Files.writeString(folder.resolve("krb5.conf"), "[libdefaults]\ndns_lookup_kdc = false\n");
            try (var alone = start(Map.of("KRB5_CONFIG", nobody.toString()))) {
                assertEquals(BY_NTLM, alone.told(PLAIN, "GSS-SPNEGO", "auth", NTLM_USER, NTLM_PASSWORD));
                assertEquals(BY_NTLM + " signed", alone.told(PLAIN, "GSS-SPNEGO", "auth-int", NTLM_USER, NTLM_PASSWORD));
                assertEquals(BY_NTLM + " signed sealed", alone.told(PLAIN, "GSS-SPNEGO", "auth-conf", NTLM_USER, NTLM_PASSWORD));
                assertEquals(BY_NTLM, alone.told(TLS, "GSS-SPNEGO", "auth", NTLM_USER, NTLM_PASSWORD, BOUND));
            }
        }

        private static void assertRefused(String told) {
            assertTrue(told.startsWith("refused: javax.naming.AuthenticationException: [LDAP: error code 49 "), told);
        }
    }

    /** Over TLS of our own, of which Schannel knows the end point. */
    @Nested
    @DisplayName("our SASL client")
    @Shows(value = "SASL, channel bindings", against = Peer.OPENLDAP)
    class Bound {
        private enum Client {
            GSSAPI("GSSAPI", "dn:uid=alice,cn=gssapi,cn=auth", BAD_BINDINGS),
            SPNEGO("GSS-SPNEGO", "dn:uid=alice,cn=gss-spnego,cn=auth", BAD_BINDINGS),
            NTLM_IN_SPNEGO("GSS-SPNEGO", "dn:uid=lab\\5Calice,cn=gss-spnego,cn=auth", "Invalid token was supplied (Permission denied)") {
                @Override
                CredHandle credential() throws Exception {
                    try (var password = Secret.password(NTLM_PASSWORD.toCharArray())) {
                        var cred = NegotiateCred.builder().identity(Identity.password(NTLM_USER, password)).packageList("NTLM").build();
                        return Sspi.acquireCredentialsHandle("Negotiate", CredentialUse.OUTBOUND, cred);
                    }
                }
            },
            /** By OpenLDAP's name; see {@link Bound#gs2PlusByTheRegisteredNameIsRefused()}. */
            GS2_PLUS("GS2-KRB5-PLUS", "dn:uid=alice,cn=gs2-krb5-plus,cn=auth", BAD_BINDINGS) {
                @Override
                ChannelBindings asSlapdHas(ChannelBindings bindings) {
                    var data = new ByteArrayOutputStream();
                    data.writeBytes("ldap:".getBytes(US_ASCII));
                    data.writeBytes(bindings.applicationData());
                    return ChannelBindings.of(data.toByteArray());
                }
            };

            final String mechanism;
            final String identity;
            final String refusal;

            Client(String mechanism, String identity, String refusal) {
                this.mechanism = mechanism;
                this.identity = identity;
                this.refusal = refusal;
            }

            CredHandle credential() throws Exception {
                return SspiSide.tcp().acquire(
                        mechanism.equals("GSS-SPNEGO") ? Side.SPNEGO : Side.KRB5,
                        CredentialUse.OUTBOUND,
                        Identity.ccache("FILE:" + Peers.started().mit().aliceCcache()));
            }

            ChannelBindings asSlapdHas(ChannelBindings bindings) {
                return bindings;
            }
        }

        @ParameterizedTest
        @EnumSource
        void isTakenOnItsChannel(Client client) throws Exception {
            assertEquals(client.identity, logOn(client, endPoint -> Optional.of(client.asSlapdHas(endPoint))).identity());
        }

        @ParameterizedTest
        @EnumSource
        void isRefusedOnAnother(Client client) throws Exception {
            var another = ChannelBindings.tlsServerEndPoint("of another certificate".getBytes(US_ASCII));
            assertRefused(client, endPoint -> Optional.of(client.asSlapdHas(another)));
        }

        /** As above: nobody asks for bindings. */
        @ParameterizedTest
        @EnumSource(names = "GS2_PLUS", mode = EnumSource.Mode.EXCLUDE)
        void isTakenOnNone(Client client) throws Exception {
            assertEquals(client.identity, logOn(client, endPoint -> Optional.empty()).identity());
        }

        /**
         * RFC 5801 has the name of RFC 5929 in GS2's header and no name in the data. OpenLDAP offers GS2-KRB5-PLUS all the same, calls the
         * bindings ldap, and leaves their name in the data, which is right for GSSAPI and GSS-SPNEGO.
         */
        @Test
        void gs2PlusByTheRegisteredNameIsRefused() throws Exception {
            assertRefused(Client.GS2_PLUS, Optional::of);
        }

        private static void assertRefused(Client client, Function<ChannelBindings, Optional<ChannelBindings>> bindings) throws Exception {
            long before = SLAPD.log(client.refusal);
            var told = logOn(client, bindings);
            int refused = client == Client.GS2_PLUS ? LdapConnection.OTHER : LdapConnection.INVALID_CREDENTIALS;
            assertEquals(refused, told.result.code(), told.result.diagnosticMessage());
            assertEquals(before + 1, SLAPD.log(client.refusal));
        }

        /** What a bind came to, and whom the server takes the client for afterwards; nobody has no name. */
        private record Told(LdapConnection.Result result, String identity) {}

        private static Told logOn(Client client, Function<ChannelBindings, Optional<ChannelBindings>> bindings) throws Exception {
            var server = SLAPD.ldaps();
            var trust = SchCredentials.builder().rootStore(Peers.started().tls().trusting("ca")).build();
            try (var schannel = Sspi.acquireCredentialsHandle("Schannel", CredentialUse.OUTBOUND, trust);
                    var tls = SchannelConnection.client(
                            new Socket(server.getAddress(), server.getPort()),
                            () -> 1 << 16,
                            Peers.Slapd.HOST,
                            Set.of(ContextFlag.STREAM));
                    var credential = client.credential()) {
                assertEquals(SecurityStatus.SEC_E_OK, tls.handshake(schannel));
                var properties = new HashMap<String, Object>(Map.of(SspiSasl.CREDENTIAL, credential, Sasl.QOP, "auth"));
                bindings.apply(tls.query(SchannelAttribute.ENDPOINT_BINDINGS).bindings())
                        .ifPresent(its -> properties.put(SspiSasl.CHANNEL_BINDINGS, its));
                var ldap = LdapConnection.over(tls);
                return new Told(bind(ldap, sasl(client.mechanism, properties)), ldap.whoAmI());
            }
        }

        private static SaslClient sasl(String mechanism, Map<String, ?> properties) throws Exception {
            var factory = (SaslClientFactory) new SspiProvider().getService("SaslClientFactory", mechanism).newInstance(null);
            return factory.createSaslClient(new String[] {mechanism}, null, "ldap", Peers.Slapd.HOST, properties, null);
        }

        private static LdapConnection.Result bind(LdapConnection ldap, SaslClient client) throws Exception {
            var result = ldap.bind(client.getMechanismName(), client.evaluateChallenge(new byte[0]));
            while (result.code() == LdapConnection.SASL_BIND_IN_PROGRESS) {
                byte[] answer = client.evaluateChallenge(result.value());
                result = ldap.bind(client.getMechanismName(), answer == null ? new byte[0] : answer);
            }
            if (result.code() == LdapConnection.SUCCESS && !client.isComplete()) {
                client.evaluateChallenge(result.value());
            }
            assertEquals(result.code() == LdapConnection.SUCCESS, client.isComplete());
            client.dispose();
            return result;
        }
    }
}
