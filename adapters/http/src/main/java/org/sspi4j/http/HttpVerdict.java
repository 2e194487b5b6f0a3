package org.sspi4j.http;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sspi4j.api.Decision;

/** What a server does with a request. */
public sealed interface HttpVerdict {
    /** The values of WWW-Authenticate, a header field each, that go with the response. */
    List<String> challenges();

    /** Let it through. */
    record Passed(SspiPrincipal principal, List<String> challenges) implements HttpVerdict {
        public Passed {
            Objects.requireNonNull(principal, "principal");
            challenges = List.copyOf(challenges);
        }
    }

    /**
     * Answer with this status, and with nothing of what follows: that is for the log.
     *
     * @param status 401 with {@link #challenges} if the client may go on or begin anew; 400, 403 or 503 without any
     * @param why one sentence in one line, without secrets; empty if nothing is wrong
     * @param decisions how it came to this
     */
    record Stopped(int status, List<String> challenges, Optional<String> why, List<Decision> decisions) implements HttpVerdict {
        public Stopped {
            challenges = List.copyOf(challenges);
            Objects.requireNonNull(why, "why");
            decisions = List.copyOf(decisions);
        }
    }
}
