package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.SEC_E_CONTEXT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.kerberos.EstablishedPair.ALL;
import static org.sspi4j.kerberos.EstablishedPair.key;
import static org.sspi4j.kerberos.EstablishedPair.mic;
import static org.sspi4j.kerberos.EstablishedPair.numbered;
import static org.sspi4j.kerberos.EstablishedPair.opened;
import static org.sspi4j.kerberos.EstablishedPair.refusal;
import static org.sspi4j.kerberos.EstablishedPair.result;
import static org.sspi4j.kerberos.EstablishedPair.sealed;
import static org.sspi4j.kerberos.EstablishedPair.signed;
import static org.sspi4j.kerberos.EstablishedPair.verify;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.MessageResult.Sequence;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.fixture.FixedFacilities;
import org.sspi4j.fixture.Forge;
import org.sspi4j.fixture.Mutations;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.AuthorizationData;
import org.sspi4j.spi.ImportRequest;
import org.sspi4j.wire.DecodeException;

class ExportedContextTest {
    private static final Set<ExportFlag> MOVED = Set.of(ExportFlag.DELETE_OLD);
    private static final byte[] HELLO = EstablishedPair.text(21);
    private static final KerberosConfig PERMITTING_ALL = KerberosConfig.builder()
            .permittedEnctypes("aes", "camellia256-cts-cmac", "camellia128-cts-cmac", "rc4-hmac")
            .build();
    /** Behind magic, version, role and flags. */
    private static final int CLIENT = 15;

    private static KerberosSession imported(byte[] exported) throws SspiException {
        return imported(exported, PERMITTING_ALL);
    }

    private static KerberosSession imported(byte[] exported, KerberosConfig config) throws SspiException {
        var request = new ImportRequest(exported, config, name -> Optional.empty(), new FixedFacilities());
        return (KerberosSession) new KerberosPackage().importContext(request).session();
    }

    @Test
    void aKeyOfATypeThatTheImporterDoesNotPermitIsRefused() throws Exception {
        byte[] exported = EstablishedPair.of(key(EncryptionType.AES128_CTS_HMAC_SHA1_96), true, ALL, 1, 1).initiator().export(MOVED);
        var config = KerberosConfig.builder().permittedEnctypes("aes256-cts-hmac-sha1-96").build();
        var refusal = assertThrows(SspiException.class, () -> imported(exported.clone(), config));
        assertEquals(SecurityStatus.SEC_E_ALGORITHM_MISMATCH, refusal.status());
        assertTrue(refusal.getMessage().contains("aes128-cts-hmac-sha1-96 into permitted_enctypes"), refusal.getMessage());
        imported(exported, config.toBuilder().permittedEnctypes("aes128-cts-hmac-sha1-96").build());
    }

    private static KerberosSession moved(KerberosSession session) throws SspiException {
        return imported(session.export(MOVED));
    }

    @ParameterizedTest
    @EnumSource
    void messagesGoOnBothWays(EncryptionType type) throws Exception {
        for (boolean subkey : new boolean[] {true, false}) {
            var pair = EstablishedPair.of(key(type), subkey, ALL, 100, 200);
            opened(pair.acceptor(), sealed(pair.initiator(), HELLO));
            opened(pair.initiator(), sealed(pair.acceptor(), HELLO));
            var initiator = moved(pair.initiator());
            var acceptor = moved(moved(pair.acceptor()));
            for (var sides : List.of(List.of(initiator, acceptor), List.of(acceptor, initiator))) {
                assertArrayEquals(HELLO, opened(sides.get(1), sealed(sides.get(0), HELLO)));
                assertArrayEquals(HELLO, opened(sides.get(1), signed(sides.get(0), HELLO)));
                verify(sides.get(1), mic(sides.get(0), HELLO), HELLO);
            }
        }
    }

    @Test
    void whatWasReceivedIsRemembered() throws Exception {
        var pair = EstablishedPair.usual();
        var tokens = numbered(pair.initiator(), 80);
        for (int i : new int[] {0, 1, 75, 70}) {
            result(pair.acceptor(), tokens.get(i));
        }
        var acceptor = moved(pair.acceptor());
        assertEquals(Sequence.DUPLICATE, result(acceptor, tokens.get(75)).sequence());
        assertEquals(Sequence.DUPLICATE, result(acceptor, tokens.get(70)).sequence());
        assertEquals(Sequence.OLD, result(acceptor, tokens.get(1)).sequence());
        assertEquals(Sequence.UNSEQUENCED, result(acceptor, tokens.get(74)).sequence());
        assertEquals(Sequence.IN_ORDER, result(acceptor, tokens.get(76)).sequence());
        assertEquals(Sequence.GAP, result(acceptor, tokens.get(78)).sequence());
    }

