package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsEngine;

class FlightTest {
    /** Two alerts, the second of which ends in zeros. */
    private static final byte[] FIRST = {21, 3, 3, 0, 2, 1, 90};
    private static final byte[] SECOND = {21, 3, 3, 0, 2, 0, 0};
    private static final byte[] BOTH = joined(FIRST, SECOND);

    private static byte[] joined(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void recordsComeOneAfterTheOther() throws Exception {
        var flight = new Flight(joined(BOTH, new byte[] {23, 3}));
        assertArrayEquals(FIRST, flight.record().array());
        assertArrayEquals(SECOND, flight.record().array());
        assertEquals(3, flight.missing());
        assertEquals(2, flight.extra());
    }

    @Test
    void aRecordIsACopy() {
        var token = BOTH.clone();
        new Flight(token).record().put(5, (byte) 7);
        assertArrayEquals(BOTH, token);
    }

    @Test
    void isTouchedByWhatIsTakenAndByWhatIsSaid() {
        assertTrue(new Flight(BOTH).isUntouched());
        var taken = new Flight(BOTH);
        taken.record();
        assertFalse(taken.isUntouched());
        var said = new Flight(BOTH);
        said.say(FIRST);
        assertFalse(said.isUntouched());
        assertEquals(BOTH.length, said.extra());
    }

    @Test
    void whatIsSaidGoesOutInOrder() {
        var flight = new Flight(BOTH);
        flight.say(FIRST);
        flight.say(SECOND);
        assertArrayEquals(BOTH, flight.output());
    }

    /** Of an engine that has so many records to send, each as long as they may be. */
    private static byte[] sent(int records) throws SspiException {
        var left = new AtomicInteger(records);
        var engine = mock(TlsEngine.class);
        when(engine.largestRecord()).thenReturn(FIRST.length);
        when(engine.wants()).thenAnswer(asked -> left.get() > 0 ? TlsEngine.Wants.SEND : TlsEngine.Wants.RECORD);
        doAnswer(asked -> asked.getArgument(0, ByteBuffer.class).put(left.getAndDecrement() % 2 == 0 ? FIRST : SECOND))
                .when(engine)
                .send(any());
        var flight = new Flight(BOTH);
        var spare = new SpareBuffer();
        while (engine.wants() == TlsEngine.Wants.SEND) {
            flight.send(engine, spare);
        }
        assertEquals(0, left.get());
        return flight.output();
    }

    @Test
    void whatTheEngineHasToSendGoesOutInOrderHoweverMuch() throws Exception {
        assertArrayEquals(SECOND, sent(1));
        assertArrayEquals(BOTH, sent(2));
        assertArrayEquals(joined(SECOND, BOTH), sent(3));
        assertArrayEquals(joined(BOTH, joined(BOTH, BOTH)), sent(6));
    }

    @Nested
    class Again {
        private final Flight before = new Flight(BOTH);

        Again() {
            before.record();
            before.record();
            before.say(FIRST);
        }

        @Test
        void goesOnWhereItWasWithWhatWasSaid() throws Exception {
            var again = before.again(joined(BOTH, FIRST));
            assertEquals(FIRST.length, again.extra());
            assertArrayEquals(FIRST, again.record().array());
            assertArrayEquals(FIRST, again.output());
        }

        @Test
        void needsOnlyWhatWasTaken() throws Exception {
            assertEquals(0, before.again(BOTH).extra());
            var one = new Flight(BOTH);
            one.record();
            assertEquals(1, one.again(joined(FIRST, new byte[] {23})).extra());
        }

        /** What is missing are zeros. */
        @Test
        void refusesLess() {
            refused(Arrays.copyOf(BOTH, BOTH.length - 1));
            refused(new byte[0]);
        }

        @Test
        void refusesWhatIsNotTheSame() {
            for (int i = 0; i < BOTH.length; i++) {
                var other = BOTH.clone();
                other[i] ^= 1;
                refused(other);
            }
        }

        private void refused(byte[] token) {
            var refused = assertThrows(SspiException.class, () -> before.again(token));
            assertEquals(SecurityStatus.SEC_E_INVALID_TOKEN, refused.status());
        }
    }

    @Nested
    class PassesOver {
        private int left(byte[] token, byte[] taken) {
            var flight = new Flight(token);
            flight.passOver(taken);
            return flight.extra();
        }

        @Test
        void whatWasTakenBefore() {
            assertEquals(FIRST.length, left(joined(SECOND, FIRST), SECOND));
            assertEquals(0, left(SECOND, SECOND));
        }

        @Test
        void nothingIfNothingWasTaken() {
            assertEquals(BOTH.length, left(BOTH, new byte[0]));
        }

        @Test
        void nothingOfOtherBytes() {
            assertEquals(BOTH.length, left(BOTH, SECOND));
        }

        /** What is missing are zeros. */
        @Test
        void nothingOfFewer() {
            assertEquals(SECOND.length - 1, left(Arrays.copyOf(SECOND, SECOND.length - 1), SECOND));
            assertEquals(0, left(new byte[0], SECOND));
        }
    }
}
