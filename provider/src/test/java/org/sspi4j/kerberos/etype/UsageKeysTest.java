package org.sspi4j.kerberos.etype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;
import org.sspi4j.crypto.Workspace;
import org.sspi4j.wire.DecodeException;

/** The frame around a type whose ciphers do nothing but what a test has happen meanwhile. */
class UsageKeysTest {
    private static final RandomSource RANDOM = RandomSource.system();
    private static final int CONFOUNDER = 8;
    private static final int CHECKSUM = 12;

    private final Keys keys = new Keys();
    private final Keys.Ciphers key = keys.specificKey();
    private final byte[] data = filled(new byte[CONFOUNDER + 5]);
    private final ScatteredBytes message = new ScatteredBytes().sealed(data, 0, data.length);
    private final byte[] checksum = new byte[CHECKSUM];

    private Runnable meanwhile = () -> {};
    private Runnable atTheEnd = () -> {};
    private boolean worked;

    /** The checksum of every message is zero. */
    private final class Keys extends UsageKeys {
        Keys() {
            super(CONFOUNDER, CHECKSUM);
        }

        @Override
        void wipeKeys() {}

        @Override
        public Ciphers specificKey() {
            return new Ciphers();
        }

        private final class Ciphers extends Key {
            @Override
            void seal(ScatteredBytes message, Workspace workspace, byte[] checksum, int at) {
                work();
            }

            @Override
            boolean unseal(ScatteredBytes message, Workspace workspace, byte[] received, byte[] expected) {
                work();
                boolean genuine = isGenuine(expected, received);
                atTheEnd.run();
                return genuine;
            }

            @Override
            void sign(ScatteredBytes message, Workspace workspace, byte[] checksum, int at) {
                work();
            }

            @Override
            void closeCiphers() {}

            private void work() {
                worked = true;
                meanwhile.run();
            }
        }
    }

    @Test
    void anOpenKeyDoesItAll() throws Exception {
        key.seal(message, RANDOM, checksum, 0);
        key.unseal(message, checksum, 0);
        key.sign(message, checksum, 0);
        key.verify(message, checksum, 0);
    }

    @Nested
    @DisplayName("a key that is wiped, or closed, before")
    class Before {
        @Test
        void beginsNothingOnceItIsWiped() {
            keys.wipe();
            refusesEverything();
        }

        @Test
        void beginsNothingOnceItIsClosed() {
            key.close();
            refusesEverything();
        }

        private void refusesEverything() {
            byte[] before = data.clone();
            assertThrows(IllegalStateException.class, () -> key.seal(message, RANDOM, checksum, 0));
            assertThrows(IllegalStateException.class, () -> key.unseal(message, checksum, 0));
            assertThrows(IllegalStateException.class, () -> key.sign(message, checksum, 0));
            assertThrows(IllegalStateException.class, () -> key.verify(message, checksum, 0));
            assertFalse(worked);
            assertArrayEquals(before, data);
        }
    }

    @Nested
    @DisplayName("a key that is wiped, or closed, meanwhile: anyone could have made the checksum of a key that is all zero")
    class Meanwhile {
        @Test
        void sealsNothingOnceItIsWiped() {
            meanwhile = keys::wipe;
            assertThrows(IllegalStateException.class, () -> key.seal(message, RANDOM, checksum, 0));
        }

        @Test
        void sealsNothingOnceItIsClosed() {
            meanwhile = key::close;
            assertThrows(IllegalStateException.class, () -> key.seal(message, RANDOM, checksum, 0));
        }

        @Test
        void signsNothingOnceItIsWiped() {
            meanwhile = keys::wipe;
            assertThrows(IllegalStateException.class, () -> key.sign(message, checksum, 0));
        }

        @Test
        void signsNothingOnceItIsClosed() {
            meanwhile = key::close;
            assertThrows(IllegalStateException.class, () -> key.sign(message, checksum, 0));
        }

        @Test
        void verifiesNothingOnceItIsWiped() {
            meanwhile = keys::wipe;
            assertThrows(IllegalStateException.class, () -> key.verify(message, checksum, 0));
        }

        @Test
        void verifiesNothingOnceItIsClosed() {
            meanwhile = key::close;
            assertThrows(IllegalStateException.class, () -> key.verify(message, checksum, 0));
        }

        @Test
        void opensNothingOnceItIsWipedAndNothingIsLeftToRead() {
            meanwhile = keys::wipe;
            assertThrows(IllegalStateException.class, () -> key.unseal(message, checksum, 0));
            assertNothingIsLeft();
        }

        @Test
        void opensNothingOnceItIsClosedAndNothingIsLeftToRead() {
            meanwhile = key::close;
            assertThrows(IllegalStateException.class, () -> key.unseal(message, checksum, 0));
            assertNothingIsLeft();
        }

        @Test
        void isNotComparedOnceItIsWiped() {
            meanwhile = keys::wipe;
            atTheEnd = () -> {
                throw new AssertionError("it was compared");
            };
            assertThrows(IllegalStateException.class, () -> key.unseal(message, checksum, 0));
        }

        @Test
        void opensNothingThoughItWasWipedAfterTheChecksumWasCompared() {
            atTheEnd = keys::wipe;
            assertThrows(IllegalStateException.class, () -> key.unseal(message, checksum, 0));
            assertNothingIsLeft();
        }
    }

    @Test
    void nothingIsLeftToReadOfAMessageWithAnotherChecksum() {
        checksum[CHECKSUM - 1] = 1;
        assertThrows(IntegrityException.class, () -> key.unseal(message, checksum, 0));
        assertNothingIsLeft();
    }

    @Test
    void nothingIsLeftToReadOfAMessageOnWhichTheCiphersBrokeDown() {
        meanwhile = () -> {
            throw new UnsupportedOperationException("broke down");
        };
        assertThrows(UnsupportedOperationException.class, () -> key.unseal(message, checksum, 0));
        assertNothingIsLeft();
    }

    @Test
    void anotherChecksumOfASignedMessageIsRefused() {
        checksum[CHECKSUM - 1] = 1;
        assertThrows(IntegrityException.class, () -> key.verify(message, checksum, 0));
    }

    @Test
    void aMessageShorterThanItsConfounderIsNotTouched() {
        byte[] before = data.clone();
        message.clear().sealed(data, 0, CONFOUNDER - 1);
        assertThrows(DecodeException.class, () -> key.unseal(message, checksum, 0));
        assertFalse(worked);
        assertArrayEquals(before, data);
    }

    private void assertNothingIsLeft() {
        assertArrayEquals(new byte[data.length], data);
    }

    private static byte[] filled(byte[] bytes) {
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }
}
