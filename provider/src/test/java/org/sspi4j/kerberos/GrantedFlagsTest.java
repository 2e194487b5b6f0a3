package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.sspi4j.api.ContextFlag.ALLOCATE_MEMORY;
import static org.sspi4j.api.ContextFlag.CONFIDENTIALITY;
import static org.sspi4j.api.ContextFlag.CONNECTION;
import static org.sspi4j.api.ContextFlag.IDENTIFY;
import static org.sspi4j.api.ContextFlag.INTEGRITY;
import static org.sspi4j.api.ContextFlag.MUTUAL_AUTH;
import static org.sspi4j.api.ContextFlag.REPLAY_DETECT;
import static org.sspi4j.api.ContextFlag.SEQUENCE_DETECT;
import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.kerberos.EstablishedPair.refusal;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ContextAttribute;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.MessageResult.Sequence;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.AliceAndWeb;
import org.sspi4j.kerberos.etype.EncryptionType;

/** Each flag asked for by each side, through the handles: refused, silently absent, or granted; and what is granted is true. */
@DisplayName("each flag, asked for by each side")
class GrantedFlagsTest {
    private static final Set<ContextFlag> REFUSED = EnumSet.of(
            ContextFlag.PROMPT_FOR_CREDS, ContextFlag.USE_DCE_STYLE, ContextFlag.DATAGRAM, ContextFlag.USE_SESSION_KEY);

    /** What an initiator gets for one flag alone. */
    private static final Map<ContextFlag, Set<ContextFlag>> TO_INITIATORS = Map.of(
            MUTUAL_AUTH, EnumSet.of(MUTUAL_AUTH),
            REPLAY_DETECT, EnumSet.of(REPLAY_DETECT, INTEGRITY),
            SEQUENCE_DETECT, EnumSet.of(SEQUENCE_DETECT, INTEGRITY),
            CONFIDENTIALITY, EnumSet.of(CONFIDENTIALITY, INTEGRITY),
            INTEGRITY, EnumSet.of(INTEGRITY),
            IDENTIFY, EnumSet.of(IDENTIFY),
            CONNECTION, EnumSet.of(CONNECTION),
            ALLOCATE_MEMORY, EnumSet.of(ALLOCATE_MEMORY));

    private static final Set<ContextFlag> TO_ACCEPTORS = EnumSet.of(IDENTIFY, CONNECTION, ALLOCATE_MEMORY);

    /** What is true of every context, and told to whoever asks for it. */
    private static final Set<ContextFlag> TOLD_TO_WHO_ASKS = EnumSet.of(CONNECTION, ALLOCATE_MEMORY);

    private static AliceAndWeb world;

    @BeforeAll
    static void open() throws Exception {
        world = new AliceAndWeb(EncryptionType.AES256_CTS_HMAC_SHA1_96);
    }

    @AfterAll
    static void close() throws Exception {
        world.close();
    }

