package org.sspi4j.schannel;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sspi4j.api.SecurityStatus.CRYPT_E_REVOKED;
import static org.sspi4j.api.SecurityStatus.SEC_E_ALGORITHM_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_APPLICATION_PROTOCOL_MISMATCH;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_EXPIRED;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_UNKNOWN;
import static org.sspi4j.api.SecurityStatus.SEC_E_CERT_WRONG_USAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_DECRYPT_FAILURE;
import static org.sspi4j.api.SecurityStatus.SEC_E_ILLEGAL_MESSAGE;
import static org.sspi4j.api.SecurityStatus.SEC_E_INTERNAL_ERROR;
import static org.sspi4j.api.SecurityStatus.SEC_E_INVALID_TOKEN;
import static org.sspi4j.api.SecurityStatus.SEC_E_LOGON_DENIED;
import static org.sspi4j.api.SecurityStatus.SEC_E_MESSAGE_ALTERED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNFINISHED_CONTEXT_DELETED;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION;
import static org.sspi4j.api.SecurityStatus.SEC_E_UNTRUSTED_ROOT;
import static org.sspi4j.api.SecurityStatus.SEC_E_WRONG_PRINCIPAL;

import java.util.EnumSet;
import java.util.Set;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** What bytes may come to that no peer sends. */
final class Refusals {
    /** Those of alerts, in sspi.md 4, of certificates, and of bytes that are no TLS. */
    private static final Set<SecurityStatus> TABLE = EnumSet.of(
            SEC_E_INVALID_TOKEN,
            SEC_E_ILLEGAL_MESSAGE,
            SEC_E_MESSAGE_ALTERED,
            SEC_E_DECRYPT_FAILURE,
            SEC_E_ALGORITHM_MISMATCH,
            SEC_E_UNSUPPORTED_FUNCTION,
            SEC_E_APPLICATION_PROTOCOL_MISMATCH,
            SEC_E_UNFINISHED_CONTEXT_DELETED,
            SEC_E_LOGON_DENIED,
            SEC_E_UNTRUSTED_ROOT,
            SEC_E_WRONG_PRINCIPAL,
            SEC_E_CERT_UNKNOWN,
            SEC_E_CERT_EXPIRED,
            SEC_E_CERT_WRONG_USAGE,
            CRYPT_E_REVOKED);

    private Refusals() {}

    /** SEC_E_INTERNAL_ERROR stands for an alert of this name, and for nothing that went wrong here. */
    static void check(SspiException refusal, Object what) {
        boolean ofPeer = refusal.status() == SEC_E_INTERNAL_ERROR && refusal.getMessage().contains("the alert internal_error");
        if (!TABLE.contains(refusal.status()) && !ofPeer) {
            throw new AssertionError(what.toString(), refusal);
        }
        assertTrue(refusal.getMessage().lines().count() == 1, refusal::getMessage);
    }
}
