package org.sspi4j.api;

import java.util.Objects;
import java.util.Optional;

/**
 * CREDSSP_CRED: authentication data for both Schannel and Negotiate, for CredSSP. Each of the two packages takes its own part.
 *
 * @param type what it is made of
 * @param schannelCred pSchannelCred: a {@link SchannelCred} or {@link SchCredentials}; empty for a client without a certificate
 * @param spnegoCred pSpnegoCred: empty for the caller's own credentials
 * @spec credssp.h CREDSSP_CRED
 */
public record CredSspCred(SubmitType type, Optional<SchannelSettings> schannelCred, Optional<Identity> spnegoCred)
        implements Identity {
    /** CREDSPP_SUBMIT_TYPE. */
    public enum SubmitType {
        PASSWORD_CREDS(2),
        SCHANNEL_CREDS(4),
        CERTIFICATE_CREDS(13),
        SUBMIT_BUFFER_BOTH(50),
        SUBMIT_BUFFER_BOTH_OLD(51),
        CRED_EX(100);

        private final int value;

        SubmitType(int value) {
            this.value = value;
        }

        /** The number of the header. */
        public int value() {
            return value;
        }
    }

    public CredSspCred {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(schannelCred, "schannelCred");
        Objects.requireNonNull(spnegoCred, "spnegoCred");
    }

    /** Both members. */
    public static CredSspCred of(SchannelSettings schannelCred, Identity spnegoCred) {
        return new CredSspCred(SubmitType.SUBMIT_BUFFER_BOTH, Optional.of(schannelCred), Optional.of(spnegoCred));
    }
}
