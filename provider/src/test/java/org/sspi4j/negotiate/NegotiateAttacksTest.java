package org.sspi4j.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_DOWNGRADE_DETECTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OK;
import static org.sspi4j.api.SecurityStatus.SEC_E_SECPKG_NOT_FOUND;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.AccountSecret;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.NegotiateAllowance;
import org.sspi4j.api.NegotiateAttribute;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.api.StoredAccount;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.fixture.ScriptedKdc;
import org.sspi4j.wire.DecodeException;
import org.sspi4j.wire.asn1.Oid;

/** Attacks on SPNEGO that others fell to, each as it was done. What each is of is in its name. */
@DisplayName("Known attacks: SPNEGO and NegoEx")
class NegotiateAttacksTest {
    private final Negotiation negotiation = new Negotiation();

    @AfterEach
    void close() throws Exception {
        negotiation.close();
    }

    private void ntlmOnly() {
        negotiation.client = NegotiateCred.builder()
                .identity(Negotiation.password("EXAMPLE\\alice", ScriptedKdc.PASSWORD)).ntlmUse(NtlmUse.ONLY).build();
    }

    private static UnaryOperator<byte[]> resp(UnaryOperator<NegTokenResp> change) {
        return wire -> change.apply(read(wire)).wire();
    }

    private static NegTokenResp read(byte[] wire) {
        try {
            return NegTokenResp.decode(wire);
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    private static NegTokenInit init(byte[] wire) {
        try {
            return NegTokenInit.decode(wire);
        } catch (DecodeException e) {
            throw new AssertionError(e);
        }
    }

    /** The client's list on its way to the server, with the token that the preferred one then has. */
    private static UnaryOperator<byte[]> offered(Optional<byte[]> token, MechType... mechTypes) {
        return wire -> NegTokenInit.of(MechTypeList.of(Stream.of(mechTypes).map(MechType::oid).toList()), token).wire();
    }

    private static NegTokenResp without(NegTokenResp resp) {
        return NegTokenResp.of(resp.negState().orElseThrow(), resp.supportedMech(), resp.token(), Optional.empty());
    }

    @Test
    @DisplayName("mechanism downgrade (RFC 4178 section 7): Kerberos is taken out of the list on its way")
    void firstOidRemoved() {
        negotiation.changes.put(0, offered(Optional.empty(), MechType.NTLM));
        negotiation.refused(SEC_E_MESSAGE_ALTERED);
        assertEquals(5, negotiation.tokens.size(), "the client has signed another list than the server knows");
    }

    @Test
    @DisplayName("mechanism downgrade: the list is reordered on its way")
    void reordered() {
        negotiation.changes.put(0, offered(Optional.empty(), MechType.NTLM, MechType.KERBEROS));
        negotiation.refused(SEC_E_MESSAGE_ALTERED);
    }

    @Test
    @DisplayName("mechanism downgrade: the signatures are taken out with it")
    void signaturesRemoved() {
        negotiation.changes.put(0, offered(Optional.empty(), MechType.NTLM));
        negotiation.changes.put(4, resp(NegotiateAttacksTest::without));
        negotiation.refused(SEC_E_DOWNGRADE_DETECTED);
    }

    @Test
    @DisplayName("mechanism downgrade: the server's signature is taken out, and it says that it is done")
    void serversSignatureRemoved() {
        negotiation.server = Negotiation.ntlmAlone();
        negotiation.changes.put(5, resp(NegotiateAttacksTest::without));
        negotiation.refused(SEC_E_DOWNGRADE_DETECTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    @DisplayName("mechanism downgrade: a signature with any other bit")
    void signatureAltered(int token) {
        negotiation.server = Negotiation.ntlmAlone();
        negotiation.changes.put(token, resp(resp -> {
            byte[] mic = resp.mechListMIC().orElseThrow();
            mic[mic.length / 2] ^= 1;
            return NegTokenResp.of(resp.negState().orElseThrow(), resp.supportedMech(), resp.token(), Optional.of(mic));
        }));
        negotiation.refused(SEC_E_MESSAGE_ALTERED);
    }

    @Test
    @DisplayName("mechanism downgrade: each side's signature is sent back to it")
    void signatureReflected() {
        negotiation.server = Negotiation.ntlmAlone();
        negotiation.changes.put(5, resp(resp -> NegTokenResp.of(
                resp.negState().orElseThrow(), Optional.empty(), new byte[0], read(negotiation.tokens.get(4)).mechListMIC())));
        negotiation.refused(SEC_E_MESSAGE_ALTERED);
    }

    @Test
    @DisplayName("mechanism downgrade: request-mic becomes accept-incomplete; what was chosen is signed all the same")
    void requestRemoved() throws Exception {
        negotiation.server = Negotiation.ntlmAlone();
        negotiation.changes.put(1, resp(resp ->
                NegTokenResp.of(NegState.ACCEPT_INCOMPLETE, resp.supportedMech(), resp.token(), Optional.empty())));
        try (var ends = negotiation.establish()) {
            assertTrue(read(negotiation.tokens.get(4)).mechListMIC().isPresent());
            Negotiation.talk(ends);
        }
    }

    @Test
    @DisplayName("mechanism downgrade: \"Kerberos,!NTLM\", and a server that answers with NTLM, in SPNEGO and bare")
    void noNtlmIsNoNtlm() {
        negotiation.client = NegotiateCred.builder()
                .identity(Negotiation.password("alice", ScriptedKdc.PASSWORD))
                .packageList("Kerberos,!NTLM")
                .allow(NegotiateAllowance.CLIENT_RAW_REPLY)
                .build();
        negotiation.changes.put(1, wire ->
                NegTokenResp.of(NegState.REQUEST_MIC, Optional.of(MechType.NTLM.oid()), new byte[0], Optional.empty()).wire());
        assertTrue(negotiation.refused(SEC_E_INVALID_TOKEN).getMessage().contains("not offered"));
        negotiation.tokens.clear();
        negotiation.changes.put(1, wire -> "NTLMSSP\0\2\0\0\0".getBytes());
        negotiation.refused(SEC_E_INVALID_TOKEN);
    }

    @Test
    @DisplayName("CVE-2014-8650, lib/pq#1340: the server leaves its proof out and says accept-completed")
    void proofLeftOut() {
        negotiation.changes.put(1, resp(resp ->
                NegTokenResp.of(NegState.ACCEPT_COMPLETED, resp.supportedMech(), new byte[0], Optional.empty())));
        negotiation.refused(SEC_E_MUTUAL_AUTH_FAILED);
    }

    @Test
    @DisplayName("CVE-2014-8650: an NTLM server that says accept-completed in place of its challenge")
    void challengeLeftOut() {
        ntlmOnly();
        negotiation.changes.put(1, resp(resp ->
                NegTokenResp.of(NegState.ACCEPT_COMPLETED, resp.supportedMech(), new byte[0], Optional.empty())));
        negotiation.refused(SEC_E_MUTUAL_AUTH_FAILED);
    }

    @Test
    @DisplayName("CVE-2014-4343: the server chooses twice")
    void reselectedTwice() {
        negotiation.server = Negotiation.ntlmAlone();
        negotiation.changes.put(3, resp(resp ->
                NegTokenResp.of(NegState.REQUEST_MIC, Optional.of(MechType.KERBEROS.oid()), new byte[0], Optional.empty())));
        negotiation.refused(SEC_E_INVALID_TOKEN);
    }

    @Test
    @DisplayName("CVE-2014-4344: an empty second token")
    void emptySecondToken() {
        ntlmOnly();
        negotiation.changes.put(2, wire -> new byte[0]);
        negotiation.refused(SEC_E_INVALID_TOKEN);
        negotiation.tokens.clear();
        negotiation.changes.put(2, resp(resp ->
                NegTokenResp.of(NegState.ACCEPT_INCOMPLETE, Optional.empty(), new byte[0], Optional.empty())));
        negotiation.refused(SEC_E_INVALID_TOKEN);
    }

    @Test
    @DisplayName("CVE-2015-2695, 2696, 2698: a half-open context is asked, used and exported")
    void halfOpen() throws Exception {
        negotiation.server = Negotiation.ntlmAlone();
        try (var alice = negotiation.clientCredential();
                var web = negotiation.serverCredential()) {
            var server = negotiation.accept(web, null, new byte[0]);
            halfOpen(server.context());
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> server.context().query(NegotiateAttribute.NEGOTIATION_INFO)));
            var client = negotiation.initialize(alice, null, new byte[0]);
            var theirs = server;
            int calls = 0;
            while (client.status() != SEC_E_OK) {
                halfOpen(client.context());
                theirs = negotiation.accept(web, theirs, client.token());
                if (theirs.status() != SEC_E_OK) {
                    halfOpen(theirs.context());
                }
                client = negotiation.initialize(alice, client, theirs.token());
                calls++;
            }
            assertEquals(3, calls);
            Negotiation.talk(new Negotiation.Ends(client, theirs));
            client.context().close();
            server.context().close();
        }
    }

    private static void halfOpen(CtxtHandle context) throws SspiException {
        assertEquals("Negotiate", context.query(ContextAttribute.PACKAGE_INFO).name());
        for (var attribute : List.of(ContextAttribute.SIZES, ContextAttribute.SESSION_KEY, ContextAttribute.NAMES)) {
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.query(attribute)));
        }
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.encryptMessage(List.of(
                SecBuffer.token(ByteBuffer.allocate(99)), SecBuffer.data(ByteBuffer.allocate(9))))));
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.decryptMessage(List.of(
                SecBuffer.token(ByteBuffer.allocate(16)), SecBuffer.data(ByteBuffer.allocate(9))))));
        assertEquals(SEC_E_INVALID_HANDLE, status(() -> context.export(Set.of())));
        assertEquals(SEC_E_INVALID_HANDLE, status(context::isExportable));
        assertEquals(SEC_E_INVALID_HANDLE, status(context::impersonate));
        assertEquals(SEC_E_INVALID_HANDLE, status(context::accessToken));
    }

    private static SecurityStatus status(Executable call) {
        return assertThrows(SspiException.class, call).status();
    }

    @Test
    @DisplayName("CVE-2017-11462, CVE-2014-5352: a context is used after it was refused")
    void usedAfterItsEnd() throws Exception {
        try (var alice = negotiation.clientCredential()) {
            var begun = negotiation.initialize(alice, null, new byte[0]);
            assertThrows(SspiException.class, () -> negotiation.initialize(alice, begun, new byte[] {1}));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> negotiation.initialize(alice, begun, new byte[] {1})));
            assertEquals(SEC_E_INVALID_HANDLE, status(() -> begun.context().query(NegotiateAttribute.NEGOTIATION_INFO)));
            begun.context().close();
            begun.context().close();
        }
    }

    @Test
    @DisplayName("CVE-2021-44758: a list of mechanisms that is empty, and one of unknown mechanisms alone")
    void noMechanism() {
        negotiation.changes.put(0, offered(Optional.empty()));
        negotiation.refused(SEC_E_INVALID_TOKEN);
        negotiation.tokens.clear();
        negotiation.changes.put(0, wire -> NegTokenInit.of(
                MechTypeList.of(List.of(Oid.of("1.2.3"), Oid.of("2.5.29"))), init(wire).mechToken()).wire());
        var refusal = negotiation.refused(SEC_E_SECPKG_NOT_FOUND);
        assertEquals(Optional.of(NegState.REJECT), read(refusal.token()).negState());
    }

    @Test
    @DisplayName("SPNEGO guest, /GUEST skip: a user of that name has its list signed and checked like everybody")
    void guest() {
        AccountStore guests = (domain, user) -> CompletableFuture.completedFuture(Optional.of(new StoredAccount(
                user, new AccountSecret(AccountSecret.Kind.PASSWORD, Secret.password("guest".toCharArray())), Set.of())));
        negotiation.server = NegotiateCred.builder()
                .ntlm(NtlmCred.builder().accounts(guests).targetNames(Negotiation.TARGET).build())
                .ntlmUse(NtlmUse.ONLY)
                .build();
        negotiation.client = NegotiateCred.builder()
                .identity(Negotiation.password("/GUEST", "guest")).ntlmUse(NtlmUse.ONLY).build();
        negotiation.changes.put(2, resp(NegotiateAttacksTest::without));
        negotiation.refused(SEC_E_DOWNGRADE_DETECTED);
        negotiation.tokens.clear();
        negotiation.changes.clear();
        negotiation.changes.put(3, resp(NegotiateAttacksTest::without));
        negotiation.refused(SEC_E_DOWNGRADE_DETECTED);
    }

    static Stream<byte[]> brokenParsers() {
        return Stream.concat(
                Mutations.prefixes(MessagesTest.good().get(0)),
                Mutations.of(MessagesTest.good(), 7, 300).filter(token -> token.length > 0));
    }

    @Test
    @DisplayName("CVE-2009-0844, 0845, 0846, CVE-2010-0628: tokens that broke parsers, to both sides")
    void brokenTokens() throws Exception {
        try (var alice = negotiation.clientCredential();
                var web = negotiation.serverCredential()) {
            for (byte[] token : brokenParsers().toList()) {
                answered(() -> negotiation.accept(web, null, token));
                var begun = negotiation.initialize(alice, null, new byte[0]);
                answered(() -> negotiation.initialize(alice, begun, token));
                begun.context().close();
            }
        }
    }

    /** A call that is answered, or refused with a status that a peer's token can lead to. */
    private static void answered(Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (SspiException e) {
            assertTrue(NegotiateFuzzTest.REFUSALS.contains(e.status()), e::toString);
        }
    }

    static Stream<byte[]> negoEx() {
        byte[] message = new byte[96];
        ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN)
                .put("NEGOEXTS".getBytes()).putInt(0).putInt(0).putInt(96).putInt(96);
        return Stream.of(
                message,
                Arrays.copyOf(message, 39),
                at(message, 16, 39),
                at(message, 16, -1),
                at(message, 80, 0x7FFF_FFFF),
                at(message, 88, 0xFFFF),
                at(message, 20, 0));
    }

    private static byte[] at(byte[] message, int offset, int value) {
        byte[] changed = message.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, value);
        return changed;
    }

    @ParameterizedTest
    @MethodSource("negoEx")
    @DisplayName("CVE-2022-37958, CVE-2025-47981, CVE-2025-54895, CVE-2026-40355, CVE-2026-40356: a token of NegoEx is not looked into")
    void negoExIsPassedOver(byte[] message) throws Exception {
        negotiation.changes.put(0, offered(Optional.of(message), MechType.NEGOEX, MechType.KERBEROS, MechType.NTLM));
        try (var alice = negotiation.clientCredential();
                var web = negotiation.serverCredential()) {
            byte[] wire = negotiation.changes.get(0).apply(new byte[0]);
            var answer = read(negotiation.accept(web, null, wire).token());
            assertEquals(Optional.of(MechType.KERBEROS.oid()), answer.supportedMech());
            assertEquals(Optional.of(NegState.REQUEST_MIC), answer.negState());
        }
    }
}
