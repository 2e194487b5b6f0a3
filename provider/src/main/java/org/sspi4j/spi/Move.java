package org.sspi4j.spi;

import java.util.List;

/**
 * What a state answers with. A token is sent to the peer if it is not empty; it is the caller's from then on, so a state that
 * needs it later, as for a MIC over all messages, keeps a copy.
 */
public sealed interface Move {
    /**
     * SEC_I_CONTINUE_NEEDED: another message is expected.
     *
     * @param extra how many bytes at the end of the input were not consumed
     */
    record Reply(byte[] token, Handshake next, int extra) implements Move {}

    /** SEC_E_OK: the context is established. */
    record Done(byte[] token, Session session, int extra) implements Move {}

    /**
     * SEC_E_INCOMPLETE_MESSAGE: nothing was consumed; the same bytes and more have to come.
     *
     * @param missing a hint at how many bytes are missing; 0 if it cannot be told
     */
    record Incomplete(int missing, Handshake again) implements Move {}

    /**
     * SEC_I_COMPLETE_NEEDED, or SEC_I_COMPLETE_AND_CONTINUE: CompleteAuthToken has to be called, which calls
     * {@code finish} with the token.
     *
     * @param continues whether another message is expected afterwards; if so {@code finish} must answer with a Reply, else
     *     with Done
     */
    record Complete(byte[] token, Handshake finish, boolean continues) implements Move {}

    /**
     * SEC_I_INCOMPLETE_CREDENTIALS: nothing was consumed; the same input has to come again, with another credential or the
     * same one.
     *
     * @param issuers DER names of the authorities that the peer trusts
     */
    record NeedCredentials(List<byte[]> issuers, Handshake again) implements Move {}

    static Move reply(byte[] token, Handshake next) {
        return new Reply(token, next, 0);
    }

    static Move done(byte[] token, Session session) {
        return new Done(token, session, 0);
    }
}