    @ParameterizedTest
    @EnumSource(ContextFlag.class)
    @Tag("S91")
    @Tag("S162")
    @Tag("S115")
    void byAnInitiator(ContextFlag flag) throws Exception {
        if (REFUSED.contains(flag)) {
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refusal(() -> world.begins(Set.of(flag))));
            return;
        }
        var expected = TO_INITIATORS.getOrDefault(flag, Set.of());
        try (var ends = world.establish(Set.of(flag), Set.of())) {
            assertEquals(expected, ends.client().flags());
            assertEquals(expected, ends.client().context().query(ContextAttribute.FLAGS).flags());
            assertEquals(bits(expected), ContextFlag.toIscRet(ends.client().flags()));
            assertEquals(without(TOLD_TO_WHO_ASKS, expected), ends.server().flags(), "the server is told what the client is");
            assertTrueOf(ends);
        }
    }

    /** By the numbers of the header, and not by those of the code. */
    private static long bits(Set<ContextFlag> flags) {
        return flags.stream()
                .mapToLong(flag -> switch (flag) {
                    case MUTUAL_AUTH -> 2;
                    case REPLAY_DETECT -> 4;
                    case SEQUENCE_DETECT -> 8;
                    case CONFIDENTIALITY -> 0x10;
                    case ALLOCATE_MEMORY -> 0x100;
                    case CONNECTION -> 0x800;
                    case INTEGRITY -> 0x10000;
                    case IDENTIFY -> 0x20000;
                    default -> throw new AssertionError(flag);
                })
                .sum();
    }

    @ParameterizedTest
    @EnumSource(ContextFlag.class)
    void byAnAcceptor(ContextFlag flag) throws Exception {
        byte[] token = world.begins(Set.of()).token();
        if (REFUSED.contains(flag)) {
            assertEquals(SEC_E_UNSUPPORTED_FUNCTION, refusal(() -> world.accepts(Set.of(flag), token)));
            return;
        }
        try (var ends = world.establish(Set.of(), Set.of(flag))) {
            assertEquals(TO_ACCEPTORS.contains(flag) ? Set.of(flag) : Set.of(), ends.server().flags());
            assertEquals(ends.server().flags(), ends.server().context().query(ContextAttribute.FLAGS).flags());
            assertTrueOf(ends);
        }
    }

    @Test
    void allThatIsPossibleAtOnce() throws Exception {
        var asked = EnumSet.complementOf(EnumSet.copyOf(REFUSED));
        var granted = EnumSet.of(
                MUTUAL_AUTH, REPLAY_DETECT, SEQUENCE_DETECT, CONFIDENTIALITY, INTEGRITY, IDENTIFY, CONNECTION, ALLOCATE_MEMORY);
        try (var ends = world.establish(asked, asked)) {
            assertEquals(granted, ends.client().flags());
            assertEquals(granted, ends.server().flags());
            assertEquals(0x30_91EL, ContextFlag.toIscRet(ends.client().flags()));
            assertEquals(0xA0_91EL, ContextFlag.toAscRet(ends.server().flags()));
            assertTrueOf(ends);
        }
    }

    /** A half-open context promises nothing. */
    @Test
    void noneBeforeTheEnd() throws Exception {
        var begun = world.begins(EnumSet.of(MUTUAL_AUTH, CONFIDENTIALITY, CONNECTION));
        assertEquals(Set.of(), begun.flags());
        begun.context().close();
    }

    /** TOKEN_ONLY: what else is in the list changes neither the context nor itself. */
    @Test
    void onlyTheTokenIsRead() throws Exception {
        var others = EnumSet.complementOf(EnumSet.of(SecBufferType.TOKEN, SecBufferType.CHANNEL_BINDINGS));
        for (var type : others) {
            var other = new SecBuffer(type, SecBuffer.Access.READ_WRITE, ByteBuffer.wrap(new byte[] {1, 2, 3}));
            var begun = world.engine.initialize(world.alice, null, AliceAndWeb.TARGET, Set.of(MUTUAL_AUTH), List.of(other));
            var accepted = world.engine.accept(
                    world.web, null, Set.of(), List.of(other, SecBuffer.token(begun.token())));
            var done = world.engine.initialize(
                    world.alice, begun.context(), AliceAndWeb.TARGET, Set.of(MUTUAL_AUTH),
                    List.of(other, SecBuffer.token(accepted.token())));
            assertEquals(EnumSet.of(MUTUAL_AUTH), done.flags());
            assertEquals(type, other.type());
            assertEquals(3, other.size());
            done.context().close();
            accepted.context().close();
        }
    }

    private static Set<ContextFlag> without(Set<ContextFlag> some, Set<ContextFlag> of) {
        var rest = EnumSet.noneOf(ContextFlag.class);
        rest.addAll(of);
        rest.removeAll(some);
        return rest;
    }

    /** Each property is tried: it is there if and only if the flag is. */
    private static void assertTrueOf(AliceAndWeb.Ends ends) throws Exception {
        var flags = ends.server().flags();
        var client = ends.client().context();
        var server = ends.server().context();
        assertEquals(flags.contains(MUTUAL_AUTH), ends.server().token().length > 0);
        assertEquals(
                flags.contains(IDENTIFY) ? ImpersonationLevel.IDENTIFICATION : ImpersonationLevel.IMPERSONATION,
                server.accessToken().level());
        assertEquals(flags.contains(CONFIDENTIALITY), isPossible(() -> client.encryptMessage(message())));
        assertEquals(flags.contains(CONFIDENTIALITY), isPossible(() -> server.encryptMessage(message())));
        assertEquals(flags.contains(INTEGRITY), isPossible(() -> server.makeSignature(message())));
        assertEquals(flags.contains(INTEGRITY), isPossible(() -> client.makeSignature(message())));
        if (flags.contains(INTEGRITY)) {
            assertOrder(ends, client, server, flags);
        }
    }

    /** The messages that were made before are lost on the way. */
    private static void assertOrder(AliceAndWeb.Ends ends, CtxtHandle client, CtxtHandle server, Set<ContextFlag> flags)
            throws Exception {
        var signed = message();
        client.makeSignature(signed);
        assertEquals(flags.contains(SEQUENCE_DETECT), server.verifySignatureUnordered(signed).sequence() == Sequence.GAP);
        assertEquals(flags.contains(REPLAY_DETECT), server.verifySignatureUnordered(signed).sequence() == Sequence.DUPLICATE);
        var back = message();
        server.makeSignature(back);
        boolean ordered = ends.client().flags().contains(SEQUENCE_DETECT);
        assertEquals(ordered, client.verifySignatureUnordered(back).sequence() == Sequence.GAP);
        assertNotEquals(
                ends.client().flags().contains(REPLAY_DETECT),
                client.verifySignatureUnordered(back).sequence() != Sequence.DUPLICATE);
    }

    private static List<SecBuffer> message() {
        return List.of(SecBuffer.token(ByteBuffer.allocate(100)), SecBuffer.data(ByteBuffer.allocate(10)));
    }

    private interface Call {
        void run() throws SspiException;
    }

    private static boolean isPossible(Call call) throws SspiException {
        try {
            call.run();
            return true;
        } catch (SspiException e) {
            assertEquals(SEC_E_QOP_NOT_SUPPORTED, e.status());
            return false;
        }
    }
}