    @Test
    void numbersBeforeTheFirstStayOld() throws Exception {
        var early = EstablishedPair.of(key(Forge.AES256), true, ALL, 99, 200);
        var token = sealed(early.initiator(), HELLO);
        assertEquals(Sequence.OLD, result(moved(EstablishedPair.usual().acceptor()), token).sequence());
    }

    @Test
    void whatWasGrantedAndWhoIsWhoStays() throws Exception {
        for (var flags : List.of(ALL, EnumSet.of(ContextFlag.INTEGRITY, ContextFlag.IDENTIFY, ContextFlag.CONNECTION))) {
            var pair = EstablishedPair.with(flags);
            for (var before : List.of(pair.initiator(), pair.acceptor())) {
                var names = before.query(ContextAttribute.NATIVE_NAMES);
                var lifespan = before.query(ContextAttribute.LIFESPAN);
                var sizes = before.query(ContextAttribute.SIZES);
                var ticket = before.query(ContextAttribute.TICKET);
                var key = before.query(ContextAttribute.SESSION_KEY);
                var userName = before.query(ContextAttribute.NAMES);
                var after = moved(before);
                assertEquals(flags, after.flags());
                assertEquals(names, after.query(ContextAttribute.NATIVE_NAMES));
                assertEquals(lifespan, after.query(ContextAttribute.LIFESPAN));
                assertEquals(lifespan.expiry(), after.expiry());
                assertEquals(sizes, after.query(ContextAttribute.SIZES));
                assertEquals(ticket, after.query(ContextAttribute.TICKET));
                assertEquals(userName, after.query(ContextAttribute.NAMES));
                assertEquals(key.type(), after.query(ContextAttribute.SESSION_KEY).type());
                assertArrayEquals(key.key(), after.query(ContextAttribute.SESSION_KEY).key());
            }
        }
    }

