package org.sspi4j.gss;

import static org.ietf.jgss.GSSContext.DEFAULT_LIFETIME;
import static org.ietf.jgss.GSSName.NT_HOSTBASED_SERVICE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.Sspi;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Secret;
import org.sspi4j.config.ContextKeyFile;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.gss.peer.Elsewhere;
import org.sspi4j.gss.peer.Jdk;
import org.sspi4j.gss.peer.LocalSide;
import org.sspi4j.gss.peer.Side;
import org.sspi4j.gss.peer.Side.Binding;
import org.sspi4j.gss.peer.Side.State;
import org.sspi4j.gss.peer.Side.Wishes;
import org.sspi4j.testkit.ForkedJvm;
import org.sspi4j.testkit.KerberosRealm;
import org.sspi4j.testkit.Keytab;
import org.sspi4j.testkit.Krb5Conf;
import org.sspi4j.testkit.User;

/** Our contexts and the JDK's own talk with each other, in both roles. The JDK talks with itself too: what it says then is the measure. */
@KerberosRealm(users = @User(name = "alice", password = "secret"), services = "HTTP/web.example.com")
class KerberosConversationIT {
    private static final byte[] TEXT = "a message".getBytes(StandardCharsets.UTF_8);

    @Krb5Conf
    static Path krb5Conf;

    @Keytab("alice")
    static Path clientKeytab;

    @Keytab("HTTP/web.example.com")
    static Path serviceKeytab;

    private static Jdk jdk;
    private static Path keyFile;
    private static SspiGssManager ours;

    /** Who initiates, who accepts. */
    enum Pair {
        OURS_TO_JDK,
        JDK_TO_OURS,
        OURS_TO_OURS,
        JDK_TO_JDK;

        boolean initiatorIsOurs() {
            return this == OURS_TO_JDK || this == OURS_TO_OURS;
        }

        boolean acceptorIsOurs() {
            return this == JDK_TO_OURS || this == OURS_TO_OURS;
        }
    }

    private Side initiator;
    private Side acceptor;

    @BeforeAll
    static void startTheJdk(@TempDir Path scratch) throws Exception {
        keyFile = scratch.resolve("keys").resolve("context.key");
        jdk = Jdk.start(krb5Conf, scratch, "alice", clientKeytab, "HTTP/web.example.com", serviceKeytab);
        ours = new SspiGssManager(KerberosConfig.load(krb5Conf)).with(ContextKeyFile.at(keyFile));
    }

    @AfterAll
    static void stopTheJdk() throws Exception {
        jdk.close();
    }

    private static Side initiator(boolean isOurs, SspiGssManager manager, Set<State> states, Binding binding)
            throws Exception {
        var wishes = new Wishes(Optional.of("HTTP@web.example.com"), states, binding);
        if (!isOurs) {
            return jdk.side(wishes);
        }
        try (var password = Secret.password("secret".toCharArray())) {
            var alice = manager.createCredential(Sspi.acquireCredentialsHandle(
                    "Kerberos", CredentialUse.OUTBOUND, Identity.password("alice", password), KerberosConfig.load(krb5Conf)));
            var service = manager.createName(wishes.target().orElseThrow(), NT_HOSTBASED_SERVICE);
            return new LocalSide(manager.createContext(service, null, alice, DEFAULT_LIFETIME), wishes);
        }
    }

    private static Side acceptor(boolean isOurs, SspiGssManager manager, Binding binding) throws Exception {
        var wishes = new Wishes(Optional.empty(), Wishes.ALL, binding);
        if (!isOurs) {
            return jdk.side(wishes);
        }
        var web = manager.createCredential(Sspi.acquireCredentialsHandle(
                "Kerberos", CredentialUse.INBOUND, Identity.keytab(serviceKeytab), KerberosConfig.load(krb5Conf)));
        return new LocalSide(manager.createContext(web), wishes);
    }

    private void begin(Pair pair, Set<State> states, SspiGssManager manager, Binding initiators, Binding acceptors)
            throws Exception {
        initiator = initiator(pair.initiatorIsOurs(), manager, states, initiators);
        acceptor = acceptor(pair.acceptorIsOurs(), manager, acceptors);
    }

    private void establish(Pair pair, Set<State> states) throws Exception {
        begin(pair, states, ours, Binding.NONE, Binding.NONE);
        establish();
    }

