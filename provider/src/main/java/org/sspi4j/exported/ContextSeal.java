package org.sspi4j.exported;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.sspi4j.api.ExportFlag;
import org.sspi4j.crypto.AesGcm;
import org.sspi4j.wire.BigEndianWriter;

/** Seals contexts with a user's key, which it holds until it is closed. */
public final class ContextSeal implements AutoCloseable {
    /** So that a context whose ticket has ended can still move: the end of a ticket ends no context. */
    static final Duration SHORTEST = Duration.ofHours(1);
    /** As long as it is known which were imported. */
    static final Duration LONGEST = Duration.ofDays(7);

    private final UserKey key;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param key owned by this */
    ContextSeal(UserKey key, Clock clock, RandomGenerator random) {
        this.key = key;
        this.clock = clock;
        this.random = random;
    }

    /**
     * @param expiry when the context ends; what is sealed ends then too, but neither within an hour nor later than in seven days
     * @param clear the caller's to wipe
     */
    public byte[] seal(String packageName, Set<ExportFlag> flags, Instant expiry, byte[] clear) {
        var id = bytes(SealedContext.ID);
        var nonce = bytes(AesGcm.NONCE);
        byte[] header = SealedContext.header(key.id(), id, flags, end(expiry), packageName, nonce);
        return new BigEndianWriter(header.length + clear.length + AesGcm.TAG)
                .bytes(header)
                .bytes(key.seal(id, nonce, header, clear))
                .toByteArray();
    }

    private Instant end(Instant expiry) {
        var now = clock.instant();
        var earliest = now.plus(SHORTEST);
        var latest = now.plus(LONGEST);
        return expiry.isBefore(earliest) ? earliest : expiry.isAfter(latest) ? latest : expiry;
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        key.close();
    }
}