    @Test
    void theClientsTokenGoesNoFurtherThanBefore() throws Exception {
        var identify = EnumSet.of(ContextFlag.INTEGRITY, ContextFlag.IDENTIFY);
        assertEquals(
                ImpersonationLevel.IDENTIFICATION,
                moved(EstablishedPair.with(identify).acceptor()).accessToken().level());
        var token = moved(EstablishedPair.usual().acceptor()).accessToken();
        assertEquals(ImpersonationLevel.IMPERSONATION, token.level());
        assertEquals("alice@EXAMPLE.COM", token.userName());
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> moved(EstablishedPair.usual().initiator()).accessToken()));
    }

    @Test
    void theRoleStays() throws Exception {
        var pair = EstablishedPair.usual();
        for (boolean initiator : new boolean[] {true, false}) {
            var session = initiator ? pair.initiator() : pair.acceptor();
            var request = new ImportRequest(session.export(MOVED), PERMITTING_ALL, name -> Optional.empty(), new FixedFacilities());
            assertEquals(initiator, new KerberosPackage().importContext(request).initiator());
        }
    }

    @Test
    void theExportedSessionIsClosed() throws Exception {
        var session = EstablishedPair.usual().initiator();
        assertTrue(session.isExportable());
        session.export(MOVED);
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> sealed(session, HELLO)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> session.export(MOVED)));
    }

    @Test
    void withoutDeleteOldBothGoOn() throws Exception {
        var pair = EstablishedPair.usual();
        opened(pair.acceptor(), sealed(pair.initiator(), HELLO));
        var copy = imported(pair.acceptor().export(Set.of()));
        var next = sealed(pair.initiator(), HELLO);
        assertArrayEquals(HELLO, opened(pair.acceptor(), next));
        assertArrayEquals(HELLO, opened(copy, next), "what the one has received the other has not");
        var token = sealed(pair.acceptor(), HELLO);
        assertArrayEquals(HELLO, opened(pair.initiator(), token));
        assertEquals(Sequence.DUPLICATE, result(pair.initiator(), sealed(copy, HELLO)).sequence(), "both send one number");
        assertFalse(Arrays.equals(token, 16, token.length, sealed(copy, HELLO), 16, token.length), "with confounders of their own");
    }

    @ParameterizedTest
    @EnumSource(names = {"AES256_CTS_HMAC_SHA1_96", "AES128_CTS_HMAC_SHA256_128", "CAMELLIA256_CTS_CMAC"})
    void withResetNewTheCopyCountsAsAfterTheHandshake(EncryptionType type) throws Exception {
        var pair = EstablishedPair.of(key(type), true, ALL, 100, 200);
        var first = sealed(pair.initiator(), HELLO);
        var answer = sealed(pair.acceptor(), HELLO);
        opened(pair.acceptor(), first);
        opened(pair.initiator(), answer);
        opened(pair.acceptor(), sealed(pair.initiator(), HELLO));
        var acceptor = imported(pair.acceptor().export(Set.of(ExportFlag.RESET_NEW)));
        assertArrayEquals(HELLO, opened(acceptor, first), "nothing was received");
        assertEquals(Sequence.DUPLICATE, result(acceptor, first).sequence());
        assertEquals(Sequence.DUPLICATE, result(pair.initiator(), sealed(acceptor, HELLO)).sequence(), "the first number is sent again");
        assertEquals(Sequence.IN_ORDER, result(pair.initiator(), sealed(acceptor, HELLO)).sequence());
        assertEquals(Sequence.OLD, result(acceptor, sealed(EstablishedPair.of(key(type), true, ALL, 99, 200).initiator(),
                HELLO)).sequence());
        var both = Set.of(ExportFlag.RESET_NEW, ExportFlag.DELETE_OLD);
        var client = imported(pair.initiator().export(both));
        var server = imported(pair.acceptor().export(both));
        assertArrayEquals(HELLO, opened(server, sealed(client, HELLO)));
        assertArrayEquals(HELLO, opened(client, sealed(server, HELLO)));
        assertEquals(SEC_E_INVALID_HANDLE, refusal(() -> sealed(pair.initiator(), HELLO)));
    }

    /** Its key stream depends on the number alone: one number, one message. */
    @Test
    void anRc4ContextOnlyMoves() throws Exception {
        var pair = EstablishedPair.of(key(EncryptionType.RC4_HMAC), false, ALL, 100, 200);
        for (var flags : List.of(
                Set.<ExportFlag>of(),
                Set.of(ExportFlag.RESET_NEW),
                Set.of(ExportFlag.RESET_NEW, ExportFlag.DELETE_OLD))) {
            assertEquals(SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, refusal(() -> pair.initiator().export(flags)));
        }
        opened(pair.acceptor(), sealed(pair.initiator(), HELLO));
        opened(pair.acceptor(), sealed(moved(pair.initiator()), HELLO));
    }

    @Test
    void authorizationDataGoesAlong() throws Exception {
        var decoded = ExportedContext.decode(EstablishedPair.usual().acceptor().export(MOVED));
        var data = AuthorizationData.of(new AuthorizationData.Entry(128, new byte[] {1, 2, 3}));
        var ticket = decoded.ticket();
        var facts = new TicketFacts(
                ticket.client(),
                ticket.server(),
                ticket.flags(),
                ticket.authtime(),
                ticket.starttime(),
                ticket.endtime(),
                Optional.of(data));
        var with = changed(decoded, facts, decoded.nextToSend());
        var told = imported(with.encode()).query(ContextAttribute.TICKET).authorizationData();
        assertEquals(1, told.size());
        assertEquals(128, told.get(0).type());
        assertArrayEquals(new byte[] {1, 2, 3}, told.get(0).data());
    }

    private static ExportedContext changed(ExportedContext from, TicketFacts ticket, long nextToSend) {
        return new ExportedContext(
                from.acceptor(),
                from.flags(),
                ticket,
                from.type(),
                from.key(),
                from.acceptorSubkey(),
                from.sentFrom(),
                nextToSend,
                from.received(),
                from.level());
    }

    /** With RC4 a number is a key stream: going elsewhere must not begin to count again. */
    @Test
    void anRc4ContextCountsItsMessagesFromWhereItBegan() throws Exception {
        var rc4 = key(EncryptionType.RC4_HMAC);
        var decoded = ExportedContext.decode(EstablishedPair.of(rc4, false, ALL, 100, 200).initiator().export(MOVED));
        assertEquals(100, decoded.sentFrom());
        var last = changed(decoded, decoded.ticket(), 100 + (1L << 32) - 1);
        var session = moved(imported(last.encode()));
        sealed(session, HELLO);
        assertEquals(SEC_E_CONTEXT_EXPIRED, refusal(() -> sealed(moved(session), HELLO)));
    }

    @Test
    void whatIsReadIsWrittenAgain() throws Exception {
        for (var session : List.of(EstablishedPair.usual().initiator(), EstablishedPair.usual().acceptor())) {
            byte[] exported = session.export(MOVED);
            assertArrayEquals(exported, ExportedContext.decode(exported).encode());
        }
    }

    @Test
    void everyPrefixAndEverythingLongerIsRefused() throws Exception {
        byte[] exported = EstablishedPair.usual().acceptor().export(MOVED);
        for (byte[] prefix : Mutations.prefixes(exported).toList()) {
            assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> imported(prefix)));
        }
        assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> imported(Arrays.copyOf(exported, exported.length + 1))));
    }

    /** Offsets from the front, or with a minus from the end. */
    @ParameterizedTest
    @CsvSource({
        "0, 00, magic",
        "5, 02, version",
        "6, 02, role",
        "6, 00, level",
        "7, 80, flags",
        "-1, 04, level",
        "-1, FF, level",
        "-42, 02, acceptor's sub-key",
        "-80, 7F, encryption type",
    })
    void aFieldOutOfItsBoundsIsNamed(int offset, String value, String field) throws Exception {
        byte[] exported = EstablishedPair.usual().acceptor().export(MOVED);
        exported[offset < 0 ? exported.length + offset : offset] = HexFormat.of().parseHex(value)[0];
        assertTrue(refused(exported).getMessage().startsWith(field), refused(exported).getMessage());
        assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> imported(exported)));
    }

    @Test
    void anInitiatorsHasNoLevel() throws Exception {
        byte[] exported = EstablishedPair.usual().initiator().export(MOVED);
        exported[exported.length - 1] = 1;
        assertTrue(refused(exported).getMessage().startsWith("level"));
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() throws Exception {
        byte[] exported = EstablishedPair.usual().acceptor().export(MOVED);
        exported[exported.length - 77] = 17;
        assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> imported(exported)));
    }

    @Test
    void aClientWithoutANameIsNobody() throws Exception {
        byte[] exported = EstablishedPair.usual().acceptor().export(MOVED);
        byte[] changed = withCounted(exported, CLIENT, HexFormat.of().parseHex("3009A003020101A1023000"));
        assertTrue(refused(changed).getMessage().contains("names nobody"), refused(changed).getMessage());
        assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> imported(changed)));
    }

    @Test
    void aRealmHasNothingBehindIt() throws Exception {
        byte[] exported = EstablishedPair.usual().acceptor().export(MOVED);
        int realm = CLIENT + 2 + ByteBuffer.wrap(exported).getShort(CLIENT);
        int length = ByteBuffer.wrap(exported).getShort(realm);
        byte[] longer = withCounted(exported, realm, Arrays.copyOfRange(exported, realm + 2, realm + 3 + length));
        assertEquals(SEC_E_INVALID_TOKEN, refusal(() -> imported(longer)));
        assertTrue(refused(longer).getMessage().startsWith("client's realm"), refused(longer).getMessage());
    }

    /** With another content, after its length in two octets. */
    private static byte[] withCounted(byte[] exported, int at, byte[] content) {
        int behind = at + 2 + ByteBuffer.wrap(exported).getShort(at);
        return ByteBuffer.allocate(at + 2 + content.length + exported.length - behind)
                .put(exported, 0, at)
                .putShort((short) content.length)
                .put(content)
                .put(exported, behind, exported.length - behind)
                .array();
    }

    private static DecodeException refused(byte[] exported) {
        return assertThrows(DecodeException.class, () -> ExportedContext.decode(exported));
    }

    @Test
    void onlyDecodeExceptionsComeOut() throws Exception {
        var good = List.of(EstablishedPair.usual().acceptor().export(MOVED), EstablishedPair.usual().initiator().export(MOVED));
        int read = 0;
        for (byte[] mutation : Mutations.of(good, 7, 20_000).toList()) {
            try {
                assertNotNull(ExportedContext.decode(mutation).ticket());
                read++;
            } catch (DecodeException e) {
                assertFalse(e.getMessage().isEmpty());
            }
        }
        assertTrue(read > 0, "some changes stay within the bounds: nothing but a seal finds them");
    }

    @Test
    void noKeyIsShown() throws Exception {
        var shown = ExportedContext.decode(EstablishedPair.usual().acceptor().export(MOVED)).toString();
        assertEquals(
                "ExportedContext[alice@EXAMPLE.COM, HTTP/web.example.com@EXAMPLE.COM, aes256-cts-hmac-sha1-96]", shown);
    }
}