    private void establish() throws GSSException {
        var token = initiator.next(new byte[0]);
        token = acceptor.next(token);
        if (token.length > 0) {
            assertEquals(0, initiator.next(token).length);
        }
    }

    @Test
    void spnegoIsMadeOfWhatThereIsForKerberos() throws Exception {
        try (var password = Secret.password("secret".toCharArray())) {
            var alice = ours.createCredential(Sspi.acquireCredentialsHandle(
                    "Kerberos", CredentialUse.OUTBOUND, Identity.password("alice", password), KerberosConfig.load(krb5Conf)));
            var web = ours.createCredential(Sspi.acquireCredentialsHandle(
                    "Kerberos", CredentialUse.INBOUND, Identity.keytab(serviceKeytab), KerberosConfig.load(krb5Conf)));
            for (int i = 0; i < 2; i++) {
                var client = ours.createContext(
                        ours.createName("HTTP@web.example.com", NT_HOSTBASED_SERVICE), Oids.SPNEGO, alice, DEFAULT_LIFETIME);
                var server = ours.createContext(web);
                byte[] token = client.initSecContext(new byte[0], 0, 0);
                assertEquals(Oids.SPNEGO, InitialToken.mechanism(token));
                token = server.acceptSecContext(token, 0, token.length);
                assertNull(client.initSecContext(token, 0, token.length));
                assertTrue(client.isEstablished() && server.isEstablished());
                assertEquals("alice@EXAMPLE.COM", server.getSrcName().toString());
                client.dispose();
                server.dispose();
            }
            assertEquals(List.of(Oids.KERBEROS), List.of(alice.getMechs()), "it stays a credential of Kerberos");
            alice.dispose();
            web.dispose();
        }
    }

