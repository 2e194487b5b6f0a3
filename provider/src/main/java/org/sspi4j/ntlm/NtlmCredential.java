package org.sspi4j.ntlm;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.CredentialAttribute;
import org.sspi4j.api.LogonAuthority;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmServerNames;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Credential;

/**
 * Who a client is, or where a server finds its users, or both.
 *
 * @param client of a credential to initiate with
 * @param server of a credential to accept with
 * @param allowances what is done only if it is named
 */
record NtlmCredential(Optional<Client> client, Optional<Server> server, Set<NtlmAllowance> allowances) implements Credential {
    /**
     * A client's user. Its keys are derived once and serve every context.
     *
     * @param ntowfv1 looked at where NTLMv1 is allowed alone
     * @param lmowfv1 of a password that has one, where LM is allowed
     */
    record Client(UserName name, Secret ntowfv1, Ntowfv2 ntowfv2, Optional<Secret> lmowfv1) {
        /** Nobody: the user, the domain and the password are empty. */
        boolean isAnonymous() {
            return name.isEmpty();
        }

        private void close() {
            ntowfv1.close();
            ntowfv2.close();
            lmowfv1.ifPresent(Secret::close);
        }
    }

    /**
     * A server.
     *
     * @param accounts where its users' secrets are, if not with an authority
     * @param pairs what it says of itself in each challenge, with the time of the challenge
     */
    record Server(
            Optional<AccountStore> accounts,
            Optional<LogonAuthority> authority,
            NtlmServerNames names,
            AvPairs pairs,
            TargetNames targetNames) {}

    boolean allows(NtlmAllowance allowance) {
        return allowances.contains(allowance);
    }

    @Override
    public Optional<String> name() {
        return client.flatMap(it -> it.name().optional());
    }

    /** Names are compared as NTLM does it, without regard to case. */
    @Override
    public boolean isOf(String principal) throws SspiException {
        var asked = UserName.of(principal);
        return client.isPresent() && client.get().name().isSameAs(asked);
    }

    @Override
    public Instant expiry() {
        return Instant.MAX;
    }

    @Override
    public <T> T query(CredentialAttribute<T> attribute) throws SspiException {
        if (attribute != CredentialAttribute.NAMES) {
            return Credential.super.query(attribute);
        }
        var name = name().orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_NO_CREDENTIALS, "The credential is a server's and names no user"));
        return attribute.structure().cast(new CredentialAttribute.Names(name));
    }

    @Override
    public void close() {
        client.ifPresent(Client::close);
    }

    /** No secrets. */
    @Override
    public String toString() {
        return "NtlmCredential[" + name().orElse("server") + ", " + allowances + "]";
    }
}
