package org.sspi4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** One connection of a client to a web server, and the handshake that goes on over it, if one does. */
public final class HttpClientConnection implements AutoCloseable {
    private final HttpClientAuthentication authentication;
    private Begun begun;
    private boolean ended;

    /** What was said so far. */
    private record Begun(String scheme, String target, ContextResult last) {
        CtxtHandle context() {
            return last.context();
        }
    }

    HttpClientConnection(HttpClientAuthentication authentication) {
        this.authentication = authentication;
    }

    /** Whose connection it is: a request of another user, or with other flags, is for another connection. */
    public HttpClientAuthentication authentication() {
        return authentication;
    }

    /**
     * The server answered 401 (Unauthorized): what to say with the same request, over the same connection. A request for another target
     * begins anew.
     *
     * @param target the service, such as {@code HTTP/web.example.com}
     * @param challenges the values of its fields WWW-Authenticate
     * @param bindings of the TLS connection, where it ends at the server itself
     * @return the value of Authorization; empty if the server offers none of the schemes
     * @throws SspiException SEC_E_LOGON_DENIED if the server does not take what was said; SEC_E_INVALID_HANDLE if the connection was
     *     closed; what {@link Sspi#initializeSecurityContext} throws. The next call begins anew
     */
    public synchronized Optional<String> authorization(
            String target, List<String> challenges, Optional<ChannelBindings> bindings) throws SspiException {
        requireOpen();
        if (begun != null && !begun.target.equals(target)) {
            drop();
        }
        try {
            return begun == null ? begin(target, challenges, bindings) : Optional.of(goOn(challenges, bindings));
        } catch (SspiException e) {
            drop();
            throw e;
        }
    }

    private void requireOpen() throws SspiException {
        if (ended) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The connection has ended");
        }
    }

    private Optional<String> begin(String target, List<String> challenges, Optional<ChannelBindings> bindings) throws SspiException {
        for (var scheme : authentication.schemes()) {
            var offered = HttpToken.ofChallenges(challenges, Set.of(scheme));
            if (!offered.isEmpty()) {
                return Optional.of(say(scheme, target, offered.get(0).token(), bindings));
            }
        }
        return Optional.empty();
    }

    private String goOn(List<String> challenges, Optional<ChannelBindings> bindings) throws SspiException {
        for (var challenge : HttpToken.ofChallenges(challenges, Set.of(begun.scheme))) {
            if (challenge.token().length > 0 && !begun.last.isComplete()) {
                return say(begun.scheme, begun.target, challenge.token(), bindings);
            }
        }
        throw new SspiException(
                SecurityStatus.SEC_E_LOGON_DENIED,
                "The server of " + OneLine.of(begun.target) + " did not take the " + begun.scheme
                        + " credentials and does not say why: its log does");
    }

    private String say(String scheme, String target, byte[] token, Optional<ChannelBindings> bindings) throws SspiException {
        var input = new ArrayList<SecBuffer>();
        if (token.length > 0) {
            input.add(SecBuffer.token(token));
        }
        bindings.map(SecBuffer::channelBindings).ifPresent(input::add);
        var result = Sspi.initializeSecurityContext(
                authentication.credential(scheme), begun == null ? null : begun.context(), target, authentication.flags(), input);
        begun = new Begun(scheme, target, result);
        return HttpToken.header(scheme, result.token());
    }

    /**
     * The server answered something else than 401, and be it a redirection or an error: who it is, as far as that was to be proven.
     * Nothing of the response counts before.
     *
     * @param challenges the values of WWW-Authenticate that came with its response; none, mostly
     * @return the context, which is the caller's to close; empty if nothing was said, and the server need not prove who it is
     * @throws SspiException SEC_E_MUTUAL_AUTH_FAILED if the handshake is not over, or the server was to prove who it is and did not:
     *     nothing of the response is to be believed; SEC_E_INVALID_TOKEN if it was over before; what
     *     {@link Sspi#initializeSecurityContext} throws
     */
    public synchronized Optional<CtxtHandle> authenticated(List<String> challenges) throws SspiException {
        if (begun == null) {
            // Who wants no proof of the client has given none of itself.
            if (authentication.requiresMutualAuth()) {
                throw new SspiException(
                        SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED,
                        "The server answered without a handshake, and was to prove who it is: its answer may be anybody's");
            }
            return Optional.empty();
        }
        try {
            for (var challenge : HttpToken.ofChallenges(challenges, Set.of(begun.scheme))) {
                if (challenge.token().length > 0) {             // else it is the offer, which some servers make with every response
                    takeLast(challenge);
                }
            }
            requireProof();
        } catch (SspiException e) {
            drop();
            throw e;
        }
        var context = begun.context();
        begun = null;
        return Optional.of(context);
    }

    private void takeLast(HttpToken challenge) throws SspiException {
        if (begun.last.isComplete()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_INVALID_TOKEN,
                    "The server of " + OneLine.of(begun.target) + " sent a token behind the last one of the handshake");
        }
        say(begun.scheme, begun.target, challenge.token(), Optional.empty());
        if (begun.last.token().length > 0) {
            throw notOver();
        }
    }

    private SspiException notOver() {
        return new SspiException(
                SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED,
                "The server of " + OneLine.of(begun.target) + " answered before the handshake was over: it did not prove who it is, and its"
                        + " answer may be anybody's");
    }

    private void requireProof() throws SspiException {
        if (!begun.last.isComplete()) {
            throw notOver();
        }
        if (authentication.requiresMutualAuth() && !begun.last.flags().contains(ContextFlag.MUTUAL_AUTH)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_MUTUAL_AUTH_FAILED,
                    "The server of " + OneLine.of(begun.target) + " did not prove who it is, as it was to: what was agreed on with "
                            + begun.scheme + " has no mutual authentication");
        }
    }

    /** The connection ends, and with it what was begun. */
    @Override
    public synchronized void close() {
        ended = true;
        drop();
    }

    private void drop() {
        if (begun != null) {
            begun.context().close();
            begun = null;
        }
    }
}
