package org.sspi4j.kerberos;

import org.sspi4j.crypto.Leases;
import org.sspi4j.crypto.ScatteredBytes;

/** What one message needs while it is made or checked, leased for that time: an idle context holds none of it. */
final class MessageScratch implements AutoCloseable {
    /** The longest of any encryption type: HMAC-SHA384-192 of RFC 8009. */
    private static final int LONGEST_CHECKSUM = 24;

    private static final Leases<MessageScratch> LEASES = new Leases<>(MessageScratch::new);

    final TokenHeader header = new TokenHeader();
    final ScatteredBytes message = new ScatteredBytes();
    final byte[] checksum = new byte[LONGEST_CHECKSUM];
    /** The header as the sender encrypted it. */
    final byte[] decryptedHeader = new byte[TokenHeader.LENGTH];

    private MessageScratch() {}

    static MessageScratch lease() {
        return LEASES.take();
    }

    /** Lets go of the caller's memory. */
    @Override
    public void close() {
        message.clear();
        LEASES.give(this);
    }
}
