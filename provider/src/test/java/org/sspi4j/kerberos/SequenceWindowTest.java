package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.sspi4j.api.MessageResult.Sequence.DUPLICATE;
import static org.sspi4j.api.MessageResult.Sequence.GAP;
import static org.sspi4j.api.MessageResult.Sequence.IN_ORDER;
import static org.sspi4j.api.MessageResult.Sequence.OLD;
import static org.sspi4j.api.MessageResult.Sequence.UNSEQUENCED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_OUT_OF_SEQUENCE;
import static org.sspi4j.kerberos.EstablishedPair.mic;
import static org.sspi4j.kerberos.EstablishedPair.numbered;
import static org.sspi4j.kerberos.EstablishedPair.opened;
import static org.sspi4j.kerberos.EstablishedPair.refusal;
import static org.sspi4j.kerberos.EstablishedPair.result;
import static org.sspi4j.kerberos.EstablishedPair.sealed;
import static org.sspi4j.kerberos.EstablishedPair.text;
import static org.sspi4j.kerberos.EstablishedPair.verify;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.MessageResult.Sequence;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.fixture.Forge;

@DisplayName("RFC 2743 1.2.3 replay detection and out-of-sequence detection")
class SequenceWindowTest {
    private static final long[] FIRSTS = {
        0, 1, 63, 64, 100, 0x3FFF_FFFF, 0x7FFF_FFFF, 0x8000_0000L, 0xFFFF_FFC0L, 0xFFFF_FFFFL, Long.MAX_VALUE - 3, -2
    };

    private static Sequence received(SequenceWindow window, long number) {
        var place = window.placeOf(number);
        window.add(number);
        return place;
    }

    @Nested
    @DisplayName("the window")
    class Window {
        private final SequenceWindow both = new SequenceWindow(1000, true, true);

        @Test
        void oneAfterTheOtherIsInOrder() {
            for (long number = 1000; number < 1300; number++) {
                assertEquals(IN_ORDER, received(both, number));
            }
        }

        @Test
        void theNumberFarthestAwayMarksNothingAsReceived() {
            received(both, 1000 + 100);
            received(both, 1000 + 101 + Long.MIN_VALUE);
            assertEquals(UNSEQUENCED, both.placeOf(1000 + 101 - 64));
        }

        @Test
        void theSameAgainIsADuplicate() {
            received(both, 1000);
            assertEquals(DUPLICATE, received(both, 1000));
            received(both, 1001);
            assertEquals(DUPLICATE, received(both, 1000));
            assertEquals(DUPLICATE, received(both, 1001));
        }

        @Test
        void oneThatComesTooEarlyIsAGapAndThoseItOvertookAreUnsequenced() {
            received(both, 1000);
            assertEquals(GAP, received(both, 1003));
            assertEquals(UNSEQUENCED, received(both, 1002));
            assertEquals(UNSEQUENCED, received(both, 1001));
            assertEquals(DUPLICATE, received(both, 1002));
            assertEquals(IN_ORDER, received(both, 1004));
        }

        @Test
        void sixtyFourBeforeTheNextAreRemembered() {
            received(both, 1100);
            assertEquals(UNSEQUENCED, both.placeOf(1101 - 64));
            assertEquals(OLD, both.placeOf(1101 - 65));
            received(both, 1101 - 64);
            assertEquals(DUPLICATE, both.placeOf(1101 - 64));
            received(both, 1101);
            assertEquals(OLD, both.placeOf(1101 - 64));
        }

        @ParameterizedTest
        @ValueSource(ints = {62, 63, 64, 65, 1000})
        void aLeapForgetsOnlyWhatFallsOutOfTheWindow(int leap) {
            received(both, 1000);
            received(both, 1000 + leap);
            assertEquals(leap < 64 ? DUPLICATE : OLD, both.placeOf(1000));
            assertEquals(UNSEQUENCED, both.placeOf(1000 + leap - 1));
            assertEquals(DUPLICATE, both.placeOf(1000 + leap));
        }

