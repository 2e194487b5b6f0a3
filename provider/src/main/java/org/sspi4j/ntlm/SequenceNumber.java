package org.sspi4j.ntlm;

import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** SeqNum of the messages of one direction: counted, or of datagrams, whose numbers are the application's. */
final class SequenceNumber {
    private static final long MOST = 1L << 32;

    private final boolean datagram;
    private long next;

    SequenceNumber(boolean datagram) {
        this(datagram, 0);
    }

    /** @param next the lowest number that was not used */
    SequenceNumber(boolean datagram, long next) {
        this.datagram = datagram;
        this.next = next;
    }

    /** Of a message that is sent. A number does not come again: of a datagram, it chooses the key. */
    int toSend(int messageSeqNo) throws SspiException {
        if (datagram && Integer.toUnsignedLong(messageSeqNo) < next) {
            throw new SspiException(
                    SecurityStatus.SEC_E_OUT_OF_SEQUENCE,
                    "The datagram's MessageSeqNo is " + Integer.toUnsignedString(messageSeqNo) + ", and " + next
                            + " is the lowest that was not used: with one number twice, both messages could be read");
        }
        return datagram ? messageSeqNo : counted();
    }

    /** Of the message that may be received next. */
    int toReceive(int messageSeqNo) throws SspiException {
        return datagram ? messageSeqNo : counted();
    }

    private int counted() throws SspiException {
        if (next >= MOST) {
            throw new SspiException(
                    SecurityStatus.SEC_E_CONTEXT_EXPIRED, "NTLM numbers 2^32 messages and no more: establish another context");
        }
        return (int) next;
    }

    void sent(int seqNum) {
        next = datagram ? Integer.toUnsignedLong(seqNum) + 1 : next + 1;
    }

    /** And genuine. What a peer chose as the number of a datagram is nothing to those that are sent. */
    void received() {
        next = datagram ? next : next + 1;
    }
}
