package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.sspi4j.kerberos.SessionKeys.Shared;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.EncryptedData;
import org.sspi4j.kerberos.message.PrincipalName;
import org.sspi4j.kerberos.message.Ticket;
import org.sspi4j.wire.DecodeException;

class SessionKeysTest {
    private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
    private static final EncryptionType TYPE = EncryptionType.AES256_CTS_HMAC_SHA1_96;

    private final SessionKeys keys = new SessionKeys();

    @Test
    void theSameTicketFindsWhatWasDerived() throws Exception {
        ProtocolKey first;
        try (var shared = keys.of(ticket(1), key(7), NOW)) {
            first = shared.key();
        }
        var again = key(7);
        try (var shared = keys.of(ticket(1), again, NOW.plus(SessionKeys.LIFETIME).minusNanos(1))) {
            assertSame(first, shared.key());
            assertWiped(again);
            assertArrayEquals(value(7), shared.key().copyOfValue());
        }
    }

    @Test
    void anotherKeyBehindTheSameBytesIsAnotherKey() throws Exception {
        keys.of(ticket(1), key(7), NOW).close();
        try (var shared = keys.of(ticket(1), key(8), NOW)) {
            assertArrayEquals(value(8), shared.key().copyOfValue());
        }
    }

    @Test
    void aKeyOfAnotherTypeIsAnotherKey() throws Exception {
        keys.of(ticket(1), key(7), NOW).close();
        try (var shared = keys.of(ticket(1), EncryptionType.AES256_CTS_HMAC_SHA384_192.key(value(7)), NOW)) {
            assertEquals(EncryptionType.AES256_CTS_HMAC_SHA384_192, shared.key().type());
        }
    }

    @Test
    void afterItsLifetimeItIsNotGivenOut() throws Exception {
        var old = shut(keys.of(ticket(1), key(7), NOW));
        try (var shared = keys.of(ticket(1), key(7), NOW.plus(SessionKeys.LIFETIME))) {
            assertNotSame(old, shared.key());
            assertWiped(old);
        }
    }

    @Test
    void noClockThatWasPutBackGivesItMoreTime() throws Exception {
        var old = shut(keys.of(ticket(1), key(7), NOW));
        try (var shared = keys.of(ticket(1), key(7), NOW.minusNanos(1))) {
            assertNotSame(old, shared.key());
        }
    }

    @Test
    void itIsWipedWhenAnotherTookItsPlaceAndNobodyUsesIt() throws Exception {
        var used = keys.of(ticket(1), key(7), NOW);
        keys.of(ticket(1), key(8), NOW).close();
        assertArrayEquals(value(7), used.key().copyOfValue());
        assertWiped(shut(used));
    }

    @Test
    void itIsWipedWithTheServicesKeysOnceNobodyUsesIt() throws Exception {
        var idle = shut(keys.of(ticket(2), key(6), NOW));
        var used = keys.of(ticket(1), key(7), NOW);
        keys.wipe();
        assertWiped(idle);
        assertArrayEquals(value(7), used.key().copyOfValue());
        assertWiped(shut(used));
    }

    @Test
    void nothingIsKeptOnceTheServicesKeysAreWiped() throws Exception {
        keys.wipe();
        assertWiped(shut(keys.of(ticket(1), key(7), NOW)));
    }

    @Test
    void whatIsOverIsWipedThoughItsPlaceIsNotNeeded() throws Exception {
        var old = shut(keys.of(ticket(1), key(7), NOW));
        for (int i = 0; i < SessionKeys.SLOTS; i++) {
            keys.of(ticket(2), key(i), NOW.plus(SessionKeys.LIFETIME)).close();
        }
        assertWiped(old);
    }

    @Test
    void whatIsNotOverStaysWhateverOtherTicketsCome() throws Exception {
        var kept = shut(keys.of(ticket(1), key(7), NOW));
        for (int i = 0; i < SessionKeys.SLOTS; i++) {
            keys.of(ticket(2), key(i), NOW).close();
        }
        try (var shared = keys.of(ticket(1), key(7), NOW)) {
            assertSame(kept, shared.key());
        }
    }

    /** Two tickets that want one place, and a key that is wiped while others ask for it, would show up as a closed key. */
    @Test
    void threadsNeverGetAKeyThatIsWipedBelowThem() throws Exception {
        int threads = 4;
        var together = new CyclicBarrier(threads);
        var pool = Executors.newFixedThreadPool(threads);
        try {
            var runs = new ArrayList<Future<?>>();
            for (int t = 0; t < threads; t++) {
                int own = t & 1;
                Callable<Void> run = () -> {
                    together.await();
                    for (int i = 0; i < 2_000; i++) {
                        try (var shared = keys.of(ticket(1), key(own), NOW)) {
                            assertArrayEquals(value(own), shared.key().copyOfValue());
                        }
                    }
                    return null;
                };
                runs.add(pool.submit(run));
            }
            for (var run : runs) {
                run.get();
            }
        } finally {
            pool.shutdown();
        }
    }

    private static ProtocolKey shut(Shared shared) {
        shared.close();
        return shared.key();
    }

    private static void assertWiped(ProtocolKey key) {
        assertThrows(IllegalStateException.class, key::copyOfValue);
    }

    private static ProtocolKey key(int seed) throws DecodeException {
        return TYPE.key(value(seed));
    }

    private static byte[] value(int seed) {
        var value = new byte[TYPE.keyLength()];
        value[0] = (byte) seed;
        value[1] = (byte) (seed >> 8);
        return value;
    }

    private static Ticket ticket(int seed) {
        var cipher = new byte[64];
        cipher[63] = (byte) seed;
        return Ticket.of(
                "EXAMPLE.COM",
                PrincipalName.of(2, "HTTP", "web.example.com"),
                new EncryptedData(TYPE.number(), OptionalLong.empty(), cipher));
    }
}