        @Test
        void whatCameBeforeTheFirstIsOld() {
            assertEquals(OLD, received(both, 999));
            assertEquals(OLD, received(both, 999));
            assertEquals(IN_ORDER, received(both, 1000));
            assertEquals(OLD, both.placeOf(1000 - Long.MAX_VALUE));
        }

        @Test
        void withReplayDetectionAloneOrderDoesNotMatter() {
            var window = new SequenceWindow(1000, true, false);
            assertEquals(IN_ORDER, received(window, 1005));
            assertEquals(IN_ORDER, received(window, 1002));
            assertEquals(DUPLICATE, received(window, 1002));
            received(window, 1100);
            assertEquals(OLD, received(window, 1003));
        }

        @Test
        void withOutOfSequenceDetectionAloneEveryEarlierOneIsUnsequenced() {
            var window = new SequenceWindow(1000, false, true);
            assertEquals(GAP, received(window, 1005));
            assertEquals(UNSEQUENCED, received(window, 1002));
            assertEquals(UNSEQUENCED, received(window, 1002));
            assertEquals(UNSEQUENCED, received(window, 1));
        }

        @Test
        void withNeitherEverythingIsInOrder() {
            var window = new SequenceWindow(1000, false, false);
            for (long number : new long[] {1000, 1000, 5, 99_999, 1000, -1}) {
                assertEquals(IN_ORDER, received(window, number));
            }
        }

        @Test
        void numbersGoOnBeyond32Bits() {
            var window = new SequenceWindow(0xFFFF_FFFEL, true, true);
            for (long number = 0xFFFF_FFFEL; number < 0x1_0000_0080L; number++) {
                assertEquals(IN_ORDER, received(window, number));
            }
            assertEquals(DUPLICATE, window.placeOf(0x1_0000_0040L));
            assertEquals(OLD, window.placeOf(0));
        }
    }

    /** What a set of all numbers received would say. */
    private static final class Model {
        private final Set<Long> received = new HashSet<>();
        private final boolean replay;
        private final boolean order;
        private final long first;
        private long count;

        Model(long first, boolean replay, boolean order) {
            this.first = first;
            this.replay = replay;
            this.order = order;
        }

        Sequence received(long number) {
            long index = number - first;
            var place = place(index);
            received.add(index);
            count = Math.max(count, index + 1);
            return place;
        }

        private Sequence place(long index) {
            if (!replay && !order || index == count) {
                return IN_ORDER;
            }
            if (index > count) {
                return order ? GAP : IN_ORDER;
            }
            if (replay && (index < 0 || index < count - 64)) {
                return OLD;
            }
            if (replay && received.contains(index)) {
                return DUPLICATE;
            }
            return order ? UNSEQUENCED : IN_ORDER;
        }
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void itSaysWhatASetOfAllNumbersWouldSay(boolean replay, boolean order) {
        var random = new Random(64);
        for (long first : FIRSTS) {
            for (int round = 0; round < 40; round++) {
                var window = new SequenceWindow(first, replay, order);
                var model = new Model(first, replay, order);
                long at = first;
                for (int i = 0; i < 300; i++) {
                    at += random.nextInt(10) < 7 ? 1 : random.nextInt(160) - 80;
                    long number = at;
                    assertEquals(model.received(number), received(window, number), () -> first + ": " + (number - first));
                }
            }
        }
    }

    @Nested
    @DisplayName("a context")
    class Context {
        private final EstablishedPair pair = EstablishedPair.usual();

        @Test
        void reportsThePlaceOfEachMessageAndCountsIt() throws Exception {
            var tokens = numbered(pair.initiator(), 200);
            assertEquals(IN_ORDER, result(pair.acceptor(), tokens.get(0)).sequence());
            assertEquals(DUPLICATE, result(pair.acceptor(), tokens.get(0)).sequence());
            assertEquals(GAP, result(pair.acceptor(), tokens.get(3)).sequence());
            assertEquals(UNSEQUENCED, result(pair.acceptor(), tokens.get(1)).sequence());
            assertEquals(GAP, result(pair.acceptor(), tokens.get(199)).sequence());
            assertEquals(OLD, result(pair.acceptor(), tokens.get(4)).sequence());
        }

