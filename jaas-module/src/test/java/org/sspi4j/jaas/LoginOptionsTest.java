package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.config.ConfigException;
import org.sspi4j.jaas.CredentialSource.KeytabFile;
import org.sspi4j.jaas.CredentialSource.Password;
import org.sspi4j.jaas.CredentialSource.SharedPassword;
import org.sspi4j.jaas.CredentialSource.TicketCache;

class LoginOptionsTest {
    @Nested
    @DisplayName("sources")
    class Sources {
        @Test
        void withoutAnyOptionAPasswordIsAskedForAndKerberosUsed() throws Exception {
            var options = parsed();
            assertEquals("Kerberos", options.packageName());
            assertEquals(List.of(new Password()), options.sources());
            assertEquals(CredentialUse.OUTBOUND, options.use());
            assertEquals(Optional.empty(), options.principal());
            assertFalse(options.anyPrincipal());
        }

        @Test
        void theCacheComesBeforeTheKeytabAndTheKeytabBeforeThePassword() throws Exception {
            var options = parsed(
                    "useKeyTab", "true", "keyTab", "/k", "useTicketCache", "TRUE", "ticketCache", "FILE:/c", "principal", "alice");
            assertEquals(
                    List.of(new TicketCache("FILE:/c", false), new KeytabFile(Path.of("/k")), new Password()),
                    options.sources());
            assertEquals(Optional.of("alice"), options.principal());
        }

        @Test
        void ticketsOfACacheMayBeRenewed() throws Exception {
            var options = parsed("useTicketCache", "true", "ticketCache", "/c", "renewTGT", "true", "doNotPrompt", "true");
            assertEquals(List.of(new TicketCache("/c", true)), options.sources());
        }

        /** As sun.security.krb5.internal.ktab.KeyTab.normalize has it. */
        @ParameterizedTest
        @ValueSource(strings = {"FILE:", "file:", "File:", "ANY:FILE:", "any:file:", "SRVTAB:", "srvtab:", ""})
        void aKeytabMayBeWrittenWithItsType(String type) throws Exception {
            var options = parsed("useKeyTab", "true", "keyTab", type + "/etc/web.keytab", "doNotPrompt", "true");
            assertEquals(List.of(new KeytabFile(Path.of("/etc/web.keytab"))), options.sources());
        }

        @Test
        void withoutNamesTheFilesAreThoseOfTheConfiguration(@TempDir Path dir) throws Exception {
            var conf = Files.writeString(dir.resolve("krb5.conf"), """
                    [libdefaults]
                        default_keytab_name = FILE:/of/conf.keytab
                        default_ccache_name = /of/conf.cc
                    """);
            var options = parsed("useKeyTab", "true", "useTicketCache", "true", "krb5Conf", conf.toString());
            assertEquals(
                    List.of(
                            new TicketCache("/of/conf.cc", false),
                            new KeytabFile(Path.of("/of/conf.keytab")),
                            new Password()),
                    options.sources());
        }

        @ParameterizedTest
        @ValueSource(strings = {"DIR:/run/tickets", "KCM:", "MEMORY:mine", "KEYRING:persistent:0"})
        void aCacheMayBeOfAnyType(String name, @TempDir Path dir) throws Exception {
            var conf = Files.writeString(dir.resolve("krb5.conf"), "[libdefaults]\n    default_ccache_name = " + name + "\n");
            var expected = List.of(new TicketCache(name, false), new Password());
            assertEquals(expected, parsed("useTicketCache", "true", "ticketCache", name).sources());
            assertEquals(expected, parsed("useTicketCache", "true", "krb5Conf", conf.toString()).sources());
        }

        @Test
        void nobodyIsAskedForAPasswordOfAnyPrincipal() throws Exception {
            var options = parsed("isInitiator", "false", "principal", "*", "useKeyTab", "true", "keyTab", "/k");
            assertTrue(options.anyPrincipal());
            assertEquals(Optional.empty(), options.principal());
            assertEquals(List.of(new KeytabFile(Path.of("/k"))), options.sources());
        }

