package org.sspi4j.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.ietf.jgss.GSSException;
import org.junit.jupiter.api.function.Executable;
import org.sspi4j.api.NtStatus;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** A failure of whatever exception class, and the SECURITY_STATUS in it. */
record Refusal(Exception failure) {
    static Refusal of(Executable test) {
        return new Refusal(assertThrows(Exception.class, test));
    }

    void ifTold(boolean tells, SecurityStatus status, String words) {
        if (tells) {
            is(status, words);
        }
    }

    void is(SecurityStatus status, String words) {
        assertEquals(Optional.of(status), status(), failure::toString);
        assertTrue(failure.getMessage().contains(words), failure::toString);
    }

    void because(NtStatus reason) {
        assertEquals(reason, reason(), failure::toString);
    }

    /** Why an account may not log on. */
    NtStatus reason() {
        is(SecurityStatus.SEC_E_LOGON_DENIED, "");
        return ours().flatMap(SspiException::subStatus).orElseThrow(() -> new AssertionError("no reason", failure));
    }

    private Optional<SecurityStatus> status() {
        return ours().map(SspiException::status)
                .or(() -> failure instanceof GSSException e ? SecurityStatus.of(e.getMinor()) : Optional.empty());
    }

    private Optional<SspiException> ours() {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SspiException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }
}
