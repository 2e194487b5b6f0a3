package org.sspi4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KerberosEnvironmentTest {
    private static final KerberosConfig EMPTY = KerberosConfig.builder().build();
    private static final KerberosConfig SET = KerberosConfig.builder()
            .defaultCcache("FILE:/run/%{uid}/%{null}cc").defaultKeytab("/srv/keytab").defaultClientKeytab("%{TEMP}/%{euid}.keytab").build();

    @TempDir
    Path folder;

    @Nested
    @DisplayName("KRB5_CONFIG")
    class Config {
        @Test
        void itComesBeforeTheSystemsFile() throws IOException, ConfigException {
            Path named = realm("named", "NAMED");
            Path system = realm("system", "SYSTEM");
            assertEquals(Optional.of("NAMED"), environment("KRB5_CONFIG", named.toString()).config(system).defaultRealm());
            assertEquals(Optional.of("SYSTEM"), environment("KRB5_CONFIG", "").config(system).defaultRealm());
            assertEquals(Optional.of("SYSTEM"), environment("OTHER", "x").config(system).defaultRealm());
        }

        @Test
        void ofSeveralFilesThoseThatExistAreOneTheEarlierFirst() throws IOException, ConfigException {
            Path a = realm("a", "A");
            Path b = realm("b", "B");
            String names = folder.resolve("none") + File.pathSeparator + b + File.pathSeparator + a;
            var config = environment("KRB5_CONFIG", names).config(folder.resolve("system"));
            assertEquals(Optional.of("B"), config.defaultRealm());
            assertEquals(b + " and " + a, config.origin());
            assertEquals(List.of(a + " line 2: [libdefaults] default_realm (an earlier line says it)"),
                    config.ignored().stream().map(Object::toString).toList());
        }

        @Test
        void whereThereIsNoneTheConfigurationSaysSo() throws ConfigException {
            Path none = folder.resolve("none");
            assertEquals("nothing: there is no " + none + ", and KRB5_CONFIG is not set", environment("X", "x").config(none).origin());
            var named = environment("KRB5_CONFIG", none.toString()).config(none);
            assertEquals("nothing: KRB5_CONFIG names " + none + ", which does not exist", named.origin());
            assertEquals(Optional.empty(), named.defaultRealm());
        }
    }

    @Nested
    @DisplayName("KRB5CCNAME, KRB5_KTNAME, KRB5_CLIENT_KTNAME")
    class Stores {
        @Test
        void variablesComeFirstAndAreNotExpanded() throws ConfigException {
            assertEquals("FILE:/v/%{uid}", environment("KRB5CCNAME", "FILE:/v/%{uid}").ccacheName(SET));
            assertEquals(Path.of("/v"), environment("KRB5_KTNAME", "WRFILE:/v").keytab(SET));
            assertEquals(Optional.of(Path.of("/v")), environment("KRB5_CLIENT_KTNAME", "/v").clientKeytab(SET));
        }

        @Test
        void thenTheConfiguration() throws ConfigException {
            assertEquals("FILE:/run/1000/cc", environment("KRB5CCNAME", "").ccacheName(SET));
            assertEquals(Path.of("/srv/keytab"), environment("X", "x").keytab(SET));
            assertEquals(Optional.of(Path.of("/var/tmp/1000.keytab")), environment("TMPDIR", "/var/tmp").clientKeytab(SET));
            assertEquals(Optional.of(Path.of("/tmp/1000.keytab")), environment("X", "x").clientKeytab(SET));
        }

        @Test
        void thenTheDefaults() throws ConfigException {
            assertEquals("FILE:/tmp/krb5cc_1000", environment("X", "x").ccacheName(EMPTY));
            assertEquals(Path.of("/etc/krb5.keytab"), environment("X", "x").keytab(EMPTY));
            assertEquals(Optional.empty(), environment("X", "x").clientKeytab(EMPTY));
        }

        @ParameterizedTest
        @ValueSource(strings = {"KCM:", "KEYRING:persistent:1000", "MEMORY:x", "DIR:/tmp/ccs", "file:/tmp/x", "API:x"})
        void aCacheOfAnyTypeIsNamedAndAKeytabIsAFile(String name) throws ConfigException {
            assertEquals(name, environment("KRB5CCNAME", name).ccacheName(EMPTY));
            assertEquals(name, environment("X", "x").ccacheName(KerberosConfig.builder().defaultCcache(name).build()));
            var e = assertThrows(ConfigException.class, () -> environment("KRB5_KTNAME", name).keytab(EMPTY));
            assertEquals("\"" + name + "\": this is to be a file, set KRB5_KTNAME=FILE:/path", e.getMessage());
            assertThrows(ConfigException.class, () -> environment("KRB5CCNAME", name).ccache(EMPTY));
        }

        @Test
        void aCacheThatIsAFileHasAPath() throws ConfigException {
            assertEquals(Path.of("/run/1000/cc"), environment("KRB5CCNAME", "").ccache(SET));
        }

        @Test
        void aDriveIsNotAType() throws ConfigException {
            assertEquals(Path.of("C:/keytab"), environment("KRB5_KTNAME", "C:/keytab").keytab(EMPTY));
        }

        @Test
        void anUnknownUserOrParameterIsRefused() {
            var nobody = KerberosEnvironment.of(Map.of(), OptionalLong.empty());
            assertEquals("the number of the user is not known here: set KRB5CCNAME=FILE:/path",
                    assertThrows(ConfigException.class, () -> nobody.ccache(EMPTY)).getMessage());
            var other = KerberosConfig.builder().defaultCcache("/%{username}").build();
            assertEquals("%{username} is not known here: set KRB5CCNAME=FILE:/path",
                    assertThrows(ConfigException.class, () -> nobody.ccache(other)).getMessage());
        }

        @Test
        void whatIsNoPathIsRefused() {
            assertThrows(ConfigException.class, () -> environment("KRB5_KTNAME", "/a\0b").keytab(EMPTY));
        }
    }

    @Test
    void theProcessKnowsItsUser() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self")));
        Path mine = Files.createFile(folder.resolve("mine"));
        assertEquals((Integer) Files.getAttribute(mine, "unix:uid"), (int) KerberosEnvironment.processUid().orElseThrow());
    }

    private Path realm(String file, String realm) throws IOException {
        return Files.writeString(folder.resolve(file), "[libdefaults]\ndefault_realm = " + realm + "\n");
    }

    private static KerberosEnvironment environment(String variable, String value) {
        return KerberosEnvironment.of(Map.of(variable, value), OptionalLong.of(1000));
    }
}
