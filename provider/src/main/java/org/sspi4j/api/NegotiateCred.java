package org.sspi4j.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A credential of Negotiate with more to it than one identity: which packages it may choose from, what each of them is given, and how
 * much NTLM there may be. Who has nothing of this to say takes any other {@link Identity}: what a package can use of it, it uses.
 */
public final class NegotiateCred implements Identity {
    private final Optional<Identity> identity;
    private final Optional<Identity> kerberos;
    private final Optional<NtlmCred> ntlm;
    private final String packageList;
    private final NtlmUse ntlmUse;
    private final boolean acceptsRawTokens;
    private final Set<NegotiateAllowance> allowances;

    /** Whether NTLM is used: it proves no server to its client, and whoever sees it can try passwords at leisure. */
    public enum NtlmUse {
        /** Neither offered nor taken. */
        NEVER,
        /** Offered behind Kerberos, and alone where Kerberos cannot be had; taken from clients that have nothing better. */
        FALLBACK,
        /** Nothing but NTLM. */
        ONLY
    }

    private NegotiateCred(Builder builder) {
        this.identity = builder.identity;
        this.kerberos = builder.kerberos;
        this.ntlm = builder.ntlm;
        this.packageList = builder.packageList;
        this.ntlmUse = builder.ntlmUse;
        this.acceptsRawTokens = builder.acceptsRawTokens;
        this.allowances = Set.copyOf(builder.allowances);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * For each package that has none of its own. If nothing is given at all, or nothing but {@link #ntlm} to a server, it is the one that
     * the caller already has: the Subject's, else the default cache's or keytab's.
     */
    public Optional<Identity> identity() {
        return identity;
    }

    /** For Kerberos. */
    public Optional<Identity> kerberos() {
        return kerberos;
    }

    /** For NTLM. A server takes no NTLM without. */
    public Optional<NtlmCred> ntlm() {
        return ntlm;
    }

    /** PackageList as it was given; empty for all packages. */
    public String packageList() {
        return packageList;
    }

    public NtlmUse ntlmUse() {
        return ntlmUse;
    }

    /** Whether a server takes the tokens of a package without those of Negotiate around them. */
    public boolean acceptsRawTokens() {
        return acceptsRawTokens;
    }

    /** What is done only if it is named. */
    public Set<NegotiateAllowance> allowances() {
        return allowances;
    }

    /** The same with this {@link #identity}. */
    public NegotiateCred with(Identity identity) {
        var copy = builder().identity(identity).packageList(packageList).ntlmUse(ntlmUse);
        copy.acceptsRawTokens = acceptsRawTokens;
        copy.allowances.addAll(allowances);
        kerberos.ifPresent(copy::kerberos);
        ntlm.ifPresent(copy::ntlm);
        return copy.build();
    }

    /** No secrets. */
    @Override
    public String toString() {
        return "NegotiateCred[" + (packageList.isEmpty() ? "" : packageList + ", ") + "NTLM " + ntlmUse + ", " + allowances + "]";
    }

    /** Puts one together. */
    public static final class Builder {
        private final Set<NegotiateAllowance> allowances = EnumSet.noneOf(NegotiateAllowance.class);
        private Optional<Identity> identity = Optional.empty();
        private Optional<Identity> kerberos = Optional.empty();
        private Optional<NtlmCred> ntlm = Optional.empty();
        private String packageList = "";
        private NtlmUse ntlmUse = NtlmUse.FALLBACK;
        private boolean acceptsRawTokens = true;

        private Builder() {}

        /**
         * For each package that is given none of its own.
         *
         * @throws IllegalArgumentException for a credential that is one package's alone
         */
        public Builder identity(Identity identity) {
            this.identity = Optional.of(ofEveryPackage(identity));
            return this;
        }

        /**
         * For Kerberos. It has to be usable: no other package takes its place when it is not.
         *
         * @throws IllegalArgumentException for a credential that is another package's
         */
        public Builder kerberos(Identity identity) {
            this.kerberos = Optional.of(ofEveryPackage(identity));
            return this;
        }

        /** For NTLM: who a client is, or where a server finds its users. */
        public Builder ntlm(NtlmCred ntlm) {
            this.ntlm = Optional.of(ntlm);
            return this;
        }

        /**
         * SEC_WINNT_AUTH_IDENTITY_EX.PackageList: names with commas between them, without regard to case. {@code !NTLM} leaves a package
         * out; where there is a name without {@code !}, there are only those that are named. IAKERB is never there without its name:
         * {@code Kerberos,IAKERB,NTLM} is all that there is, in the order of preference.
         */
        public Builder packageList(String packageList) {
            this.packageList = Objects.requireNonNull(packageList, "packageList");
            return this;
        }

        /** {@link NtlmUse#FALLBACK} if nothing is said. */
        public Builder ntlmUse(NtlmUse ntlmUse) {
            this.ntlmUse = Objects.requireNonNull(ntlmUse, "ntlmUse");
            return this;
        }

        /** A server takes no tokens but Negotiate's own. */
        public Builder refuseRawTokens() {
            this.acceptsRawTokens = false;
            return this;
        }

        /** More of what is done only if it is named. */
        public Builder allow(NegotiateAllowance... allowances) {
            this.allowances.addAll(List.of(allowances));
            return this;
        }

        public NegotiateCred build() {
            return new NegotiateCred(this);
        }

        private static Identity ofEveryPackage(Identity identity) {
            if (identity instanceof NegotiateCred
                    || identity instanceof NtlmCred
                    || identity instanceof SchannelCred
                    || identity instanceof SchCredentials
                    || identity instanceof CredSspCred) {
                throw new IllegalArgumentException("A " + identity.getClass().getSimpleName() + " is for one package alone");
            }
            return Objects.requireNonNull(identity, "identity");
        }
    }
}
