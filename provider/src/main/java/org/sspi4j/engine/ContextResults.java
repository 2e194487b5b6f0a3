package org.sspi4j.engine;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.spi.Move;

/** What a move means to the caller: the status of sspi.h and what comes with it. */
final class ContextResults {
    private static final byte[] NOTHING = {};

    private ContextResults() {}

    static ContextResult of(CtxtHandle context, Move move) {
        if (move instanceof Move.Done done) {
            return established(context, done);
        }
        if (move instanceof Move.Reply reply) {
            return going(SecurityStatus.SEC_I_CONTINUE_NEEDED, context, reply.token(), 0, reply.extra(), List.of());
        }
        if (move instanceof Move.Complete complete) {
            var status = complete.continues()
                    ? SecurityStatus.SEC_I_COMPLETE_AND_CONTINUE
                    : SecurityStatus.SEC_I_COMPLETE_NEEDED;
            // The state compares it with what comes back.
            return going(status, context, complete.token().clone(), 0, 0, List.of());
        }
        if (move instanceof Move.Incomplete incomplete) {
            return going(SecurityStatus.SEC_E_INCOMPLETE_MESSAGE, context, NOTHING, incomplete.missing(), 0, List.of());
        }
        var need = (Move.NeedCredentials) move;
        return going(SecurityStatus.SEC_I_INCOMPLETE_CREDENTIALS, context, NOTHING, 0, 0, need.issuers());
    }

    private static ContextResult established(CtxtHandle context, Move.Done done) {
        var session = done.session();
        return new ContextResult(
                SecurityStatus.SEC_E_OK,
                context,
                done.token(),
                session.flags(),
                session.expiry(),
                0,
                done.extra(),
                List.of());
    }

    /** Security properties are known only when the context is complete. */
    private static ContextResult going(
            SecurityStatus status, CtxtHandle context, byte[] token, int missing, int extra, List<byte[]> issuers) {
        return new ContextResult(
                status,
                context,
                token,
                Set.of(),
                Instant.MAX,
                missing,
                extra,
                copies(issuers));
    }

    private static List<byte[]> copies(List<byte[]> issuers) {
        return issuers.isEmpty() ? List.of() : issuers.stream().map(byte[]::clone).toList();
    }
}
