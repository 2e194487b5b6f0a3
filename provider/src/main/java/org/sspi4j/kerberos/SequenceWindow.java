package org.sspi4j.kerberos;

import org.sspi4j.api.MessageResult.Sequence;

/**
 * Which messages were received: the latest, and which of the 64 before the next. Numbers count modulo 2^64.
 *
 * @spec RFC 2743 1.2.3
 */
final class SequenceWindow {
    private static final int SIZE = 64;

    private final long first;
    private final boolean detectsReplay;
    private final boolean detectsOrder;
    private long next;
    /** Bit n: the message {@code next - 1 - n} was received. */
    private long received;

    SequenceWindow(long first, boolean detectsReplay, boolean detectsOrder) {
        this.first = first;
        this.next = first;
        this.detectsReplay = detectsReplay;
        this.detectsOrder = detectsOrder;
    }

    /** Where a message would stand; changes nothing. */
    Sequence placeOf(long number) {
        if (!detectsReplay && !detectsOrder) {
            return Sequence.IN_ORDER;
        }
        long ahead = number - next;
        return ahead >= 0 ? placeAhead(ahead) : placeBehind(-ahead - 1);
    }

    /** Takes note of a message that was verified. */
    void add(long number) {
        long ahead = number - next;
        if (ahead >= 0) {
            received = ahead >= SIZE - 1 ? 1 : received << ahead + 1 | 1;
            next = number + 1;
        } else if (ahead >= -SIZE) {
            received |= 1L << -ahead - 1;
        }
    }

    private Sequence placeAhead(long ahead) {
        return ahead > 0 && detectsOrder ? Sequence.GAP : Sequence.IN_ORDER;
    }

    private Sequence placeBehind(long behind) {
        if (behind >= SIZE || Long.compareUnsigned(behind, next - first) >= 0) {
            return detectsReplay ? Sequence.OLD : Sequence.UNSEQUENCED;
        }
        if ((received & 1L << behind) != 0) {
            return detectsReplay ? Sequence.DUPLICATE : Sequence.UNSEQUENCED;
        }
        return detectsOrder ? Sequence.UNSEQUENCED : Sequence.IN_ORDER;
    }
}
