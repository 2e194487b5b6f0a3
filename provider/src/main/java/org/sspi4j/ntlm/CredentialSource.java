package org.sspi4j.ntlm;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.AccountStore;
import org.sspi4j.api.Decision;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmAllowance;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.NtlmServerNames;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.spi.Credential;
import org.sspi4j.spi.CredentialRequest;

/** Makes a credential of each kind of identity. */
record CredentialSource(CredentialRequest request) {
    /** In UTF-16 code units, as Windows has it. */
    private static final int LONGEST_PASSWORD = 256;

    Credential acquire() throws SspiException {
        var identity = request.identity();
        if (identity instanceof NtlmCred ntlm) {
            return of(ntlm);
        }
        if (identity instanceof Identity.Password || identity instanceof Identity.NtHash) {
            return of(NtlmCred.builder().identity(identity).build());
        }
        if (identity instanceof Identity.OfSubject) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NO_CREDENTIALS,
                    "The Subject has no credential of NTLM for " + request.use()
                            + " use: log in with SspiLoginModule and package=NTLM, or give the identity of a user");
        }
        throw new SspiException(
                SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                "NTLM has no use for " + identity.getClass().getSimpleName() + ": give a password, an NT hash or an NtlmCred");
    }

    private NtlmCredential of(NtlmCred cred) throws SspiException {
        Optional<NtlmCredential.Server> server =
                request.use().isInbound() ? Optional.of(server(cred)) : Optional.empty();
        Optional<NtlmCredential.Client> client =
                request.use().isOutbound() ? Optional.of(client(cred)) : Optional.empty();
        return new NtlmCredential(client, server, cred.allowances());
    }

    private NtlmCredential.Server server(NtlmCred cred) throws SspiException {
        Optional<AccountStore> accounts = cred.accounts();
        if (accounts.isEmpty() && cred.authority().isEmpty()) {
            accounts = Optional.of(AccountFile.ofUser());
        }
        var targetNames = new TargetNames(cred.targetNames());
        var names = cred.serverNames().orElseGet(targetNames::serverNames);
        note("The users are those of {}, the server is {} and answers to {}",
                accounts.<Object>map(Object::getClass).orElseGet(() -> cred.authority().orElseThrow().getClass()),
                names.nbComputerName(), targetNames);
        return new NtlmCredential.Server(accounts, cred.authority(), names, pairs(names), targetNames);
    }

    /** At no time. */
    private static AvPairs pairs(NtlmServerNames names) {
        var pairs = AvPairs.builder()
                .text(AvId.NB_DOMAIN_NAME, names.nbDomainName())
                .text(AvId.NB_COMPUTER_NAME, names.nbComputerName());
        names.dnsDomainName().ifPresent(name -> pairs.text(AvId.DNS_DOMAIN_NAME, name));
        names.dnsComputerName().ifPresent(name -> pairs.text(AvId.DNS_COMPUTER_NAME, name));
        names.dnsTreeName().ifPresent(name -> pairs.text(AvId.DNS_TREE_NAME, name));
        return pairs.timestamp(0).build();
    }

    private NtlmCredential.Client client(NtlmCred cred) throws SspiException {
        var identity = cred.identity().orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_NO_CREDENTIALS,
                "NTLM has no credentials of its own to fall back on, as Kerberos has its tickets: give the identity of a user"
                        + " (Identity.password or Identity.ntHash), or log in with SspiLoginModule and act with its Subject"));
        if (identity instanceof Identity.NtHash ntHash) {
            var name = named(UserName.of(ntHash.user()));
            note("The credentials are the NT hash of {}", name);
            return ntHash.ntHash().use(hash -> client(name, hash, Optional.empty()));
        }
        var password = (Identity.Password) identity;
        var name = UserName.of(password.user());
        if (name.isEmpty() && password.password().length() == 0) {
            note("The user and the password are empty: contexts are anonymous");
            return client(name, new byte[NtlmKeys.LENGTH], Optional.empty());
        }
        named(name);
        if (password.password().length() > 2 * LONGEST_PASSWORD) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                    "The password of " + name + " has more than " + LONGEST_PASSWORD + " characters");
        }
        note("The credentials are the password of {}", name);
        return password.password().use(utf16 -> {
            byte[] ntowfv1 = NtlmKeys.ntowfv1(utf16);
            try {
                return client(name, ntowfv1, lmowfv1(utf16, cred.allowances()));
            } finally {
                Arrays.fill(ntowfv1, (byte) 0);
            }
        });
    }

    private static NtlmCredential.Client client(UserName name, byte[] ntowfv1, Optional<Secret> lmowfv1) {
        return new NtlmCredential.Client(name, Secret.key(ntowfv1), Ntowfv2.of(ntowfv1, name.user(), name.domain()), lmowfv1);
    }

    private static Optional<Secret> lmowfv1(byte[] password, Set<NtlmAllowance> allowances) {
        return allowances.contains(NtlmAllowance.CLIENT_LM) ? NtlmKeys.lmowfv1(password).map(CredentialSource::taken) : Optional.empty();
    }

    private static Secret taken(byte[] key) {
        try {
            return Secret.key(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static UserName named(UserName name) throws SspiException {
        if (name.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_UNKNOWN_CREDENTIALS,
                    "A user without a name has no password: name the user, or leave both empty for an anonymous client");
        }
        return name;
    }

    private void note(String sentence, Object... values) {
        request.facilities().decisions().note(Decision.About.CREDENTIAL, sentence, values);
    }
}
