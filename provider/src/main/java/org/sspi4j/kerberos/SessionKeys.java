package org.sspi4j.kerberos;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.Ticket;

/**
 * The session keys of tickets that were opened lately, with all that was derived from them: a client shows one ticket for
 * many contexts, and deriving costs more than the rest of accepting. Every ticket is opened all the same; what comes out of
 * it only has to be equal to what is kept here. A key is kept for {@link #LIFETIME}, and until another one takes its place or
 * the service's keys are wiped: those open every ticket, so that who reads them here learns nothing from its neighbours.
 */
final class SessionKeys {
    static final Duration LIFETIME = Duration.ofMinutes(5);
    static final int SLOTS = 256;

    private final AtomicReferenceArray<Shared> slots = new AtomicReferenceArray<>(SLOTS);
    private final AtomicInteger swept = new AtomicInteger();
    private volatile boolean wiped;

    /** A key that several contexts may be using; it is wiped when the last one is done and no slot has it. */
    static final class Shared implements AutoCloseable {
        private final ProtocolKey key;
        private final Instant since;
        /** The caller and the slot. */
        private final AtomicInteger holders = new AtomicInteger(2);

        private Shared(ProtocolKey key, Instant since) {
            this.key = key;
            this.since = since;
        }

        ProtocolKey key() {
            return key;
        }

        /** A clock that was put back makes nobody younger. */
        private boolean isFresh(Instant now) {
            return !now.isBefore(since) && now.isBefore(since.plus(LIFETIME));
        }

        private boolean hold() {
            return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
        }

        @Override
        public void close() {
            if (holders.decrementAndGet() == 0) {
                key.close();
            }
        }
    }

    /**
     * The key, or the one that is equal to it and was here before.
     *
     * @param opened what the ticket has; owned by this from now on
     */
    Shared of(Ticket ticket, ProtocolKey opened, Instant now) {
        int slot = slot(ticket.encPart().cipher());
        var kept = slots.get(slot);
        if (kept != null && kept.isFresh(now) && kept.key.equals(opened) && kept.hold()) {
            opened.close();
            return kept;
        }
        var fresh = new Shared(opened, now);
        put(slot, fresh);
        sweep(now);
        if (wiped) {
            wipe();
        }
        return fresh;
    }

    void wipe() {
        wiped = true;
        for (int slot = 0; slot < SLOTS; slot++) {
            put(slot, null);
        }
    }

    private void put(int slot, Shared shared) {
        var former = slots.getAndSet(slot, shared);
        if (former != null) {
            former.close();
        }
    }

    /** One slot for each new key: what is over does not wait for a ticket that happens to need its place. */
    private void sweep(Instant now) {
        int slot = swept.getAndIncrement() & SLOTS - 1;
        var kept = slots.get(slot);
        if (kept != null && !kept.isFresh(now) && slots.compareAndSet(slot, kept, null)) {
            kept.close();
        }
    }

    /** By the ticket, which everybody may see, and not by the key. */
    private static int slot(byte[] cipher) {
        return Arrays.hashCode(Arrays.copyOfRange(cipher, Math.max(0, cipher.length - 8), cipher.length)) & SLOTS - 1;
    }
}
