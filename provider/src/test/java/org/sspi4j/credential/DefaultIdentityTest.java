package org.sspi4j.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import javax.security.auth.Subject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.api.Identity;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosEnvironment;

class DefaultIdentityTest {
    private static final KerberosConfig CONFIG =
            KerberosConfig.builder().defaultCcache("FILE:/from/config").defaultKeytab("/keytab/of/config").build();

    @Test
    void anIdentityIsItself() throws Exception {
        var identity = Identity.ccache(Path.of("/mine"));
        var somebody = Optional.of(new Subject());
        assertSame(identity, DefaultIdentity.of(identity, somebody, CredentialUse.OUTBOUND, CONFIG).identity());
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
