package org.sspi4j.api;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A credential of NTLM with more to it than a name and a password: where a server finds its users, what it says of itself, and what
 * either side does only if it is told. A client that has nothing of this to say takes {@link Identity.Password} or
 * {@link Identity.NtHash}.
 */
public final class NtlmCred implements Identity {
    private final Optional<Identity> identity;
    private final Optional<AccountStore> accounts;
    private final Optional<LogonAuthority> authority;
    private final Optional<NtlmServerNames> serverNames;
    private final Set<String> targetNames;
    private final Set<NtlmAllowance> allowances;

    private NtlmCred(Builder builder) {
        this.identity = builder.identity;
        this.accounts = builder.accounts;
        this.authority = builder.authority;
        this.serverNames = builder.serverNames;
        this.targetNames = Set.copyOf(builder.targetNames);
        this.allowances = Set.copyOf(builder.allowances);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Who a client is: a {@link Identity.Password} or a {@link Identity.NtHash}. */
    public Optional<Identity> identity() {
        return identity;
    }

    /** Where a server finds its users' secrets; if there is no authority either, in the account file of the process's user. */
    public Optional<AccountStore> accounts() {
        return accounts;
    }

    /** Who checks responses in a server's place. */
    public Optional<LogonAuthority> authority() {
        return authority;
    }

    /** What a server says of itself; if nothing is said, it is called as the first host among its {@link #targetNames}, else LOCALHOST. */
    public Optional<NtlmServerNames> serverNames() {
        return serverNames;
    }

    /**
     * The SPNs that a server answers to; if there are none, it does not look at what a client wanted to reach, and takes no client of its
     * own process, which cannot be told from one that its own challenge was handed to (MS08-068). A client that names no target is refused
     * unless {@link NtlmAllowance#SERVER_NO_TARGET} is named. Anonymous clients, which {@link ContextFlag#NULL_SESSION} asks for, are not
     * asked for a target: there is nothing that they could say it under.
     */
    public Set<String> targetNames() {
        return targetNames;
    }

    /** What is done only if it is named. */
    public Set<NtlmAllowance> allowances() {
        return allowances;
    }

    /** Names the client, no secrets. */
    @Override
    public String toString() {
        return "NtlmCred[" + identity.map(Object::toString).orElse("server") + ", " + allowances + "]";
    }

    /** Puts one together. */
    public static final class Builder {
        private final Set<String> targetNames = new LinkedHashSet<>();
        private final Set<NtlmAllowance> allowances = EnumSet.noneOf(NtlmAllowance.class);
        private Optional<Identity> identity = Optional.empty();
        private Optional<AccountStore> accounts = Optional.empty();
        private Optional<LogonAuthority> authority = Optional.empty();
        private Optional<NtlmServerNames> serverNames = Optional.empty();

        private Builder() {}

        /**
         * Who the client is.
         *
         * @throws IllegalArgumentException for another kind than {@link Identity.Password} and {@link Identity.NtHash}
         */
        public Builder identity(Identity identity) {
            if (!(identity instanceof Identity.Password || identity instanceof Identity.NtHash)) {
                throw new IllegalArgumentException("A client of NTLM is a user with a password or an NT hash");
            }
            this.identity = Optional.of(identity);
            return this;
        }

        /** Where the server finds its users' secrets, instead of an authority. */
        public Builder accounts(AccountStore accounts) {
            this.accounts = Optional.of(accounts);
            return this;
        }

        /** Who checks responses, instead of the server with a store. */
        public Builder authority(LogonAuthority authority) {
            this.authority = Optional.of(authority);
            return this;
        }

        public Builder serverNames(NtlmServerNames serverNames) {
            this.serverNames = Optional.of(serverNames);
            return this;
        }

        /**
         * More SPNs that the server answers to, such as {@code HTTP/web.example.com}: a client that names another one is refused with
         * SEC_E_WRONG_PRINCIPAL, and one that names none unless {@link NtlmAllowance#SERVER_NO_TARGET} is named.
         */
        public Builder targetNames(String... targetNames) {
            this.targetNames.addAll(List.of(targetNames));
            return this;
        }

        /** More of what is done only if it is named. */
        public Builder allow(NtlmAllowance... allowances) {
            this.allowances.addAll(List.of(allowances));
            return this;
        }

        /** @throws IllegalArgumentException for a store and an authority: one of them decides */
        public NtlmCred build() {
            if (accounts.isPresent() && authority.isPresent()) {
                throw new IllegalArgumentException("A server has an account store or an authority, not both");
            }
            return new NtlmCred(this);
        }
    }
}
