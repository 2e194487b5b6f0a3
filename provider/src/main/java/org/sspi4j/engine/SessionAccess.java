package org.sspi4j.engine;

import java.util.Optional;
import javax.security.auth.Subject;
import org.sspi4j.api.Identity;
import org.sspi4j.api.Luid;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.credential.DefaultIdentity;
import org.sspi4j.logon.LogonSessions;
import org.sspi4j.logon.ThreadToken;
import org.sspi4j.spi.PrivilegePolicy;
import org.sspi4j.spi.PrivilegePolicy.Privilege;

/**
 * Whose credentials a call is about: those it brings, those of the session that it was made in, or, with SE_TCB_NAME, those of another
 * logon session.
 *
 * @param caller whom the calling thread acts as, wherever the work is done; empty for the process
 */
record SessionAccess(Optional<Subject> caller) {
    static SessionAccess ofThread() {
        return new SessionAccess(ThreadToken.effectiveSubject());
    }

    /** Whatever the call brings with it: another session's logon id takes the privilege. */
    void check(Acquisition asked, PrivilegePolicy privileges) throws SspiException {
        var foreign = foreign(asked);
        if (foreign.isPresent()) {
            requireTcb(foreign.get(), privileges);
        }
    }

    /**
     * Of a call that was {@linkplain #check checked}.
     *
     * @param ofProcess what the package takes for the process's own; empty for Kerberos' default cache or keytab
     */
    DefaultIdentity identity(Acquisition asked, Optional<Identity> ofProcess) throws SspiException {
        if (asked.identity().isPresent()) {
            return new DefaultIdentity(asked.identity().get(), Optional.empty());
        }
        var foreign = foreign(asked);
        if (foreign.isPresent() && !foreign.get().equals(LogonSessions.ofProcess())) {
            return ofSession(foreign.get());
        }
        if (ofProcess.isPresent() && (foreign.isPresent() || caller.isEmpty())) {
            return new DefaultIdentity(ofProcess.get(), Optional.empty());
        }
        return foreign.isPresent()
                ? DefaultIdentity.ofProcess(asked.use(), asked.config())
                : DefaultIdentity.of(null, caller, asked.use(), asked.config());
    }

    private Optional<Luid> foreign(Acquisition asked) {
        return asked.logonId().filter(luid -> !luid.equals(own()));
    }

    private Luid own() {
        return caller.map(LogonSessions::of).orElse(LogonSessions.ofProcess());
    }

    /** Before anything is looked up: whoever may not ask does not learn which sessions there are. */
    private static void requireTcb(Luid session, PrivilegePolicy privileges) throws SspiException {
        if (!holdsTcb(privileges)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_NOT_OWNER,
                    "The logon session " + session + " is not the caller's, and the process does not hold SE_TCB_NAME:"
                            + " pass no logon id for the caller's own credentials, or grant the privilege by a PrivilegePolicy");
        }
    }

    private static boolean holdsTcb(PrivilegePolicy privileges) throws SspiException {
        try {
            return privileges.holds(Privilege.TCB);
        } catch (RuntimeException e) {
            throw new SspiException(SecurityStatus.SEC_E_NOT_OWNER, "The policy that decides on SE_TCB_NAME failed", e);
        }
    }

    private static DefaultIdentity ofSession(Luid session) throws SspiException {
        var subject = LogonSessions.subject(session).orElseThrow(() -> new SspiException(
                SecurityStatus.SEC_E_NO_CREDENTIALS, "There is no logon session " + session + ", or it has ended"));
        return new DefaultIdentity(
                Identity.of(subject), Optional.of("SE_TCB_NAME is held: the credentials of the logon session " + session + " count"));
    }
}