        @Test
        void aCacheIsNoSourceForWhoAccepts() throws Exception {
            var options = parsed("storeKey", "true", "useTicketCache", "true", "ticketCache", "/c");
            assertEquals(List.of(new Password()), options.sources());
        }
    }

    @Nested
    @DisplayName("the password that modules share")
    class FirstPass {
        @Test
        void comesAfterTheFilesAndBeforeSomebodyIsAsked() throws Exception {
            var options = parsed("tryFirstPass", "true", "useTicketCache", "true", "ticketCache", "/c", "useKeyTab", "true",
                    "keyTab", "/k");
            assertEquals(
                    List.of(
                            new TicketCache("/c", false),
                            new KeytabFile(Path.of("/k")),
                            new SharedPassword(),
                            new Password()),
                    options.sources());
        }

        @ParameterizedTest
        @CsvSource({"useFirstPass,false", "useFirstPass,true", "tryFirstPass,true"})
        void isTheLastWayIfNobodyMayBeAskedAfterIt(String option, String doNotPrompt) throws Exception {
            assertEquals(List.of(new SharedPassword()), parsed(option, "true", "doNotPrompt", doNotPrompt).sources());
        }

        @Test
        void isOnlyTriedIfBothAreSaid() throws Exception {
            var options = parsed("useFirstPass", "true", "tryFirstPass", "true");
            assertEquals(List.of(new SharedPassword(), new Password()), options.sources());
        }

        @ParameterizedTest
        @ValueSource(strings = {"useFirstPass", "tryFirstPass"})
        void hasKeysToStore(String option) throws Exception {
            var options = parsed(option, "true", "storeKey", "true", "doNotPrompt", "true", "isInitiator", "false");
            assertEquals(List.of(new SharedPassword()), options.sources());
        }

        @Test
        void isNobodysWhoIsAnybody() throws Exception {
            var options = parsed(
                    "useFirstPass", "true", "isInitiator", "false", "principal", "*", "useKeyTab", "true", "keyTab", "/k");
            assertEquals(List.of(new KeytabFile(Path.of("/k"))), options.sources());
        }
    }

    @Nested
    @DisplayName("services")
    class Services {
        @Test
        void areSeparatedByBlanksOrCommas() throws Exception {
            var options = parsed("services", " HTTP/web  ldap/dc@OTHER.TEST,cifs/files, HTTP/web\n");
            assertEquals(List.of("HTTP/web", "ldap/dc@OTHER.TEST", "cifs/files"), options.services());
        }

        @Test
        void areNoneIfNotSet() throws Exception {
            assertEquals(List.of(), parsed().services());
            assertEquals(List.of(), parsed("services", " ,").services());
        }

        @Test
        void areNotForAcceptors() {
            refused("leave them out", "services", "HTTP/web", "isInitiator", "false", "useKeyTab", "true", "keyTab", "/k");
        }

        @ParameterizedTest
        @CsvSource({"verifyKeyTab, ''", "verifykeytab, /k", "VERIFYKEYTAB, ''"})
        void aKdcIsNotLeftUnverifiedByMistake(String option, String value) {
            refused("verifyKeyTab is the path of a keytab", option, value);
        }

        @ParameterizedTest
        @ValueSource(strings = {"IAKERB", "NTLM"})
        void whoReachesNoKdcVerifiesNone(String packageName) {
            var options = Map.of("verifyKeyTab", "/k", "package", packageName);
            var failure = assertThrows(LoginException.class, () -> LoginOptions.of(options));
            assertTrue(failure.getMessage().contains("verifyKeyTab is nothing for package=" + packageName), failure.getMessage());
        }

        @Test
        void anAcceptorVerifiesNoKdc() {
            refused("verifyKeyTab", "verifyKeyTab", "/k", "isInitiator", "false", "useKeyTab", "true", "keyTab", "/k");
        }
    }

