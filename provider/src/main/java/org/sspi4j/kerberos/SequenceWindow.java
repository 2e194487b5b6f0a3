package org.sspi4j.kerberos;

import org.sspi4j.api.MessageResult.Sequence;

/**
 * Which messages were received: the latest, and which of the 64 before it.
 *
 * @spec RFC 2743 1.2.3
 */
final class SequenceWindow {
    private static final int SIZE = 64;

    private final boolean detectsReplay;
    private final boolean detectsOrder;
    private long next;
    /** Bit n: the message {@code next - 1 - n} was received. */
    private long received;
    private final long first;

    SequenceWindow(long first, boolean detectsReplay, boolean detectsOrder) {
        this.first = first;
        this.next = first;
        this.detectsReplay = detectsReplay;
        this.detectsOrder = detectsOrder;
    }

    /** Takes note of a message that was verified, and says where it stands. Numbers count modulo 2^64. */
    Sequence add(long number) {
        if (!detectsReplay && !detectsOrder) {
            return Sequence.IN_ORDER;
        }
        long ahead = number - next;
        return ahead >= 0 ? advance(ahead, number) : lookBack(-ahead - 1);
    }

    private Sequence advance(long ahead, long number) {
        received = ahead >= SIZE - 1 ? 1 : received << ahead + 1 | 1;
        next = number + 1;
        return ahead > 0 && detectsOrder ? Sequence.GAP : Sequence.IN_ORDER;
    }

    private Sequence lookBack(long behind) {
        if (behind >= SIZE || next - 1 - behind < first) {
            return detectsReplay ? Sequence.OLD : Sequence.UNSEQUENCED;
        }
        long bit = 1L << behind;
        if ((received & bit) != 0) {
            return detectsReplay ? Sequence.DUPLICATE : Sequence.UNSEQUENCED;
        }
        received |= bit;
        return detectsOrder ? Sequence.UNSEQUENCED : Sequence.IN_ORDER;
    }
}
