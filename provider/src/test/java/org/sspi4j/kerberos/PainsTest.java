package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.crypto.ChannelBindingHash;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.MovingFacilities;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.ErrorCode;
import org.sspi4j.kerberos.message.KrbError;
import org.sspi4j.kerberos.message.NameType;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.wire.asn1.DerWriter;
import org.sspi4j.wire.asn1.Oid;

/** Failures that people cannot read elsewhere: each says what happened, what was tried, and what to do. */
@DisplayName("quality.md 5: the pains and their remedies")
class PainsTest {
    private static final EncryptionType AES256 = EncryptionType.AES256_CTS_HMAC_SHA1_96;
    private static final EncryptionType AES128 = EncryptionType.AES128_CTS_HMAC_SHA1_96;

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void ofAcceptors(String elsewhere, SecurityStatus status, Pain pain, List<String> parts) {
        check(status, () -> pain.of(new Acceptance()), parts);
    }

    interface Pain {
        void of(Acceptance acceptance) throws Exception;
    }

    static Stream<Arguments> ofAcceptors() {
        return Stream.of(
                row("Checksum failed", SecurityStatus.SEC_E_WRONG_PRINCIPAL, acceptance -> {
                    acceptance.keytab = new Forge.KeytabBytes().with(3, Forge.key(Forge.AES256, "another password"));
                    acceptance.accepts();
                }, "HTTP/web.example.com@EXAMPLE.COM", "version 3 of aes256-cts-hmac-sha1-96", "service.keytab", "password was changed"),
                row("kvno differs", SecurityStatus.SEC_E_NO_CREDENTIALS, acceptance -> {
                    acceptance.keytab = new Forge.KeytabBytes().with(2, Forge.key(Forge.AES256, "service"));
                    acceptance.accepts();
                }, "version 3 of aes256-cts-hmac-sha1-96", "service.keytab has", "version 2 aes256-cts-hmac-sha1-96", "export"),
                row("Cannot find key of appropriate type to decrypt AP REP - RC4 with HMAC", SecurityStatus.SEC_E_NO_CREDENTIALS,
                        acceptance -> {
                            acceptance.forge.ticket.etype = EncryptionType.RC4_HMAC;
                            acceptance.accepts();
                        }, "version 3 of rc4-hmac", "service.keytab has", "version 3 aes256-cts-hmac-sha1-96", "permitted_enctypes",
                        "give the account a key of AES"),
                row("Principal in keytab differs", SecurityStatus.SEC_E_WRONG_PRINCIPAL, acceptance -> {
                    acceptance.forge.ticket.sname = PrincipalName.of(NameType.NT_SRV_INST, "HTTP", "www.example.com");
                    acceptance.accepts();
                }, "HTTP/www.example.com@EXAMPLE.COM", "service.keytab has HTTP/web.example.com@EXAMPLE.COM", "add the service's key"),
                row("key of other realm", SecurityStatus.SEC_E_WRONG_PRINCIPAL, acceptance -> {
                    acceptance.forge.ticket.realm = "OTHER.COM";
                    acceptance.accepts();
                }, "HTTP/web.example.com@OTHER.COM", "HTTP/web.example.com@EXAMPLE.COM", "add the service's key"),
                row("Clock skew too great", SecurityStatus.SEC_E_TIME_SKEW, acceptance -> {
                    acceptance.forge.authenticator.time = acceptance.facilities.now().minusSeconds(600);
                    acceptance.accepts();
                }, "alice@EXAMPLE.COM", "600 s behind ours", "300 s are allowed", "time service"),
                row("Ticket expired", SecurityStatus.SEC_E_CONTEXT_EXPIRED, acceptance -> {
                    acceptance.forge.ticket.endtime = acceptance.facilities.now().minusSeconds(600);
                    acceptance.accepts();
                }, "ended at 2026-03-01T11:50:00Z", "600 s ago", "get a new one"),
                row("Ticket not yet valid", SecurityStatus.SEC_E_TIME_SKEW, acceptance -> {
                    acceptance.forge.ticket.starttime = Optional.of(acceptance.facilities.now().plusSeconds(600));
                    acceptance.accepts();
                }, "start of the ticket", "600 s ahead of ours", "time service"),
                row("Request is a replay", SecurityStatus.SEC_E_OUT_OF_SEQUENCE, acceptance -> {
                    byte[] token = acceptance.forge.apReqToken();
                    acceptance.accepts(token);
                    acceptance.accepts(token);
                }, "presented before", "replay", "alice@EXAMPLE.COM", "each context"),
                row("channel bindings mismatch", SecurityStatus.SEC_E_BAD_BINDINGS, acceptance -> {
                    acceptance.bindings = Optional.of(ChannelBindings.of("ours".getBytes(StandardCharsets.US_ASCII)));
                    acceptance.forge.apOptions = 0;
                    acceptance.forge.authenticator.cksum = Forge.gss(
                            ChannelBindingHash.of(ChannelBindings.of("theirs".getBytes(StandardCharsets.US_ASCII))), 0);
                    acceptance.accepts();
                }, "another channel", "in between", "certificate"),
                token("Defective token: empty", new byte[0], "empty", "passed on"),
                token("Defective token: NTLM", "NTLMSSP\0\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1), "NTLM", "registered name"),
                token("Defective token: SPNEGO", spnego(), "SPNEGO (1.3.6.1.5.5.2)", "Kerberos alone cannot read it"),
                token("Defective token: SPNEGO's second", new byte[] {(byte) 0xA1, 2, 0x30, 0}, "later message of SPNEGO"),
                token("Defective token: header", text("Negotiate YIIFUAYJKoZIhvcS"), "\"Negotiate\"", "header of HTTP",
                "decode the base64"),
                token("Defective token: whole header", text("authorization: Negotiate YIIF"), "\"Authorization:\"", "cut this off"),
                token("Defective token: base64", Base64.getEncoder().encode(new Acceptance().forge.apReqToken()), "base64",
                "decode it first"),
                token("Defective token: base64 of NTLM",
                Base64.getEncoder().encode("NTLMSSP\0\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1)),
                        "base64", "NTLM"),
                token("Defective token: TLS", new byte[] {0x16, 3, 1, 0, 5}, "TLS"),
                token("Defective token: DCE", new Acceptance().forge.apReq().wire(), "AP-REQ without the framing", "not supported"));
    }

    @Test
    void tokensOfOtherMechanismsAreNamedToClientsToo() {
        var refusal = new Initiation().refuses(spnego());
        assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, refusal.status());
        Client.says(refusal, "SPNEGO");
    }

    @Test
    void anAnswerOfSomebodyElse() {
        var initiation = new Initiation();
        initiation.reply.key = Forge.key(Forge.AES256, "somebody else");
        var refusal = initiation.refuses();
        assertEquals(SecurityStatus.SEC_E_MESSAGE_ALTERED, refusal.status());
        Client.says(refusal, "HTTP/web.example.com@EXAMPLE.COM", "aes256-cts-hmac-sha1-96", "somebody else answers");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void ofMessages(String elsewhere, SecurityStatus status, MessagePain pain, List<String> parts) {
        check(status, () -> pain.of(EstablishedPair.usual()), parts);
    }

    interface MessagePain {
        void of(EstablishedPair pair) throws Exception;
    }

    /** The initiator's messages are numbered from 100. */
    static Stream<Arguments> ofMessages() {
        return Stream.of(
                message("a gap", pair -> {
                    signed(pair.initiator());
                    verified(pair.acceptor(), signed(pair.initiator()));
                }, "number 100 was expected, 101 came (GAP)", "lost or overtaken", "offer them first", "SEQUENCE_DETECT"),
                message("a duplicate", pair -> {
                    byte[] first = signed(pair.initiator());
                    verified(pair.acceptor(), first);
                    verified(pair.acceptor(), first);
                }, "number 101 was expected, 100 came (DUPLICATE)", "received before", "sends twice"),
                message("an old one", pair -> {
                    byte[] first = signed(pair.initiator());
                    for (int i = 0; i < 65; i++) {
                        pair.acceptor().verifySignature(List.of(data(), SecBuffer.token(signed(pair.initiator()))), 0);
                    }
                    verified(pair.acceptor(), first);
                }, "number 166 was expected, 100 came (OLD)", "in the order in which they were made"));
    }

    private static Arguments message(String elsewhere, MessagePain pain, String... parts) {
        return arguments(elsewhere, SecurityStatus.SEC_E_OUT_OF_SEQUENCE, pain, List.of(parts));
    }

    private static SecBuffer data() {
        return SecBuffer.data(ByteBuffer.wrap(text("a message")));
    }

    private static byte[] signed(KerberosSession from) throws SspiException {
        var token = SecBuffer.token(ByteBuffer.allocate(64));
        from.makeSignature(0, List.of(data(), token), 0);
        return token.toBytes();
    }

    private static void verified(KerberosSession to, byte[] token) throws SspiException {
        to.verifySignatureInOrder(List.of(data(), SecBuffer.token(token)), 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void ofClients(String elsewhere, SecurityStatus status, ClientPain pain, List<String> parts) {
        check(status, () -> pain.of(new Client()), parts);
    }

    interface ClientPain {
        void of(Client client) throws Exception;
    }

    static Stream<Arguments> ofClients() {
        return Stream.of(
                client("Pre-authentication information was invalid", SecurityStatus.SEC_E_LOGON_DENIED,
                        client -> client.logon(Client.password("wrong")), "KDC of EXAMPLE.COM", "alice@EXAMPLE.COM",
                        "KDC_ERR_PREAUTH_FAILED",
                        "password"),
                client("Client not found", SecurityStatus.SEC_E_LOGON_DENIED, client -> {
                    client.kdc.script(request -> Optional.of(error(ErrorCode.KDC_ERR_C_PRINCIPAL_UNKNOWN)));
                    client.logon(Client.password("secret"));
                }, "KDC of EXAMPLE.COM", "alice@EXAMPLE.COM", "no such user"),
                client("KDC has no support for encryption type", SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE, client -> {
                    client.kdc.clientKeys(ScriptedKdc.entry(EncryptionType.RC4_HMAC));
                    client.logon(Client.password("secret"));
                }, "KDC of EXAMPLE.COM", "alice@EXAMPLE.COM", "aes256-cts-hmac-sha1-96, aes128-cts-hmac-sha1-96", "permitted_enctypes"),
                client("Clock skew too great (37)", SecurityStatus.SEC_E_TIME_SKEW, client -> {
                    client.config = client.config.toBuilder().kdcTimesync(false).build();
                    client.kdc.clockAhead(Duration.ofMinutes(20));
                    client.logon(Client.password("secret"));
                }, "KDC of EXAMPLE.COM", "alice@EXAMPLE.COM", "ours", "time service"),
                client("Server not found in Kerberos database", SecurityStatus.SEC_E_TARGET_UNKNOWN, client -> {
                    var credential = client.credential(Client.password("secret"));
                    client.ticket(credential, ScriptedKdc.WEB);
                    client.kdc.script(request -> Optional.of(error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN)));
                    client.ticket(credential, "HTTP/none.example.com");
                }, "KDC of EXAMPLE.COM", "alice@EXAMPLE.COM", "HTTP/none.example.com@EXAMPLE.COM", "registered"),
                client("Message stream modified (41)", SecurityStatus.SEC_E_MESSAGE_ALTERED, client -> {
                    client.kdc.lie(reply -> reply.crealm = "example.com");
                    client.logon(Client.keytab(AES256));
                }, "KDC of EXAMPLE.COM", "alice@example.com", "instead of alice@EXAMPLE.COM", "upper case"),
                client("Identifier doesn't match expected value (906)", SecurityStatus.SEC_E_INVALID_TOKEN, client -> {
                    client.kdc.script(request -> Optional.of(text("HTTP/1.1 400 Bad Request")));
                    client.logon(Client.password("secret"));
                }, "EXAMPLE.COM", "no Kerberos message", "port"),
                client("Identifier doesn't match expected value (906): a broken message", SecurityStatus.SEC_E_INVALID_TOKEN, client -> {
                    client.kdc.script(request -> Optional.of(new byte[] {0x7E, 3, 1, 2, 3}));
                    client.logon(Client.password("secret"));
                }, "The answer of the KDC of EXAMPLE.COM cannot be read: KRB-ERROR", "at offset"),
                client("Unable to obtain password from user: no key of the name", SecurityStatus.SEC_E_NO_CREDENTIALS, client -> {
                    client.kdc.file(Path.of("k"), StoredFiles.keytab(StoredFiles.alice(AES128)));
                    client.acquire(CredentialUse.OUTBOUND, Identity.keytab("bob@EXAMPLE.COM", Path.of("k")));
                }, "k has no key of bob@EXAMPLE.COM", "alice@EXAMPLE.COM (aes128-cts-hmac-sha1-96)", "correct the name"),
                client("Cannot locate default realm", SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS, client -> {
                    client.config = KerberosConfig.builder().kdc("EXAMPLE.COM", "kdc.example.com").build();
                    client.acquire(CredentialUse.OUTBOUND, Identity.password("alice", Secret.password("secret".toCharArray())));
                }, "realm of \"alice\" is not known", "alice@EXAMPLE.COM", "default_realm"),
                client("kadmin/changepw not in the database", SecurityStatus.SEC_E_TARGET_UNKNOWN, client -> {
                    client.kdc.script(request -> Optional.of(error(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN)));
                    client.changePassword();
                }, "KDC of EXAMPLE.COM", "the logon of alice@EXAMPLE.COM for kadmin/changepw", "registered"),
                client("no keytab", SecurityStatus.SEC_E_NO_CREDENTIALS,
                        client -> client.acquire(CredentialUse.INBOUND, Identity.keytab(Path.of("none.keytab"))), "none.keytab"),
                client("no cache", SecurityStatus.SEC_E_NO_CREDENTIALS,
                        client -> client.acquire(CredentialUse.OUTBOUND, Identity.ccache(Path.of("none"))), "none", "kinit", "KRB5CCNAME"),
                client("empty cache", SecurityStatus.SEC_E_NO_CREDENTIALS, client -> {
                    client.kdc.file(Path.of("c"), StoredFiles.ccache(ScriptedKdc.ALICE));
                    client.acquire(CredentialUse.OUTBOUND, Identity.ccache(Path.of("c")));
                }, "c holds no ticket of alice@EXAMPLE.COM", "kinit"),
                client("expired cache", SecurityStatus.SEC_E_NO_CREDENTIALS, client -> {
                    client.kdc.file(Path.of("c"), StoredFiles.ccache(ScriptedKdc.ALICE, StoredFiles.stored(client.tgt())));
                    client.facilities.pass(Duration.ofDays(2));
                    client.ticket(client.acquire(CredentialUse.OUTBOUND, Identity.ccache(Path.of("c"))), ScriptedKdc.WEB);
                }, "alice@EXAMPLE.COM", "ended at 2026-03-0", "kinit"));
    }

    private static Arguments row(String elsewhere, SecurityStatus status, Pain pain, String... parts) {
        return arguments(elsewhere, status, pain, List.of(parts));
    }

    private static Arguments token(String elsewhere, byte[] token, String... parts) {
        return row(elsewhere, SecurityStatus.SEC_E_INVALID_TOKEN, acceptance -> acceptance.accepts(token), parts);
    }

    private static Arguments client(String elsewhere, SecurityStatus status, ClientPain pain, String... parts) {
        return arguments(elsewhere, status, pain, List.of(parts));
    }

    private static void check(SecurityStatus status, Executable pain, List<String> parts) {
        var failure = assertThrows(SspiException.class, pain);
        assertEquals(status, failure.status(), failure.getMessage());
        for (var part : parts) {
            assertTrue(failure.getMessage().contains(part), "\"" + part + "\" in: " + failure.getMessage());
        }
    }

    private static byte[] error(int code) {
        return KrbError.of(
                Optional.empty(), OptionalInt.empty(), MovingFacilities.START, 0, code, Optional.empty(), Optional.empty(), Forge.REALM,
                Forge.SERVICE, Optional.empty(), Optional.empty()).wire();
    }

    private static byte[] spnego() {
        return DerWriter.encode(out -> {
            int end = out.mark();
            out.octets(new byte[] {(byte) 0xA0, 2, 0x30, 0}).oid(Oid.of("1.3.6.1.5.5.2")).application(0, end);
        });
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
