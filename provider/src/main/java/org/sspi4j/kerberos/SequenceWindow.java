package org.sspi4j.kerberos;

import org.sspi4j.api.MessageResult;
import org.sspi4j.api.MessageResult.Sequence;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

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

    /** What another window has seen. */
    SequenceWindow(Seen seen, boolean detectsReplay, boolean detectsOrder) {
        this(seen.first, detectsReplay, detectsOrder);
        this.next = seen.next;
        this.received = seen.bits;
    }

    /**
     * What was received.
     *
     * @param first the number that the other side began with
     * @param next the number after the latest
     * @param bits bit n: the message {@code next - 1 - n} was received
     */
    record Seen(long first, long next, long bits) {}

    Seen seen() {
        return new Seen(first, next, received);
    }

    /** As at the beginning. */
    Seen unseen() {
        return new Seen(first, first, 0);
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

    /**
     * Takes a message that is genuine. A refused one does not count as received: it may come again when its turn is there.
     *
     * @param inOrder whether a message out of order is refused
     * @return {@code next} if it was the next one
     */
    MessageResult receive(MessageResult next, long number, boolean inOrder) throws SspiException {
        var place = placeOf(number);
        if (inOrder && place != Sequence.IN_ORDER) {
            throw outOfOrder(number, place);
        }
        add(number);
        return place == Sequence.IN_ORDER ? next : new MessageResult(SecurityStatus.SEC_E_OK, next.qop(), place, 0);
    }

    private SspiException outOfOrder(long number, Sequence place) {
        return new SspiException(
                SecurityStatus.SEC_E_OUT_OF_SEQUENCE,
                "The message is not the next one: number " + Long.toUnsignedString(next) + " was expected, "
                        + Long.toUnsignedString(number) + " came (" + place + "). "
                        + switch (place) {
                            case GAP -> "Messages before it were lost or overtaken: offer them first, in the order in which they were made";
                            case DUPLICATE -> "It was received before: see that nothing on the way sends twice";
                            default -> "Later ones were received before it: see that messages arrive in the order in which they were made";
                        }
                        + ", or ask for a context without SEQUENCE_DETECT, or take messages unordered");
    }

    /** Of the numbers that end with these 32 bits, the one nearest to the next. */
    long nearest(int low) {
        return next + (low - (int) next);
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
