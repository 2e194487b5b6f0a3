package org.sspi4j;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.CredHandle;

/**
 * How a client of web servers says who it is, whatever its HTTP is made of: header values go in and come out. One for a user; for each
 * connection to a server it makes an {@link HttpClientConnection}.
 *
 * <p>A connection over which one user was authenticated is not to be used for another one, nor with other flags: servers may take what
 * comes over it for the first one's. Who keeps connections asks each whose it is, {@link HttpClientConnection#authentication()}.
 *
 * <p>A proxy asks with 407 (Proxy Authentication Required) and Proxy-Authenticate, and is answered in Proxy-Authorization: with an
 * {@link HttpClientConnection} of its own, since the server behind it asks over the same connection.
 *
 * @spec RFC 4559; RFC 9110 11
 */
public final class HttpClientAuthentication {
    private final Map<String, CredHandle> schemes;
    private final Set<ContextFlag> flags;
    private final boolean mutualAuthRequired;

    private HttpClientAuthentication(Builder builder) {
        this.schemes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.schemes));
        this.flags = Set.copyOf(builder.flags);
        this.mutualAuthRequired = builder.mutualAuthRequired;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Puts one together. */
    public static final class Builder {
        private final Map<String, CredHandle> schemes = new LinkedHashMap<>();
        private Set<ContextFlag> flags = Set.of(ContextFlag.MUTUAL_AUTH);
        private boolean mutualAuthRequired;

        private Builder() {}

        /**
         * A scheme that is used where the server offers it, and none of those that were added before.
         *
         * @param scheme such as {@code Negotiate} or {@code NTLM}
         * @param credential for outbound use, of the package that the scheme stands for; stays the caller's
         * @throws IllegalArgumentException if it is no name of a scheme, or was added before
         */
        public Builder scheme(String scheme, CredHandle credential) {
            schemes.put(HttpToken.newScheme(scheme, schemes.keySet()), Objects.requireNonNull(credential, "credential"));
            return this;
        }

        /** What is asked of each context; MUTUAL_AUTH, if it is not called. */
        public Builder flags(ContextFlag... flags) {
            this.flags = Set.of(flags);
            return this;
        }

        /**
         * No answer counts before its server has proven who it is, whatever the package: NTLM proves none. Without it that is demanded
         * of packages that can.
         */
        public Builder requireMutualAuth() {
            this.mutualAuthRequired = true;
            return this;
        }

        /** @throws IllegalStateException without a scheme */
        public HttpClientAuthentication build() {
            if (schemes.isEmpty()) {
                throw new IllegalStateException("A client knows one scheme at least: call scheme(\"Negotiate\", credential)");
            }
            return new HttpClientAuthentication(this);
        }
    }

    /** For a connection that begins now. To be closed when it ends. */
    public HttpClientConnection connection() {
        return new HttpClientConnection(this);
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

    boolean requiresMutualAuth() {
        return mutualAuthRequired;
    }
}
