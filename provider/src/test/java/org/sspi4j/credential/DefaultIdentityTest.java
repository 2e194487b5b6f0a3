package org.sspi4j.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sspi4j.api.AccessToken;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.ImpersonationLevel;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosEnvironment;
import org.sspi4j.logon.Subjects;
import org.sspi4j.logon.ThreadToken;

class DefaultIdentityTest {
    private static final KerberosConfig CONFIG =
            KerberosConfig.builder().defaultCcache("FILE:/from/config").defaultKeytab("/keytab/of/config").build();

    private static Identity of(CredentialUse use) throws SspiException {
        return DefaultIdentity.of(null, use, CONFIG).identity();
    }

    @Test
    void anIdentityIsItself() throws Exception {
        var identity = Identity.ccache(Path.of("/mine"));
        assertSame(identity, DefaultIdentity.of(identity, CredentialUse.OUTBOUND, CONFIG).identity());
    }

    @Nested
    @DisplayName("a thread that acts as somebody")
    @Tag("S3")
    class OfTheThread {
        private final Subject subject = new Subject();

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

    @Nested
    @DisplayName("the process")
    class OfTheProcess {
        private Identity of(CredentialUse use, Map<String, String> variables) throws SspiException {
            return DefaultIdentity.ofProcess(use, CONFIG, KerberosEnvironment.of(variables, OptionalLong.of(7))).identity();
        }

        @Test
        @Tag("S3")
        @Tag("S12")
        void initiatesWithTheDefaultCache() throws Exception {
            assertEquals(Identity.ccache(Path.of("/from/config")), of(CredentialUse.OUTBOUND, Map.of()));
            assertEquals(
                    Identity.ccache(Path.of("/from/variable")),
                    of(CredentialUse.OUTBOUND, Map.of("KRB5CCNAME", "FILE:/from/variable")));
        }

        @Test
        void acceptsWithTheDefaultKeytab() throws Exception {
            for (var use : Set.of(CredentialUse.INBOUND, CredentialUse.BOTH)) {
                assertEquals(Identity.keytab(Path.of("/keytab/of/config")), of(use, Map.of()));
                assertEquals(Identity.keytab(Path.of("/k")), of(use, Map.of("KRB5_KTNAME", "/k")));
            }
        }

        @Test
        void aCacheMayBeOfAnyType() throws Exception {
            assertEquals(Identity.ccache("KCM:"), of(CredentialUse.OUTBOUND, Map.of("KRB5CCNAME", "KCM:")));
        }

        @Test
        void aKeytabThatIsNoFileIsNoCredentialsAndSaysWhatToDo() {
            var failure = assertThrows(
                    SspiException.class, () -> of(CredentialUse.INBOUND, Map.of("KRB5_KTNAME", "MEMORY:mine")));
            assertEquals(SecurityStatus.SEC_E_NO_CREDENTIALS, failure.status());
            assertEquals(true, failure.getMessage().contains("KRB5_KTNAME=FILE:/path"), failure.getMessage());
        }
    }
}
