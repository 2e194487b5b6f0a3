package org.sspi4j;

import java.util.List;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SspiException;

/** What a server makes of one request. */
public sealed interface HttpAnswer {
    /** The values of WWW-Authenticate, a header field each, that go with the response. */
    List<String> challenges();

    /** Answer 401 (Unauthorized): the client has nothing said yet, or the handshake goes on with its next request. */
    record Unauthorized(List<String> challenges) implements HttpAnswer {
        public Unauthorized {
            challenges = List.copyOf(challenges);
        }
    }

    /**
     * Let the request through, as this client's. It says nothing of the next request on the connection, which another user may have sent.
     *
     * @param context the caller's to close
     * @param flags what was granted
     */
    record Authenticated(CtxtHandle context, Set<ContextFlag> flags, List<String> challenges) implements HttpAnswer {
        public Authenticated {
            flags = Set.copyOf(flags);
            challenges = List.copyOf(challenges);
        }
    }

    /** Answer 401 (Unauthorized): the client did not prove who it is, and may try again. Why is for the log, not for the client. */
    record Refused(SspiException why, List<String> challenges) implements HttpAnswer {
        public Refused {
            challenges = List.copyOf(challenges);
        }
    }
}
