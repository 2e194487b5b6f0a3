package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_NO_CREDENTIALS;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_CREDENTIAL_HANDLE;

import java.util.Optional;
import javax.security.auth.callback.CallbackHandler;
import org.sspi4j.Sspi;
import org.sspi4j.account.CallbackAccounts;
import org.sspi4j.api.CredHandle;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.NtlmCred;
import org.sspi4j.api.SspiException;

/**
 * What a side proves itself with.
 *
 * @param owned whether it was acquired here, and is to be closed here
 */
record ChosenCredential(CredHandle handle, boolean owned) {
    /**
     * A client's: the handle it was given; else those of the client or Subject that the thread acts as; else what the callback handler
     * tells; else the process's own.
     */
    static ChosenCredential ofClient(Mechanism mechanism, SaslProperties properties, Optional<CallbackHandler> handler)
            throws SspiException {
        if (properties.credentials().isPresent()) {
            return given(mechanism, CredentialUse.OUTBOUND, properties.credentials().get());
        }
        if (Sspi.effectiveSubject().isPresent()) {
            try {
                return acquired(mechanism, CredentialUse.OUTBOUND, null);
            } catch (SspiException e) {
                if (e.status() != SEC_E_NO_CREDENTIALS || handler.isEmpty()) {
                    throw e;
                }
            }
        }
        try (var told = handler.isPresent() ? Prompts.ask(handler.get(), mechanism) : Prompts.nobody()) {
            return acquired(mechanism, CredentialUse.OUTBOUND, told.identity());
        }
    }

    /**
     * A server's: the handle it was given; for NTLM what the callback handler knows of users; else those of the Subject that the thread
     * acts as, or the process's own.
     */
    static ChosenCredential ofServer(
            Mechanism mechanism, SaslProperties properties, Optional<CallbackHandler> handler, Optional<String> target)
            throws SspiException {
        if (properties.credentials().isPresent()) {
            return given(mechanism, CredentialUse.INBOUND, properties.credentials().get());
        }
        if (mechanism == Mechanism.NTLM) {
            var server = NtlmCred.builder();
            handler.map(CallbackAccounts::new).ifPresent(server::accounts);
            target.ifPresent(server::targetNames);
            return acquired(mechanism, CredentialUse.INBOUND, server.build());
        }
        return acquired(mechanism, CredentialUse.INBOUND, null);
    }

    private static ChosenCredential given(Mechanism mechanism, CredentialUse use, SaslCredentials credentials) throws SspiException {
        var handle = credentials.handle(mechanism.packageName(), use).orElseThrow(() -> new SspiException(
                SEC_E_NO_CREDENTIALS,
                "Among the credentials there are none of " + mechanism.packageName() + " for " + use + " use, which "
                        + mechanism.text() + " takes"));
        if (!handle.packageInfo().name().equalsIgnoreCase(mechanism.packageName())) {
            throw new SspiException(
                    SEC_E_WRONG_CREDENTIAL_HANDLE,
                    "The credential is of " + handle.packageInfo().name() + ", and " + mechanism.text() + " takes one of "
                            + mechanism.packageName());
        }
        boolean usable = use.isInbound() ? handle.use().isInbound() : handle.use().isOutbound();
        if (!usable) {
            throw new SspiException(
                    SEC_E_WRONG_CREDENTIAL_HANDLE, "The credential is for " + handle.use() + " use, and this takes " + use);
        }
        return new ChosenCredential(handle, false);
    }

    private static ChosenCredential acquired(Mechanism mechanism, CredentialUse use, Identity identity) throws SspiException {
        return new ChosenCredential(Sspi.acquireCredentialsHandle(mechanism.packageName(), use, identity), true);
    }

    /** Contexts live on. */
    void release() {
        if (owned) {
            handle.close();
        }
    }
}