    private static Set<State> without(State... states) {
        var some = EnumSet.copyOf(Wishes.ALL);
        Arrays.asList(states).forEach(some::remove);
        return some;
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesKnowOneAnother(Pair pair) throws Exception {
        establish(pair, Wishes.ALL);
        assertEquals("alice@EXAMPLE.COM", initiator.facts()[0]);
        assertEquals("alice@EXAMPLE.COM", acceptor.facts()[0]);
        assertEquals(initiator.facts()[3], acceptor.facts()[3]);
        // The JDK's initiator tells what it was told, and its acceptor does not look at the ticket's end.
        for (var side : new Side[] {initiator, acceptor}) {
            if (side instanceof LocalSide) {
                assertEquals("HTTP/web.example.com@EXAMPLE.COM", side.facts()[1]);
                int seconds = Integer.parseInt(side.facts()[2]);
                assertTrue(seconds > 9 * 3600 && seconds <= 10 * 3600, "remaining: " + seconds);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesAgreeOnWhatWasGranted(Pair pair) throws Exception {
        // The JDK takes detection of replays and of order for one.
        for (var wanted : List.of(
                Wishes.ALL, without(State.MUTUAL), without(State.CONF), without(State.CONF, State.REPLAY, State.SEQUENCE))) {
            establish(pair, wanted);
            var expected = EnumSet.copyOf(wanted);
            expected.add(State.ESTABLISHED);
            expected.add(State.PROT_READY);
            assertEquals(expected, initiator.states());
            assertEquals(expected, acceptor.states());
        }
    }

    @ParameterizedTest
    @EnumSource
    void protectionIsReadyWhenTheContextIs(Pair pair) throws Exception {
        begin(pair, Wishes.ALL, ours, Binding.NONE, Binding.NONE);
        var apReq = initiator.next(new byte[0]);
        assertFalse(initiator.states().contains(State.ESTABLISHED));
        var apRep = acceptor.next(apReq);
        assertTrue(acceptor.states().contains(State.PROT_READY));
        initiator.next(apRep);
        assertTrue(initiator.states().contains(State.PROT_READY));
    }

    private static Stream<Arguments> pairsAndAuthentication() {
        return Arrays.stream(Pair.values())
                .flatMap(pair -> Stream.of(Arguments.of(pair, true), Arguments.of(pair, false)));
    }

    @ParameterizedTest
    @MethodSource("pairsAndAuthentication")
    void messagesGoBothWays(Pair pair, boolean mutual) throws Exception {
        establish(pair, mutual ? Wishes.ALL : without(State.MUTUAL));
        for (int length : new int[] {0, 1, 15, 16, 17, 1000, 100_000}) {
            var text = new byte[length];
            Arrays.fill(text, (byte) length);
            exchange(initiator, acceptor, text);
            exchange(acceptor, initiator, text);
        }
    }

    private static void exchange(Side from, Side to, byte[] text) throws GSSException {
        for (boolean privacy : new boolean[] {true, false}) {
            var opened = to.unwrap(from.wrap(text, privacy));
            assertArrayEquals(text, opened.text());
            assertEquals(privacy ? Set.of("private") : Set.of(), opened.props());
        }
        assertEquals(Set.of(), to.verifyMic(from.getMic(text), text));
    }

    @ParameterizedTest
    @EnumSource
    void integrityAloneEncryptsNothing(Pair pair) throws Exception {
        establish(pair, without(State.CONF));
        for (var sides : new Side[][] {{initiator, acceptor}, {acceptor, initiator}}) {
            var token = sides[0].wrap(TEXT, true);
            assertTrue(new String(token, StandardCharsets.ISO_8859_1).contains("a message"));
            var opened = sides[1].unwrap(token);
            assertArrayEquals(TEXT, opened.text());
            assertEquals(Set.of(), opened.props());
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesThatAreNotTheNextAreDeliveredWithAWarning(Pair pair) throws Exception {
        establish(pair, Wishes.ALL);
        for (var sides : new Side[][] {{initiator, acceptor}, {acceptor, initiator}}) {
            var tokens = new byte[5][];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = sides[0].wrap(TEXT, i % 2 == 0);
            }
            assertEquals(Set.of("private"), sides[1].unwrap(tokens[0]).props());
            assertEquals(Set.of("gap"), sides[1].unwrap(tokens[3]).props());
            assertEquals(Set.of("duplicate"), sides[1].unwrap(tokens[3]).props());
            assertEquals(Set.of("unsequenced"), sides[1].unwrap(tokens[1]).props());
            assertEquals(Set.of("duplicate"), sides[1].unwrap(tokens[1]).props());
            assertEquals(Set.of("private"), sides[1].unwrap(tokens[4]).props());
            var mic = sides[0].getMic(TEXT);
            assertEquals(Set.of(), sides[1].verifyMic(mic, TEXT));
            assertEquals(Set.of("duplicate"), sides[1].verifyMic(mic, TEXT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutDetectionEveryMessageIsTheNext(Pair pair) throws Exception {
        establish(pair, without(State.REPLAY, State.SEQUENCE));
        for (var sides : new Side[][] {{initiator, acceptor}, {acceptor, initiator}}) {
            var first = sides[0].wrap(TEXT, true);
            var second = sides[0].wrap(TEXT, true);
            assertEquals(Set.of("private"), sides[1].unwrap(second).props());
            assertEquals(Set.of("private"), sides[1].unwrap(first).props());
            assertEquals(Set.of("private"), sides[1].unwrap(first).props());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasAlteredIsABadMic(Pair pair) throws Exception {
        establish(pair, Wishes.ALL);
        for (var sides : new Side[][] {{initiator, acceptor}, {acceptor, initiator}}) {
            var mic = sides[0].getMic(TEXT);
            var otherText = TEXT.clone();
            otherText[0] ^= 1;
            assertFails(GSSException.BAD_MIC, () -> sides[1].verifyMic(mic, otherText));
            assertEquals(Set.of(), sides[1].verifyMic(mic, TEXT));
            for (boolean privacy : new boolean[] {true, false}) {
                var token = sides[0].wrap(TEXT, privacy);
                token[token.length - 1] ^= 1;
                var e = assertThrows(GSSException.class, () -> sides[1].unwrap(token));
                // What the JDK cannot decrypt is a FAILURE there.
                if (sides[1] instanceof LocalSide || !privacy) {
                    assertEquals(GSSException.BAD_MIC, e.getMajor());
                }
                token[token.length - 1] ^= 1;
                assertArrayEquals(TEXT, sides[1].unwrap(token).text());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void garbageIsADefectiveToken(Pair pair) throws Exception {
        establish(pair, Wishes.ALL);
        assertFails(GSSException.DEFECTIVE_TOKEN, () -> initiator.unwrap(new byte[40]));
        assertFails(GSSException.DEFECTIVE_TOKEN, () -> acceptor.verifyMic(new byte[28], TEXT));
    }

    @ParameterizedTest
    @EnumSource
    void aMessageWithinTheSizeLimitFits(Pair pair) throws Exception {
        establish(pair, Wishes.ALL);
        for (var side : new Side[] {initiator, acceptor}) {
            for (boolean privacy : new boolean[] {true, false}) {
                int limit = side.wrapSizeLimit(privacy, 1000);
                assertTrue(limit > 900, "limit: " + limit);
                assertTrue(side.wrap(new byte[limit], privacy).length <= 1000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK_TO_OURS", "OURS_TO_OURS"})
    void aReplayedTokenIsADuplicate(Pair pair) throws Exception {
        begin(pair, Wishes.ALL, ours, Binding.NONE, Binding.NONE);
        var token = initiator.next(new byte[0]);
        acceptor.next(token);
        var again = acceptor(true, ours, Binding.NONE);
        assertFails(GSSException.DUPLICATE_TOKEN, () -> again.next(token));
        assertFails(GSSException.NO_CONTEXT, () -> again.next(token));
    }

    @ParameterizedTest
    @EnumSource(names = {"OURS_TO_JDK", "JDK_TO_JDK"})
    void theJdkRefusesAReplayedTokenToo(Pair pair) throws Exception {
        begin(pair, Wishes.ALL, ours, Binding.NONE, Binding.NONE);
        var token = initiator.next(new byte[0]);
        acceptor.next(token);
        var again = acceptor(false, ours, Binding.NONE);
        assertFails(GSSException.FAILURE, () -> again.next(token));
    }

    @ParameterizedTest
    @EnumSource
    void addressesBindTheSame(Pair pair) throws Exception {
        begin(pair, Wishes.ALL, ours, Binding.ADDRESSES, Binding.ADDRESSES);
        establish();
    }

    @ParameterizedTest
    @EnumSource
    void bindingsToTlsBindTheSame(Pair pair) throws Exception {
        begin(pair, Wishes.ALL, ours, Binding.TLS, Binding.TLS);
        establish();
    }

    @ParameterizedTest
    @EnumSource
    void applicationDataBindsTheSameWithTheJdksAddressType(Pair pair) throws Exception {
        begin(pair, Wishes.ALL, ours.with(AbsentAddress.NULL_ADDRESS), Binding.DATA, Binding.DATA);
        establish();
    }

    @ParameterizedTest
    @CsvSource({
        "OURS_TO_JDK, DATA, DATA",
        "JDK_TO_OURS, DATA, DATA",
        "OURS_TO_JDK, DATA, OTHER_DATA",
        "JDK_TO_OURS, DATA, OTHER_DATA",
        "JDK_TO_OURS, DATA, ADDRESSES",
        "OURS_TO_OURS, DATA, OTHER_DATA",
        "OURS_TO_OURS, DATA, ADDRESSES",
        "OURS_TO_OURS, NONE, DATA",
        "JDK_TO_OURS, NONE, DATA",
    })
    void anotherBindingIsABadOne(Pair pair, Binding initiators, Binding acceptors) throws Exception {
        begin(pair, Wishes.ALL, ours, initiators, acceptors);
        var token = initiator.next(new byte[0]);
        assertFails(GSSException.BAD_BINDINGS, () -> acceptor.next(token));
    }

    @ParameterizedTest
    @EnumSource
    void anAcceptorWithoutBindingsIgnoresTheInitiators(Pair pair) throws Exception {
        begin(pair, Wishes.ALL, ours, Binding.DATA, Binding.NONE);
        establish();
    }

    @ParameterizedTest
    @EnumSource
    void streamsCarryTheSameTokens(Pair pair) throws Exception {
        establish(pair, Wishes.ALL);
        for (var sides : new Side[][] {{initiator, acceptor}, {acceptor, initiator}}) {
            for (int length : new int[] {0, 1, 20_000}) {
                var text = new byte[length];
                for (boolean privacy : new boolean[] {true, false}) {
                    var expected = privacy ? Set.of("private") : Set.of();
                    assertArrayEquals(text, sides[1].unwrap(sides[0].wrapStream(text, privacy)).text());
                    var opened = sides[1].unwrapStream(sides[0].wrap(text, privacy));
                    assertArrayEquals(text, opened.text());
                    assertEquals(expected, opened.props());
                }
                assertEquals(Set.of(), sides[1].verifyMicStream(sides[0].getMicStream(text), text));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesTellTheSameOfTheTicketAndExportTheSameName(Pair pair) throws Exception {
        establish(pair, Wishes.ALL);
        assertArrayEquals(initiator.ticket(), acceptor.ticket());
        assertTrue(initiator.ticket()[0].contains("true"), initiator.ticket()[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "alice, 1.2.840.113554.1.2.1.1",
        "alice@OTHER.ORG, 1.2.840.113554.1.2.1.1",
        "alice, 1.2.840.113554.1.2.2.1",
        "HTTP/web.example.com@OTHER.ORG, 1.2.840.113554.1.2.2.1",
        "HTTP@web.example.com, 1.2.840.113554.1.2.1.4",
        "HTTP@WEB.example.com, 1.2.840.113554.1.2.1.4",
    })
    void exportedNamesAreTheJdks(String name, String type) throws Exception {
        var theirs = jdk.exportedName(name, new Oid(type));
        assertArrayEquals(theirs, ours.createName(name, new Oid(type)).canonicalize(Oids.KERBEROS).export());
        var imported = ours.createName(theirs, GSSName.NT_EXPORT_NAME);
        assertTrue(imported.equals(ours.createName(name, new Oid(type))));
        assertArrayEquals(theirs, imported.export());
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "true, 200", "true, 65536", "false, 1", "false, 200", "false, 65536"})
    void ourSizeLimitIsExactForTheJdksTokensToo(boolean privacy, int from) throws Exception {
        establish(Pair.OURS_TO_JDK, Wishes.ALL);
        for (int largest = from; largest < from + 80; largest++) {
            int limit = initiator.wrapSizeLimit(privacy, largest);
            assertTrue(limit >= acceptor.wrapSizeLimit(privacy, largest), "the JDK keeps some bytes back");
            if (limit > 0) {
                assertEquals(largest, acceptor.wrap(new byte[limit], privacy).length);
                assertEquals(largest, initiator.wrap(new byte[limit], privacy).length);
            }
            assertTrue(initiator.wrap(new byte[limit + 1], privacy).length > largest);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK_TO_OURS", "OURS_TO_OURS"})
    void aMessageFromBeforeTheWindowIsOld(Pair pair) throws Exception {
        establish(pair, Wishes.ALL);
        var first = initiator.wrap(TEXT, true);
        var last = first;
        for (int i = 0; i < 64; i++) {
            last = initiator.wrap(TEXT, true);
        }
        assertEquals(Set.of("gap", "private"), acceptor.unwrap(last).props());
        assertEquals(Set.of("old", "private"), acceptor.unwrap(first).props());
    }

    /** Ours goes to another process in the middle of a conversation with the JDK, and comes back. */
    @ParameterizedTest
    @EnumSource(names = {"OURS_TO_JDK", "JDK_TO_OURS"})
    void aContextGoesOnInAnotherProcess(Pair pair) throws Exception {
        establish(pair, Wishes.ALL);
        boolean initiates = pair.initiatorIsOurs();
        var moving = (LocalSide) (initiates ? initiator : acceptor);
        var staying = initiates ? acceptor : initiator;
        exchange(moving, staying, TEXT);
        exchange(staying, moving, TEXT);
        var early = staying.wrap(TEXT, true);
        var next = staying.wrap("for elsewhere".getBytes(StandardCharsets.UTF_8), true);
        moving.unwrap(early);
        var hex = HexFormat.of();
        var result = ForkedJvm.of(Elsewhere.class)
                .arguments(keyFile.toString())
                .input(hex.formatHex(moving.context().export()) + "\n" + hex.formatHex(next) + "\n")
                .run();
        assertEquals(0, result.exitStatus(), result.errors());
        var said = result.lines();
        assertEquals("alice@EXAMPLE.COM HTTP/web.example.com@EXAMPLE.COM", said.get(0));
        assertEquals("for elsewhere [private]", said.get(1));
        var opened = staying.unwrap(hex.parseHex(said.get(2)));
        assertArrayEquals("from elsewhere".getBytes(StandardCharsets.UTF_8), opened.text());
        assertEquals(Set.of("private"), opened.props());
        var back = new LocalSide(ours.createContext(hex.parseHex(said.get(3))));
        assertEquals(initiates, back.context().isInitiator());
        assertEquals(Set.of("duplicate", "private"), back.unwrap(early).props());
        exchange(back, staying, TEXT);
        exchange(staying, back, TEXT);
        assertFails(GSSException.NO_CONTEXT, () -> moving.wrap(TEXT, true));
    }

    private static void assertFails(int major, Executable call) {
        assertEquals(major, assertThrows(GSSException.class, call).getMajor());
    }
}
