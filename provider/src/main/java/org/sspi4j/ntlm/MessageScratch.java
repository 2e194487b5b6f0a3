package org.sspi4j.ntlm;

import org.sspi4j.crypto.Leases;
import org.sspi4j.crypto.Rc4Stream;
import org.sspi4j.crypto.ScatteredBytes;

/** What one message needs while it is made or checked, leased for that time: an idle context holds none of it. */
final class MessageScratch implements AutoCloseable {
    private static final Leases<MessageScratch> LEASES = new Leases<>(MessageScratch::new);

    final ScatteredBytes message = new ScatteredBytes();
    /** As written or received. */
    final byte[] signature = new byte[MessageSignature.LENGTH];
    /** As it should be. */
    final byte[] expected = new byte[MessageSignature.LENGTH];
    /** Where the key stream was before the message. */
    final Rc4Stream before = new Rc4Stream();

    private MessageScratch() {}

    static MessageScratch lease() {
        return LEASES.take();
    }

    /** Lets go of the caller's memory, and of the key stream. */
    @Override
    public void close() {
        message.clear();
        before.close();
        LEASES.give(this);
    }
}
