package org.sspi4j.api;

import java.util.concurrent.CompletionStage;

/**
 * Whoever has the secrets of an acceptor's users and does not give them away, such as a domain controller: it checks responses
 * itself. Used by many contexts and threads at once.
 */
@FunctionalInterface
public interface LogonAuthority {
    /**
     * Checks a response. It may block, or answer later, as {@link AccountStore#find}. If there is an NT response, it has to be right:
     * what the acceptor checks afterwards stands under its proof.
     *
     * @return what it says of a right one; completed with SEC_E_LOGON_DENIED for a wrong one and for users that there are not. A stage
     *     that fails otherwise, and an exception, let nobody in: the status of a {@link SspiException}, else
     *     SEC_E_NO_AUTHENTICATING_AUTHORITY
     */
    CompletionStage<LogonVerdict> verify(NetworkLogon logon) throws SspiException;
}
