package org.sspi4j.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * SCH_CREDENTIALS, version 5: certificates, and what is not allowed. It speaks TLS 1.2 and 1.3. An empty one is a client without a
 * certificate, which trusts the JDK's roots.
 *
 * @spec schannel.h SCH_CREDENTIALS
 */
public final class SchCredentials extends SchannelSettings implements Identity {
    private static final int MOST = 16;

    private final List<TlsParameters> tlsParameters;

    private SchCredentials(Builder builder) {
        super(builder);
        this.tlsParameters = List.copyOf(builder.tlsParameters);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A client without a certificate, which trusts the JDK's roots. */
    public static SchCredentials anonymous() {
        return builder().build();
    }

    /** pTlsParameters. */
    public List<TlsParameters> tlsParameters() {
        return tlsParameters;
    }

    /** Names the certificates, no keys. */
    @Override
    public String toString() {
        return "SchCredentials" + cred();
    }

    /** Puts one together. */
    public static final class Builder extends SchannelSettings.Builder<Builder> {
        private final List<TlsParameters> tlsParameters = new ArrayList<>();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** One entry more: sixteen at most, and of those without application protocols one. */
        public Builder tlsParameters(TlsParameters parameters) {
            tlsParameters.add(Objects.requireNonNull(parameters, "parameters"));
            if (tlsParameters.size() > MOST
                    || tlsParameters.stream().filter(entry -> entry.alpnIds().isEmpty()).count() > 1) {
                throw new IllegalArgumentException(
                        "At most " + MOST + " entries, and at most one of them without application protocols");
            }
            return this;
        }

        public SchCredentials build() {
            return new SchCredentials(this);
        }
    }
}
