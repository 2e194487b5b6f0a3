package org.sspi4j.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * SCHANNEL_CRED, version 4: certificates, and what is allowed. It speaks TLS 1.2, and older versions if they are named; TLS 1.3
 * takes {@link SchCredentials}, as on Windows.
 *
 * @spec schannel.h SCHANNEL_CRED
 */
public final class SchannelCred extends SchannelSettings implements Identity {
    private final List<Integer> supportedAlgs;
    private final Set<SpProt> enabledProtocols;
    private final int minimumCipherStrength;
    private final int maximumCipherStrength;

    private SchannelCred(Builder builder) {
        super(builder);
        this.supportedAlgs = List.copyOf(builder.supportedAlgs);
        this.enabledProtocols = Set.copyOf(builder.enabledProtocols);
        this.minimumCipherStrength = builder.minimumCipherStrength;
        this.maximumCipherStrength = builder.maximumCipherStrength;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** palgSupportedAlgs: ALG_ID each; empty for the default. */
    public List<Integer> supportedAlgs() {
        return supportedAlgs;
    }

    /** grbitEnabledProtocols; empty for the default, TLS 1.2. */
    public Set<SpProt> enabledProtocols() {
        return enabledProtocols;
    }

    /** dwMinimumCipherStrength, in bits; 0 for the default. */
    public int minimumCipherStrength() {
        return minimumCipherStrength;
    }

    /** dwMaximumCipherStrength, in bits; 0 for the default. */
    public int maximumCipherStrength() {
        return maximumCipherStrength;
    }

    /** Names the certificates, no keys. */
    @Override
    public String toString() {
        return "SchannelCred" + cred();
    }

    /** Puts one together. */
    public static final class Builder extends SchannelSettings.Builder<Builder> {
        private List<Integer> supportedAlgs = List.of();
        private Set<SpProt> enabledProtocols = EnumSet.noneOf(SpProt.class);
        private int minimumCipherStrength;
        private int maximumCipherStrength;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** @param supportedAlgs ALG_ID each, such as CALG_AES_256 */
        public Builder supportedAlgs(Integer... supportedAlgs) {
            this.supportedAlgs = List.of(supportedAlgs);
            return this;
        }

        public Builder enabledProtocols(SpProt... enabledProtocols) {
            this.enabledProtocols = Set.of(enabledProtocols);
            return this;
        }

        /** @param bits 0 for the default */
        public Builder minimumCipherStrength(int bits) {
            this.minimumCipherStrength = bits;
            return this;
        }

        /** @param bits 0 for the default */
        public Builder maximumCipherStrength(int bits) {
            this.maximumCipherStrength = bits;
            return this;
        }

        public SchannelCred build() {
            return new SchannelCred(this);
        }
    }
}
