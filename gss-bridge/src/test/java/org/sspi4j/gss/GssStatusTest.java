package org.sspi4j.gss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.ietf.jgss.GSSException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

class GssStatusTest {
    @Nested
    @DisplayName("from SSPI to GSS-API")
    class FromSspi {
        @ParameterizedTest
        @CsvSource({
            "SEC_E_BAD_BINDINGS, 1",
            "SEC_E_SECPKG_NOT_FOUND, 2",
            "SEC_E_BAD_PKGID, 2",
            "SEC_E_TARGET_UNKNOWN, 3",
            "SEC_E_INVALID_UPN_NAME, 3",
            "SEC_E_MESSAGE_ALTERED, 6",
            "SEC_E_DECRYPT_FAILURE, 6",
            "SEC_E_CONTEXT_EXPIRED, 7",
            "SEC_I_CONTEXT_EXPIRED, 7",
            "SEC_E_CERT_EXPIRED, 8",
            "SEC_E_UNKNOWN_CREDENTIALS, 9",
            "SEC_E_INVALID_TOKEN, 10",
            "SEC_E_ILLEGAL_MESSAGE, 10",
            "SEC_E_INTERNAL_ERROR, 11",
            "SEC_E_NO_AUTHENTICATING_AUTHORITY, 11",
            "SEC_E_TIME_SKEW, 11",
            "SEC_E_LOGON_DENIED, 11",
            "SEC_E_WRONG_PRINCIPAL, 11",
            "SEC_E_INVALID_HANDLE, 12",
            "SEC_E_NO_CONTEXT, 12",
            "SEC_E_NO_CREDENTIALS, 13",
            "SEC_E_INCOMPLETE_CREDENTIALS, 13",
            "SEC_E_QOP_NOT_SUPPORTED, 14",
            "SEC_E_NOT_OWNER, 15",
            "SEC_E_NO_IMPERSONATION, 15",
            "SEC_E_DELEGATION_POLICY, 15",
            "SEC_E_UNSUPPORTED_FUNCTION, 16",
            "SEC_E_OUT_OF_SEQUENCE, 19",
            "SEC_E_SMARTCARD_CERT_EXPIRED, 8",
            "SEC_E_WRONG_CREDENTIAL_HANDLE, 9",
            "SEC_E_SMARTCARD_CERT_REVOKED, 9",
            "SEC_E_INCOMPLETE_MESSAGE, 10",
            "SEC_E_UNFINISHED_CONTEXT_DELETED, 12",
            "SEC_I_NO_LSA_CONTEXT, 12",
            "SEC_I_INCOMPLETE_CREDENTIALS, 13",
            "SEC_E_NO_KERB_KEY, 13",
            "SEC_E_POLICY_NLTM_ONLY, 15",
            "SEC_E_ONLY_HTTPS_ALLOWED, 15",
            "SEC_E_NO_S4U_PROT_SUPPORT, 16",
            "SEC_E_DELEGATION_REQUIRED, 11",
            "SEC_E_INVALID_PARAMETER, 11",
            "SEC_E_INSUFFICIENT_MEMORY, 11",
            "CRYPT_E_REVOKED, 9",
            "CRYPT_E_NO_REVOCATION_CHECK, 11",
            "CRYPT_E_REVOCATION_OFFLINE, 11",
        })
        void aStatusBecomesTheMajorCodeThatMeansTheSame(SecurityStatus status, int major) {
            assertEquals(major, GssStatus.exception(new SspiException(status, "x")).getMajor());
        }

