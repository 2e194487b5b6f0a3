package org.sspi4j.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.fixture.Edits;

/** A live conversation by way of a server, one of whose tokens is edited. */
class IakerbFuzzTest {
    private static final int TOKENS = 8;
    private static final Set<SecurityStatus> REFUSALS = EnumSet.of(
            SecurityStatus.SEC_E_INVALID_TOKEN,
            SecurityStatus.SEC_E_MESSAGE_ALTERED,
            SecurityStatus.SEC_E_DOWNGRADE_DETECTED,
            SecurityStatus.SEC_E_WRONG_PRINCIPAL,
            SecurityStatus.SEC_E_NO_CREDENTIALS,
            SecurityStatus.SEC_E_LOGON_DENIED,
            SecurityStatus.SEC_E_TARGET_UNKNOWN,
            SecurityStatus.SEC_E_OUT_OF_SEQUENCE,
            SecurityStatus.SEC_E_TIME_SKEW,
            SecurityStatus.SEC_E_CONTEXT_EXPIRED,
            SecurityStatus.SEC_E_INTERNAL_ERROR,
            SecurityStatus.SEC_E_KDC_INVALID_REQUEST,
            SecurityStatus.SEC_E_KDC_UNKNOWN_ETYPE,
            SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH,
            SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
            SecurityStatus.SEC_E_MAX_REFERRALS_EXCEEDED,
            SecurityStatus.SEC_E_NO_AUTHENTICATING_AUTHORITY);

    /** Either both ends are alice's and the server's, or it is refused. */
    @MethodSource("org.sspi4j.fixture.Edits#inputs")
    @FuzzTest(maxDuration = "2m")
    void oneTokenEdited(byte[] input) throws Exception {
        var edits = new Edits(input);
        try (var line = new IakerbConversation()) {
            line.kdc.lenient();
            line.clientConfig.iakerbBeforeMit122(edits.number(1) == 1);
            line.changes.put(edits.number(TOKENS - 1), edits::of);
            try (var ends = line.establish()) {
                assertEquals("alice@EXAMPLE.COM", ends.server().context().accessToken().userName());
                ends.talk();
            } catch (SspiException e) {
                assertTrue(REFUSALS.contains(e.status()), e::toString);
                assertFalse(e.getCause() instanceof RuntimeException, e::toString);
            }
        }
    }
}
