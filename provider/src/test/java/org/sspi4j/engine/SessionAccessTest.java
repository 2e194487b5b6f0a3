package org.sspi4j.engine;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Set;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.AccessToken;
import java.util.Optional;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.logon.Subjects;
import org.sspi4j.logon.ThreadToken;

@DisplayName("Whose credentials are meant where none are given: a thread that acts as somebody")
@Tag("S3")
class SessionAccessTest {
    private static final KerberosConfig CONFIG =
            KerberosConfig.builder().defaultCcache("FILE:/from/config").defaultKeytab("/keytab/of/config").build();

    private final Subject subject = new Subject();

    private static Identity of(CredentialUse use) throws SspiException {
        return SessionAccess.ofThread().identity(Acquisition.of("Kerberos", use, null, CONFIG), Optional.empty()).identity();
    }

    @Test
    @Tag("S12")
    void isTheSubjectBoundToIt() throws Exception {
        for (var use : CredentialUse.values()) {
            var identity = (Identity.OfSubject) Subjects.callAs(subject, () -> of(use));
            assertSame(subject, identity.subject());
        }
    }

    @Test
    @Tag("S45")
    void isTheClientThatItImpersonatesAndNeverTheProcess() throws Exception {
        var token = AccessToken.of("bob@EXAMPLE.COM", ImpersonationLevel.IMPERSONATION, Set.of());
        try (var impersonation = ThreadToken.impersonate(token)) {
            var identity = (Identity.OfSubject) of(CredentialUse.OUTBOUND);
            assertSame(impersonation.token().subject(), identity.subject());
        }
    }

    /** Even one that only says who the client is: never the process's own credentials. */
    @ParameterizedTest
    @EnumSource(ImpersonationLevel.class)
    void isThatClientAtEveryLevel(ImpersonationLevel level) throws Exception {
        var token = AccessToken.of("bob@EXAMPLE.COM", level, Set.of());
        for (var use : CredentialUse.values()) {
            var identity = (Identity.OfSubject) ThreadToken.callAs(token, () -> of(use));
            assertSame(token.subject(), identity.subject());
        }
    }

    @Test
    void isTheProcessAgainAfterARevert() throws Exception {
        ThreadToken.impersonate(AccessToken.of("bob@EXAMPLE.COM", ImpersonationLevel.IMPERSONATION, Set.of()));
        ThreadToken.revert();
        assertInstanceOf(Identity.Ccache.class, of(CredentialUse.OUTBOUND));
    }

    @Test
    void isTheInnermostOfBoth() throws Exception {
        var token = AccessToken.of("bob@EXAMPLE.COM", ImpersonationLevel.IMPERSONATION, Set.of());
        try (var impersonation = ThreadToken.impersonate(token)) {
            var inner = (Identity.OfSubject) Subjects.callAs(subject, () -> of(CredentialUse.OUTBOUND));
            assertSame(subject, inner.subject());
            assertSame(impersonation.token().subject(), ((Identity.OfSubject) of(CredentialUse.OUTBOUND)).subject());
        }
    }
}