        /** So that a new status cannot become a FAILURE because nobody thought of it. */
        @ParameterizedTest
        @EnumSource(SecurityStatus.class)
        void everyFailureHasOneRow(SecurityStatus status) {
            long rows = Stream.of(GssStatus.values()).filter(row -> row.isFrom(status)).count();
            if (status.isError()) {
                assertEquals(1, rows);
            } else {
                assertTrue(rows <= 1);
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SEC_E_OK")
        void ourSentenceIsWhatTheExceptionSays(SecurityStatus status) {
            for (var e : List.of(
                    GssStatus.exception(new SspiException(status, "do this and that")),
                    GssStatus.establishing(new SspiException(status, "do this and that")))) {
                assertTrue(e.getMessage().contains("do this and that"), e.getMessage());
                assertTrue(e.getMinorString().contains("do this and that"), e.getMinorString());
                assertTrue(e.getMinorString().contains(status.name()), e.getMinorString());
                assertSame(status, ((SspiException) e.getCause()).status());
            }
        }

        @ParameterizedTest
        @EnumSource(SecurityStatus.class)
        void everyStatusStaysAsTheMinorCodeWithItsSentence(SecurityStatus status) {
            var cause = new SspiException(status, "what happened");
            var e = GssStatus.exception(cause);
            assertEquals(status.value(), e.getMinor());
            assertTrue(e.getMinorString().contains("what happened"));
            assertSame(cause, e.getCause());
        }

        @Test
        void aTicketThatHasEndedIsACredentialWhileThereIsNoContext() {
            var ended = new SspiException(SecurityStatus.SEC_E_CONTEXT_EXPIRED, "x");
            assertEquals(GSSException.CREDENTIALS_EXPIRED, GssStatus.establishing(ended).getMajor());
            assertEquals(GSSException.CONTEXT_EXPIRED, GssStatus.exception(ended).getMajor());
        }
    }

    @Nested
    @DisplayName("from GSS-API to SSPI")
    class ToSspi {
        @ParameterizedTest
        @CsvSource({
            "1, SEC_E_BAD_BINDINGS",
            "2, SEC_E_SECPKG_NOT_FOUND",
            "3, SEC_E_TARGET_UNKNOWN",
            "4, SEC_E_TARGET_UNKNOWN",
            "5, SEC_E_INTERNAL_ERROR",
            "6, SEC_E_MESSAGE_ALTERED",
            "7, SEC_E_CONTEXT_EXPIRED",
            "8, SEC_E_CONTEXT_EXPIRED",
            "9, SEC_E_UNKNOWN_CREDENTIALS",
            "10, SEC_E_INVALID_TOKEN",
            "11, SEC_E_INTERNAL_ERROR",
            "12, SEC_E_INVALID_HANDLE",
            "13, SEC_E_NO_CREDENTIALS",
            "14, SEC_E_QOP_NOT_SUPPORTED",
            "15, SEC_E_LOGON_DENIED",
            "16, SEC_E_UNSUPPORTED_FUNCTION",
            "17, SEC_E_INVALID_PARAMETER",
            "18, SEC_E_TARGET_UNKNOWN",
            "19, SEC_E_OUT_OF_SEQUENCE",
            "20, SEC_E_OUT_OF_SEQUENCE",
            "21, SEC_E_OUT_OF_SEQUENCE",
            "22, SEC_E_OUT_OF_SEQUENCE",
        })
        void aMajorCodeBecomesTheStatusThatMeansTheSame(int major, SecurityStatus status) {
            assertEquals(status, GssStatus.toSspi(new GSSException(major)));
        }

        @Test
        void aMinorCodeThatIsAFailureOfSspiSaysMore() {
            var e = new GSSException(GSSException.FAILURE, SecurityStatus.SEC_E_TIME_SKEW.value(), "x");
            assertEquals(SecurityStatus.SEC_E_TIME_SKEW, GssStatus.toSspi(e));
        }

        @Test
        void minorCodesOfOtherImplementationsAreNotTakenForStatuses() {
            assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, GssStatus.toSspi(new GSSException(13, 0, "x")));
            assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, GssStatus.toSspi(new GSSException(13, -1, "x")));
        }
    }

    @Test
    void everyMajorCodeOfTheJdkHasARow() {
        var found = EnumSet.noneOf(GssStatus.class);
        for (int major = GSSException.BAD_BINDINGS; major <= GSSException.GAP_TOKEN; major++) {
            found.add(GssStatus.of(major).orElseThrow());
        }
        assertEquals(EnumSet.allOf(GssStatus.class), found);
        assertTrue(GssStatus.of(0).isEmpty());
        assertTrue(GssStatus.of(GSSException.GAP_TOKEN + 1).isEmpty());
    }
}