    @Nested
    @DisplayName("use")
    class Use {
        @ParameterizedTest
        @CsvSource({
            ",,,OUTBOUND", ",,true,BOTH", "true,,,OUTBOUND", "true,,true,BOTH", "false,,,INBOUND", "false,,true,INBOUND",
            ",inbound,,INBOUND", ",Both,true,BOTH", "true,BOTH,,BOTH", "false,INBOUND,true,INBOUND", ",OUTBOUND,,OUTBOUND"
        })
        void followsFromItselfElseFromInitiatorAndStoreKey(
                String isInitiator, String use, String storeKey, CredentialUse expected) throws Exception {
            var options = new HashMap<String, String>(Map.of("useKeyTab", "true", "keyTab", "/k"));
            putIfStated(options, "isInitiator", isInitiator);
            putIfStated(options, "use", use);
            putIfStated(options, "storeKey", storeKey);
            assertEquals(expected, LoginOptions.of(options).use());
        }

        @ParameterizedTest
        @CsvSource({"true,INBOUND", "false,OUTBOUND", "false,BOTH"})
        void mustNotContradictIsInitiator(String isInitiator, String use) {
            refused("contradict", "isInitiator", isInitiator, "use", use, "useKeyTab", "true", "keyTab", "/k");
        }

        @Test
        void toInitiateOnlyHasNoKeyToStore() {
            refused("use=BOTH", "use", "OUTBOUND", "storeKey", "true");
        }

        @Test
        void hasThreeValues() {
            refused("use=server is none of INBOUND, OUTBOUND, BOTH", "use", "server");
        }

        private void putIfStated(Map<String, String> options, String name, String value) {
            if (value != null) {
                options.put(name, value);
            }
        }
    }

    @Nested
    @DisplayName("refusals")
    class Refusals {
        @Test
        void noWayToACredentialAtAll() {
            refused(
                    "set useTicketCache=true or useKeyTab=true, tryFirstPass=true or useFirstPass=true, or doNotPrompt=false",
                    "doNotPrompt", "true");
        }

        @Test
        void noWayToKeysOfAnyPrincipal() {
            refused("useKeyTab=true", "isInitiator", "false", "principal", "*", "storeKey", "true");
        }

        @Test
        void aCacheThatIsNotUsed() {
            refused("set useTicketCache=true", "ticketCache", "/c");
        }

        @Test
        void aKeytabThatIsNotUsed() {
            refused("set useKeyTab=true", "keyTab", "/k");
        }

        @Test
        void ticketsToRenewThatAreNotUsed() {
            refused("set useTicketCache=true", "renewTGT", "true");
        }

        @Test
        void keysToStoreThatComeFromNowhere() {
            refused("An acceptor needs keys", "storeKey", "true", "useTicketCache", "true", "doNotPrompt", "true");
        }

        @Test
        void anAcceptorWithoutKeys() {
            refused("An acceptor needs keys", "isInitiator", "false");
        }

        @Test
        void anInitiatorThatIsAnybody() {
            refused("isInitiator=false", "principal", "*");
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "useKeyTab", "storeKey", "useTicketCache", "renewTGT", "doNotPrompt", "isInitiator", "useFirstPass", "tryFirstPass",
            "storePass", "clearPass", "refreshKrb5Config", "debug"
        })
        void aFlagThatIsNeitherTrueNorFalse(String flag) {
            refused(flag + "=yes is neither true nor false", flag, "yes");
        }

        @ParameterizedTest
        @ValueSource(strings = {"realm", "kdc"})
        void halfAConfiguration(String option) {
            refused("belong together", option, "X");
        }

        @Test
        void twoConfigurations() {
            refused("contradict", "realm", "X", "kdc", "127.0.0.1:88", "krb5Conf", "/etc/krb5.conf");
        }