        @Test
        void signaturesAndSealedMessagesCountTogether() throws Exception {
            byte[] first = mic(pair.initiator(), text(3));
            byte[] second = sealed(pair.initiator(), text(3));
            byte[] third = mic(pair.initiator(), text(3));
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> opened(pair.acceptor(), second)));
            verify(pair.acceptor(), first, text(3));
            opened(pair.acceptor(), second);
            verify(pair.acceptor(), third, text(3));
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> verify(pair.acceptor(), first, text(3))));
        }

        @Test
        void refusesAllThatComesAfterAHoleUntilTheHoleIsFilled() throws Exception {
            var tokens = numbered(pair.initiator(), 4);
            opened(pair.acceptor(), tokens.get(0));
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> opened(pair.acceptor(), tokens.get(2))));
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> opened(pair.acceptor(), tokens.get(3))));
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> opened(pair.acceptor(), tokens.get(0))));
            for (int i = 1; i < 4; i++) {
                assertArrayEquals(new byte[] {(byte) i}, opened(pair.acceptor(), tokens.get(i)));
            }
        }

        @Test
        void aRefusedMessageIsNotShown() throws Exception {
            byte[] token = sealed(pair.initiator(), text(40));
            opened(pair.acceptor(), token);
            byte[] replayed = token.clone();
            var place = SecBuffer.empty();
            assertEquals(
                    SEC_E_OUT_OF_SEQUENCE,
                    refusal(() -> pair.acceptor()
                            .decryptMessageInOrder(List.of(SecBuffer.stream(ByteBuffer.wrap(replayed)), place), 0)));
            assertEquals(0, place.size());
            assertArrayEquals(new byte[40], Arrays.copyOfRange(replayed, 60, 100));
        }

        @Test
        void anAlteredMessageFromTheFutureDoesNotMoveTheWindow() throws Exception {
            var tokens = numbered(pair.initiator(), 100);
            byte[] far = tokens.get(99).clone();
            far[far.length - 1] ^= 1;
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> result(pair.acceptor(), far)));
            byte[] renumbered = tokens.get(0).clone();
            renumbered[9] = 1;
            assertEquals(SEC_E_MESSAGE_ALTERED, refusal(() -> result(pair.acceptor(), renumbered)));
            for (byte[] token : tokens) {
                opened(pair.acceptor(), token);
            }
        }

        @ParameterizedTest
        @ValueSource(longs = {0, 0x7FFF_FFFEL, 0xFFFF_FFFEL, 0xFFFF_FFFFL})
        void countsOnIn64BitsFromAnyFirstNumberOf32(long first) throws Exception {
            var at = EstablishedPair.of(
                    EstablishedPair.key(Forge.AES256), true, EstablishedPair.ALL, first, first);
            for (int i = 0; i < 4; i++) {
                byte[] token = sealed(at.initiator(), text(1));
                assertEquals(first + i, ByteBuffer.wrap(token).getLong(8));
                opened(at.acceptor(), token);
                verify(at.initiator(), mic(at.acceptor(), text(9)), text(9));
            }
        }

        @Test
        void withReplayDetectionAloneRefusesOnlyWhatCameBefore() throws Exception {
            var replay = EstablishedPair.with(EnumSet.of(
                    ContextFlag.CONFIDENTIALITY, ContextFlag.INTEGRITY, ContextFlag.REPLAY_DETECT));
            var tokens = numbered(replay.initiator(), 3);
            opened(replay.acceptor(), tokens.get(2));
            opened(replay.acceptor(), tokens.get(0));
            assertEquals(SEC_E_OUT_OF_SEQUENCE, refusal(() -> opened(replay.acceptor(), tokens.get(0))));
            opened(replay.acceptor(), tokens.get(1));
        }

        @Test
        void withNeitherDetectionOpensEverythingAsOftenAsItComes() throws Exception {
            var none = EstablishedPair.with(EnumSet.of(ContextFlag.CONFIDENTIALITY, ContextFlag.INTEGRITY));
            var tokens = numbered(none.initiator(), 2);
            for (int i : new int[] {1, 0, 0, 1}) {
                opened(none.acceptor(), tokens.get(i));
            }
        }
    }
}
