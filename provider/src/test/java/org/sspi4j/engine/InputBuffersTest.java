package org.sspi4j.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_HANDLE;
import static org.sspi4j.api.SecurityStatus.SEC_I_CONTINUE_NEEDED;
import static org.sspi4j.engine.EveryCaseEngine.NO_FLAGS;
import static org.sspi4j.engine.EveryCaseEngine.input;
import static org.sspi4j.engine.EveryCaseEngine.status;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecBuffer.Access;
import org.sspi4j.api.SecBufferType;
import org.sspi4j.api.SecurityStatus;

@DisplayName("what a handshake call is given, and how it ends")
class InputBuffersTest {
    private static final String ALL = "CHANNEL_BINDINGS=tls PKG_PARAMS=GET APPLICATION_PROTOCOLS=h2 TARGET_HOST=HTTP/web";

    private final EveryCaseEngine test = new EveryCaseEngine();

    private static SecBuffer buffer(SecBufferType type, String content) {
        return new SecBuffer(type, Access.READONLY, ByteBuffer.wrap(content.getBytes(US_ASCII)));
    }

    private static SecBuffer token(String line) {
        return SecBuffer.token((line + "\n").getBytes(US_ASCII));
    }

    private static List<SecBuffer> everything() {
        return new ArrayList<>(List.of(
                token("buffers"),
                SecBuffer.channelBindings(ChannelBindings.of("tls".getBytes(US_ASCII))),
                buffer(SecBufferType.PKG_PARAMS, "GET"),
                buffer(SecBufferType.APPLICATION_PROTOCOLS, "h2"),
                buffer(SecBufferType.TARGET_HOST, "HTTP/web"),
                buffer(SecBufferType.ALERT, ""),
                SecBuffer.empty()));
    }

    private String said(List<SecBuffer> input) throws Exception {
        try (var credential = test.inbound()) {
            var result = test.engine.accept(credential, null, NO_FLAGS, input);
            result.context().close();
            return new String(result.token(), US_ASCII).strip();
        }
    }

    @Nested
    @DisplayName("buffers")
    class Buffers {
        @Test
        @Tag("S87")
        void areFoundByTypeInAnyOrder() throws Exception {
            var order = new Random(1);
            for (int i = 0; i < 200; i++) {
                var input = everything();
                Collections.shuffle(input, order);
                assertEquals(ALL, said(input), input::toString);
            }
        }

        @Test
        void theFirstOfATypeCounts() throws Exception {
            assertEquals("hello", said(List.of(token("hello"), token("buffers"))));
            assertEquals(
                    "PKG_PARAMS=GET",
                    said(List.of(
                            buffer(SecBufferType.PKG_PARAMS, "GET"), token("buffers"), buffer(SecBufferType.PKG_PARAMS, "PUT"))));
        }

        @ParameterizedTest
        @EnumSource(SecBufferType.class)
        void ofTypesThatNobodyAsksForAreLeftAlone(SecBufferType type) throws Exception {
            var known = EnumSet.of(
                    SecBufferType.TOKEN, SecBufferType.CHANNEL_BINDINGS, SecBufferType.PKG_PARAMS,
                    SecBufferType.APPLICATION_PROTOCOLS, SecBufferType.TARGET_HOST);
            var other = buffer(type, "other");
            var input = everything();
            input.add(known.contains(type) ? input.size() : 0, other);
            assertEquals(ALL, said(input));
            assertEquals("other", new String(other.toBytes(), US_ASCII));
            assertEquals(type, other.type());
        }

        @Test
        void theAttributeIsNoPartOfTheType() throws Exception {
            for (int attribute : new int[] {0, 0x80000000, 0x10000000}) {
                var input = everything();
                input.replaceAll(buffer -> raw(buffer, attribute));
                assertEquals(ALL, said(input));
            }
        }

        private static SecBuffer raw(SecBuffer buffer, int attribute) {
            try {
                return SecBuffer.of(buffer.type().value() | attribute, buffer.memory());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Nested
    @DisplayName("statuses")
    class Statuses {
        /** And the context goes on. */
        @Test
        @Tag("S101")
        void aTokenThatContinuesMayBeEmpty() throws Exception {
            try (var credential = test.outbound()) {
                var context = test.begun(credential);
                var silence = test.initialize(credential, context, "silence");
                assertEquals(SEC_I_CONTINUE_NEEDED, silence.status());
                assertEquals(0, silence.token().length);
                assertEquals("hello\n", new String(test.initialize(credential, context, "hello").token(), US_ASCII));
            }
        }

        @Test
        @Tag("S107")
        void insufficientMemoryEndsAContext() throws Exception {
            ends(0x80090300, "fail SEC_E_INSUFFICIENT_MEMORY");
        }

        @Test
        @Tag("S108")
        void anInternalErrorEndsAContext() throws Exception {
            ends(0x80090304, "fail SEC_E_INTERNAL_ERROR");
            ends(0x80090304, "fault");
        }

        private void ends(int value, String line) throws Exception {
            for (var way : Way.values()) {
                try (var credential = test.outbound()) {
                    var context = test.begun(credential);
                    var failure = status(() -> way.initialize(test.engine, credential, context, NO_FLAGS, input(line)));
                    assertEquals(SecurityStatus.of(value).orElseThrow(), failure);
                    assertEquals(SEC_E_INVALID_HANDLE, status(() -> test.initialize(credential, context, "hello")));
                }
                assertEquals(0, test.ledger.liveSecrets());
            }
        }
    }
}
