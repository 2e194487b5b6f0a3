package org.sspi4j.kerberos.etype;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.sspi4j.crypto.RandomSource;
import org.sspi4j.crypto.ScatteredBytes;

@DisplayName("A closed usage leaves no key schedule")
class UsageTest {
    private final Keys keys = new Keys();
    private Runnable meanwhile = () -> {};

    /** Keys that know which of them are still open, and do nothing but what a test has happen meanwhile. */
    private final class Keys implements DerivedKeys {
        private final Set<SpecificKey> open = new HashSet<>();
        private int made;

        @Override
        public SpecificKey specificKey() {
            var key = new Key();
            open.add(key);
            made++;
            return key;
        }

        @Override
        public void wipe() {}

        private final class Key implements SpecificKey {
            @Override
            public void seal(ScatteredBytes message, RandomSource random, byte[] checksum, int at) {
                meanwhile.run();
            }

            @Override
            public void unseal(ScatteredBytes message, byte[] checksum, int at) {
                meanwhile.run();
            }

            @Override
            public void sign(ScatteredBytes message, byte[] checksum, int at) {
                meanwhile.run();
            }

            @Override
            public void verify(ScatteredBytes message, byte[] checksum, int at) {
                meanwhile.run();
            }

            @Override
            public void close() {
                open.remove(this);
            }
        }
    }

    /** Is closed at the last moment before a worker is back in its place. */
    private final class ClosedInBetween extends Usage {
        ClosedInBetween() {
            super(EncryptionType.AES128_CTS_HMAC_SHA1_96, keys, 7, null);
        }

        @Override
        void putBack(Worker worker) {
            close();
            super.putBack(worker);
        }
    }

    private Usage usage() {
        return new Usage(EncryptionType.AES128_CTS_HMAC_SHA1_96, keys, 7, null);
    }

    @Test
    void keepsOneWorkerAsLongAsItIsOpen() {
        var usage = usage();
        usage.checksum(new byte[1], 0, 1);
        usage.checksum(new byte[1], 0, 1);
        assertEquals(1, keys.made);
        assertEquals(1, keys.open.size());
    }

    @Test
    void ofWorkersThatAreBack() {
        var usage = usage();
        usage.checksum(new byte[1], 0, 1);
        usage.close();
        assertEquals(Set.of(), keys.open);
    }

    @Test
    void ofWorkersThatComeBackAfterwards() {
        var usage = usage();
        meanwhile = usage::close;
        usage.checksum(new byte[1], 0, 1);
        assertEquals(1, keys.made);
        assertEquals(Set.of(), keys.open);
    }

    @Test
    void ofWorkersThatComeBackAfterAFailure() {
        var usage = usage();
        meanwhile = () -> {
            usage.close();
            throw new UnsupportedOperationException("broke down");
        };
        assertThrows(UnsupportedOperationException.class, () -> usage.checksum(new byte[1], 0, 1));
        assertEquals(Set.of(), keys.open);
    }

    @Test
    void ofWorkersThatComeBackWhileItIsClosed() {
        new ClosedInBetween().checksum(new byte[1], 0, 1);
        assertEquals(1, keys.made);
        assertEquals(Set.of(), keys.open);
    }

    @Test
    void ofWorkersForWhichThereIsNoRoom() {
        var usage = usage();
        atOnce(usage, 100);
        usage.close();
        assertEquals(100, keys.made);
        assertEquals(0, keys.open.size());
    }

    private void atOnce(Usage usage, int workers) {
        meanwhile = () -> {
            if (keys.made < workers) {
                usage.checksum(new byte[1], 0, 1);
            }
        };
        usage.checksum(new byte[1], 0, 1);
    }
}