        @Test
        void aKdcWithoutAnAddress() {
            refused("127.0.0.1:port", "realm", "X", "kdc", "127.0.0.1:port");
        }

        @Test
        void aConfigurationThatIsNotThere() {
            var failure = refused("/no/krb5.conf", "krb5Conf", "/no/krb5.conf");
            assertInstanceOf(ConfigException.class, failure.getCause());
        }

        @Test
        void aFileWhoseNameIsNone() {
            refused("keyTab=", "useKeyTab", "true", "keyTab", "a\0b");
        }
    }

    @Nested
    @DisplayName("the Kerberos configuration")
    class Configuration {
        @Test
        void canBeWrittenInline() throws Exception {
            var config = parsed("realm", "EXAMPLE.COM", "kdc", "127.0.0.1:1088, tcp/127.0.0.1:2088").config().orElseThrow();
            assertEquals(Optional.of("EXAMPLE.COM"), config.defaultRealm());
            assertEquals("[127.0.0.1:1088, tcp/127.0.0.1:2088]", config.kdcs("EXAMPLE.COM").toString());
        }

        @Test
        void isReadFromAFileForThisLogin(@TempDir Path dir) throws Exception {
            var conf = Files.writeString(dir.resolve("krb5.conf"), "[libdefaults]\n default_realm = FROM.FILE\n");
            assertEquals(Optional.of("FROM.FILE"), parsed("krb5Conf", conf.toString()).config().orElseThrow().defaultRealm());
        }
    }

    @Nested
    @DisplayName("logging")
    class Logging {
        @Test
        void namesAnOptionThatDoesNotExistAndNotItsValue() throws Exception {
            var records = logged(() -> parsed("useKeytab", "true", "password", "hunter2", "principal", "alice"));
            var text = records.stream().map(LogRecord::getMessage).toList().toString();
            assertEquals(2, records.stream().filter(record -> record.getLevel() == Level.WARNING).count());
            assertTrue(text.contains("no option useKeytab: did you mean useKeyTab?"), text);
            assertTrue(text.contains("no option password; it has [accounts, clearPass, debug, "), text);
            assertFalse(text.contains("hunter2"), text);
        }

        @Test
        void saysNothingOfOptionsThatExist() throws Exception {
            assertEquals(
                    Set.of(),
                    LoginOptions.unknown(Set.of(
                            "useKeyTab", "keyTab", "storeKey", "principal", "useTicketCache", "ticketCache", "renewTGT",
                            "doNotPrompt", "isInitiator", "useFirstPass", "tryFirstPass", "storePass", "clearPass",
                            "refreshKrb5Config", "debug", "package", "use", "krb5Conf", "realm", "kdc", "services", "verifyKeyTab",
                            "useAccounts", "accounts", "useNtHash", "targetNames")));
        }

        @Test
        void isLouderWithDebug() throws Exception {
            assertEquals(System.Logger.Level.INFO, parsed("debug", "true").level());
            assertEquals(System.Logger.Level.DEBUG, parsed("debug", "false").level());
        }

        private List<LogRecord> logged(Attempt attempt) throws Exception {
            var records = new ArrayList<LogRecord>();
            var handler = new Handler() {
                @Override
                public void publish(LogRecord record) {
                    records.add(record);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };
            var logger = Logger.getLogger(SspiLoginModule.class.getName());
            logger.addHandler(handler);
            try {
                attempt.run();
            } finally {
                logger.removeHandler(handler);
            }
            return records;
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static LoginOptions parsed(String... namesAndValues) throws LoginException {
        var options = Logins.options(namesAndValues);
        options.remove("package");
        return LoginOptions.of(options);
    }

    private static LoginException refused(String because, String... namesAndValues) {
        var failure = assertThrows(LoginException.class, () -> parsed(namesAndValues));
        assertTrue(failure.getMessage().contains(because), failure.getMessage());
        return failure;
    }
}
