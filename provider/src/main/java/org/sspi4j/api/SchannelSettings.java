package org.sspi4j.api;

import java.security.KeyStore;
import java.security.cert.CertStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What {@link SchannelCred} and {@link SchCredentials} have in common, and what this library adds to both. */
public abstract sealed class SchannelSettings permits SchannelCred, SchCredentials {
    /** dwSessionLifespan where nothing is said: 36,000,000 ms. */
    public static final Duration DEFAULT_SESSION_LIFESPAN = Duration.ofHours(10);

    private static final Duration LONGEST_SESSION_LIFESPAN = Duration.ofMillis(0xFFFF_FFFFL);

    private final List<CertContext> cred;
    private final Optional<KeyStore> rootStore;
    private final List<CertificateMapper> mappers;
    private final Duration sessionLifespan;
    private final Set<SchCredFlag> flags;
    private final Optional<CertStore> revocationLists;
    private final TlsBackend backend;

    SchannelSettings(Builder<?> builder) {
        this.cred = List.copyOf(builder.cred);
        this.rootStore = builder.rootStore;
        this.mappers = List.copyOf(builder.mappers);
        this.sessionLifespan = builder.sessionLifespan;
        this.flags = Set.copyOf(builder.flags);
        this.revocationLists = builder.revocationLists;
        this.backend = builder.backend;
    }

    /** paCred: certificates with their keys. A client often has none, a server needs one. */
    public List<CertContext> cred() {
        return cred;
    }

    /** hRootStore: whom this side trusts, instead of the JDK's own roots. */
    public Optional<KeyStore> rootStore() {
        return rootStore;
    }

    /** aphMappers: who says which account a client certificate stands for, asked in this order. */
    public List<CertificateMapper> mappers() {
        return mappers;
    }

    /** dwSessionLifespan: for how long a session can be resumed after its handshake. */
    public Duration sessionLifespan() {
        return sessionLifespan;
    }

    /** dwFlags. */
    public Set<SchCredFlag> flags() {
        return flags;
    }

    /** Lists of revoked certificates and more to build chains of, beside what is fetched. Not in the header. */
    public Optional<CertStore> revocationLists() {
        return revocationLists;
    }

    /** Whose TLS. Not in the header. */
    public TlsBackend backend() {
        return backend;
    }

    /** Puts one together. */
    public abstract static sealed class Builder<B extends Builder<B>> permits SchannelCred.Builder, SchCredentials.Builder {
        private final List<CertContext> cred = new ArrayList<>();
        private final List<CertificateMapper> mappers = new ArrayList<>();
        private final Set<SchCredFlag> flags = EnumSet.noneOf(SchCredFlag.class);
        private Optional<KeyStore> rootStore = Optional.empty();
        private Optional<CertStore> revocationLists = Optional.empty();
        private Duration sessionLifespan = DEFAULT_SESSION_LIFESPAN;
        private TlsBackend backend = TlsBackend.SUN_JSSE;

        Builder() {}

        abstract B self();

        /** One certificate more. */
        public B cred(CertContext cred) {
            this.cred.add(Objects.requireNonNull(cred, "cred"));
            return self();
        }

        /** More certificates. */
        public B cred(List<CertContext> cred) {
            cred.forEach(this::cred);
            return self();
        }

        /** @param rootStore its certificates are trusted, and no others */
        public B rootStore(KeyStore rootStore) {
            this.rootStore = Optional.of(rootStore);
            return self();
        }

        /** One mapper more. */
        public B mapper(CertificateMapper mapper) {
            mappers.add(Objects.requireNonNull(mapper, "mapper"));
            return self();
        }

        /**
         * @param sessionLifespan zero stands for {@link #DEFAULT_SESSION_LIFESPAN}, as in the header; not negative, and 4,294,967,295 ms at
         *     most, since the header's number has 32 bits. More than seven days counts as seven
         */
        public B sessionLifespan(Duration sessionLifespan) {
            if (sessionLifespan.isNegative() || sessionLifespan.compareTo(LONGEST_SESSION_LIFESPAN) > 0) {
                throw new IllegalArgumentException("A session's lifespan is from 0 to 4294967295 ms");
            }
            this.sessionLifespan = sessionLifespan.isZero() ? DEFAULT_SESSION_LIFESPAN : sessionLifespan;
            return self();
        }

        /** More flags. */
        public B flags(SchCredFlag... flags) {
            this.flags.addAll(List.of(flags));
            return self();
        }

        public B revocationLists(CertStore revocationLists) {
            this.revocationLists = Optional.of(revocationLists);
            return self();
        }

        public B backend(TlsBackend backend) {
            this.backend = Objects.requireNonNull(backend, "backend");
            return self();
        }
    }
}
