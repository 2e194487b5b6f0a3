package org.sspi4j.schannel;

import java.util.EnumSet;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SchCredFlag;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.schannel.tls.TlsAgreement;

/** What can be asked of a context of TLS, and what it has. */
final class ContextFlags {
    private static final Set<ContextFlag> REFUSED = EnumSet.of(
            ContextFlag.DELEGATE, ContextFlag.DATAGRAM, ContextFlag.USE_DCE_STYLE, ContextFlag.MESSAGES, ContextFlag.CONFIDENTIALITY_ONLY);

    /** What TLS always is. */
    private static final Set<ContextFlag> ALWAYS = EnumSet.of(
            ContextFlag.STREAM, ContextFlag.CONFIDENTIALITY, ContextFlag.REPLAY_DETECT, ContextFlag.SEQUENCE_DETECT);

    /** What is true here, told to whoever asks. */
    private static final Set<ContextFlag> TOLD = EnumSet.of(
            ContextFlag.ALLOCATE_MEMORY, ContextFlag.EXTENDED_ERROR, ContextFlag.USE_SUPPLIED_CREDS);

    private ContextFlags() {}

    static void checkPossible(Set<ContextFlag> asked) throws SspiException {
        for (var flag : asked) {
            if (REFUSED.contains(flag)) {
                throw new SspiException(
                        SecurityStatus.SEC_E_UNSUPPORTED_FUNCTION, "Schannel does not offer " + flag + ": leave it out");
            }
        }
    }

    static Set<ContextFlag> granted(Connection connection, TlsAgreement agreement, boolean mapped) {
        var asked = connection.request().flags();
        var granted = EnumSet.copyOf(ALWAYS);
        for (var flag : asked) {
            if (TOLD.contains(flag)) {
                granted.add(flag);
            }
        }
        if (connection.isClient()) {
            if (connection.isCheckedByTheApplication()) {
                granted.add(ContextFlag.MANUAL_CRED_VALIDATION);
            } else if (!agreement.localCertificates().isEmpty()) {
                granted.add(ContextFlag.MUTUAL_AUTH);
            }
        } else {
            // RET_MUTUAL_AUTH of a server says that the certificate stands for an account.
            if (mapped) {
                granted.add(ContextFlag.MUTUAL_AUTH);
            }
            if (asked.contains(ContextFlag.SESSION_TICKET) && !connection.credential().has(SchCredFlag.DISABLE_RECONNECTS)) {
                granted.add(ContextFlag.SESSION_TICKET);
            }
        }
        return granted;
    }
}
