package org.sspi4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;

/**
 * How a web server finds out who its clients are, whatever the server is: header values go in and come out. One for a server; for each
 * connection of a client it makes an {@link HttpServerConnection}.
 *
 * <pre>{@code
 * var authentication = HttpServerAuthentication.builder().scheme("Negotiate", credential).build();
 * // per connection, kept with it and closed with it
 * var connection = authentication.connection();
 * // per request
 * var answer = connection.answer(request.header("Authorization"), Optional.empty());
 * }</pre>
 *
 * <p>A handshake of several requests needs the connection to stay: whoever closes it after a 401, because the client asked for it or
 * speaks HTTP/1.0, ends the handshake with it. Over HTTP/2 the requests of one connection are under way at the same time, and each that
 * begins ends what another one has begun: what takes several requests, as NTLM does, is for HTTP/1.1 there (HTTP_1_1_REQUIRED), while
 * one request is enough for Kerberos. Clients that take the connection for their user's from then on, as browsers do after NTLM, find
 * out by the next 401; {@code Persistent-Auth: false} tells them before. A proxy does the same with Proxy-Authorization,
 * Proxy-Authenticate and 407 (Proxy Authentication Required).
 *
 * @spec RFC 4559; RFC 9110 11
 */
public final class HttpServerAuthentication {
    private final Map<String, CredHandle> schemes;
    private final Set<ContextFlag> flags;

    private HttpServerAuthentication(Builder builder) {
        this.schemes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.schemes));
        this.flags = Set.copyOf(builder.flags);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Puts one together. */
    public static final class Builder {
        private final Map<String, CredHandle> schemes = new LinkedHashMap<>();
        private Set<ContextFlag> flags = Set.of();

        private Builder() {}

        /**
         * A scheme that is offered, behind those that were added before.
         *
         * @param scheme such as {@code Negotiate} or {@code NTLM}
         * @param credential for inbound use, of the package that the scheme stands for; stays the caller's
         * @throws IllegalArgumentException if it is no name of a scheme, or was added before
         */
        public Builder scheme(String scheme, CredHandle credential) {
            schemes.put(HttpToken.newScheme(scheme, schemes.keySet()), Objects.requireNonNull(credential, "credential"));
            return this;
        }

        /** What is asked of each context; nothing, if it is not called. */
        public Builder flags(ContextFlag... flags) {
            this.flags = Set.of(flags);
            return this;
        }

        /** @throws IllegalStateException without a scheme */
        public HttpServerAuthentication build() {
            if (schemes.isEmpty()) {
                throw new IllegalStateException("A server offers one scheme at least: call scheme(\"Negotiate\", credential)");
            }
            return new HttpServerAuthentication(this);
        }
    }

    /** For a connection that begins now. To be closed when it ends. */
    public HttpServerConnection connection() {
        return new HttpServerConnection(this);
    }

    Set<String> schemes() {
        return schemes.keySet();
    }

    CredHandle credential(String scheme) {
        return schemes.get(scheme);
    }

    Set<ContextFlag> flags() {
        return flags;
    }

    /** Each scheme, alone. */
    List<String> offer() {
        return new ArrayList<>(schemes.keySet());
    }
}
