package org.sspi4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sspi4j.api.ChannelBindings;
import org.sspi4j.api.ContextResult;
import org.sspi4j.api.CtxtHandle;
import org.sspi4j.api.SecBuffer;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/**
 * One connection of a client to a web server, and the handshake that goes on over it, if one does. It belongs to the connection itself,
 * not to an address: behind a proxy many clients have one address. And it remembers nobody: each request proves anew whose it is, since
 * the next one on the same connection may be somebody else's.
 */
public final class HttpServerConnection implements AutoCloseable {
    private final HttpServerAuthentication authentication;
    private HalfOpen halfOpen;
    private boolean ended;

    /** What the client has begun. */
    private record HalfOpen(String scheme, CtxtHandle context) {}

    HttpServerConnection(HttpServerAuthentication authentication) {
        this.authentication = authentication;
    }

    /**
     * One request. What does not go on with the handshake that was begun before ends it: a request without Authorization, with another
     * scheme, or with the first token of another handshake.
     *
     * @param authorization the value of its field Authorization; null if it has none. A request that has several is malformed
     * @param bindings of the TLS connection, where the client's own connection ends here
     * @return {@link HttpAnswer.Refused} for all that comes when the connection was closed
     */
    public synchronized HttpAnswer answer(String authorization, Optional<ChannelBindings> bindings) {
        try {
            requireOpen();
            var token = authorization == null
                    ? Optional.<HttpToken>empty()
                    : HttpToken.ofCredentials(authorization, authentication.schemes());
            if (token.isEmpty() || token.get().token().length == 0) {
                drop();
                return new HttpAnswer.Unauthorized(authentication.offer());
            }
            return accept(token.get(), bindings);
        } catch (SspiException e) {
            drop();
            return new HttpAnswer.Refused(e, authentication.offer());
        }
    }

    /** A request that was read before the connection ended begins nothing that nobody would close. */
    private void requireOpen() throws SspiException {
        if (ended) {
            throw new SspiException(SecurityStatus.SEC_E_INVALID_HANDLE, "The connection has ended");
        }
    }

    private HttpAnswer accept(HttpToken token, Optional<ChannelBindings> bindings) throws SspiException {
        if (halfOpen != null && (token.begins() || !halfOpen.scheme.equals(token.scheme()))) {
            drop();
        }
        var result = Sspi.acceptSecurityContext(
                authentication.credential(token.scheme()),
                halfOpen == null ? null : halfOpen.context,
                authentication.flags(),
                input(token, bindings));
        if (!result.isComplete()) {
            halfOpen = new HalfOpen(token.scheme(), result.context());
            return new HttpAnswer.Unauthorized(List.of(HttpToken.header(token.scheme(), result.token())));
        }
        halfOpen = null;
        return new HttpAnswer.Authenticated(result.context(), result.flags(), last(token, result));
    }

    private static List<SecBuffer> input(HttpToken token, Optional<ChannelBindings> bindings) {
        var input = new ArrayList<SecBuffer>();
        input.add(SecBuffer.token(token.token()));
        bindings.map(SecBuffer::channelBindings).ifPresent(input::add);
        return input;
    }

    private static List<String> last(HttpToken token, ContextResult result) {
        return result.token().length == 0 ? List.of() : List.of(HttpToken.header(token.scheme(), result.token()));
    }

    /** The connection ends, and with it what was begun. */
    @Override
    public synchronized void close() {
        ended = true;
        drop();
    }

    private void drop() {
        if (halfOpen != null) {
            halfOpen.context.close();
            halfOpen = null;
        }
    }
}
