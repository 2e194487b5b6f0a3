package org.sspi4j.jaas;

import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;

import java.util.List;
import java.util.Optional;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SspiException;

/**
 * What a login of NTLM has that others have not.
 *
 * @param ntHash whether what handlers and other modules tell is the NT hash of the password, in hexadecimal
 * @param accounts an initiator's own account, and an acceptor's users
 * @param targetNames what an acceptor answers to; empty for whatever a client wants to reach
 */
record NtlmLogin(boolean ntHash, Optional<AccountFile> accounts, List<String> targetNames) {
    static final String PACKAGE = "NTLM";

    /** What a login is worth: to be read in the log, behind whose it is. */
    static final String UNPROVEN = "; nobody has proven it: that a server does";

    /** How a credential is acquired. */
    @FunctionalInterface
    interface Acquire {
        CredHandle of(Identity identity) throws SspiException;
    }

    /** The credential of a user who told a secret. */
    CredHandle ofSecret(CredentialUse use, String user, Secret told, Acquire acquire) throws SspiException {
        if (!ntHash) {
            return acquire.of(completed(use, Optional.of(Identity.password(user, told))));
        }
        try (var hash = told.hexDecoded()) {
            return acquire.of(completed(use, Optional.of(Identity.ntHash(user, hash))));
        } catch (IllegalArgumentException e) {
            throw new SspiException(
                    SEC_E_LOGON_DENIED,
                    "useNtHash=true, and what was told for " + OneLine.of(user) + " is no NT hash: 32 hexadecimal digits",
                    e);
        }
    }

    /** The credential of a user whose hash is in the file. */
    CredHandle ofAccount(CredentialUse use, String user, Acquire acquire) throws SspiException {
        int backslash = user.indexOf('\\');
        var found = accounts.orElseThrow()
                .find(backslash < 0 ? "" : user.substring(0, backslash), user.substring(backslash + 1))
                .toCompletableFuture()
                .join();
        if (found.isEmpty()) {
            throw new SspiException(SEC_E_NO_CREDENTIALS, accounts.get() + " has no account " + OneLine.of(user));
        }
        try (var account = found.get()) {
            return acquire.of(completed(use, Optional.of(Identity.ntHash(user, account.secret().secret()))));
        }
    }

    /** The credential of an acceptor, who is nobody in particular. Its users' file can be read: else nobody could ever log on to it. */
    CredHandle ofUsers(Acquire acquire) throws SspiException {
        accounts.orElseThrow().entries();
        return acquire.of(completed(CredentialUse.INBOUND, Optional.empty()));
    }

    private Identity completed(CredentialUse use, Optional<Identity> whose) {
        if (!use.isInbound()) {
            return whose.orElseThrow();
        }
        var credential = NtlmCred.builder().targetNames(targetNames.toArray(String[]::new));
        accounts.ifPresent(credential::accounts);
        whose.ifPresent(credential::identity);
        return credential.build();
    }
}
