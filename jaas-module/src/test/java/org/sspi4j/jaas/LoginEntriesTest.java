package org.sspi4j.jaas;

import static javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag.OPTIONAL;
import static javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag.REQUIRED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.URIParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sspi4j.jaas.scripted.ScriptedPackage;

class LoginEntriesTest {
    private final SspiJaasProvider provider = new SspiJaasProvider();

    @Test
    void areAConfigurationToLogOnWith() throws Exception {
        var entries = LoginEntries.of("client", Map.of("package", "Scripted", "principal", "alice"));
        var subject = new Subject();
        var login = new LoginContext("client", subject, Logins.says("", "secret"), configuration(entries));
        login.login();
        assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
        login.logout();
    }

    @Test
    void areKeptApartByTheirNames() throws Exception {
        var configuration = configuration(
                LoginEntries.of("client", Map.of("use", "OUTBOUND")).and("web", Map.of("use", "INBOUND")));
        assertEquals(Map.of("use", "INBOUND"), configuration.getAppConfigurationEntry("web")[0].getOptions());
        assertEquals(Map.of("use", "OUTBOUND"), configuration.getAppConfigurationEntry("client")[0].getOptions());
        assertNull(configuration.getAppConfigurationEntry("other"));
    }

    @Test
    void stackModulesOfAnybodyUnderOneName() throws Exception {
        var other = Logins.other(REQUIRED, "works");
        var first = LoginEntries.of("stack", Map.of("storePass", "true"));
        var stack = configuration(first.and("stack", other)
                        .and("stack", LoginEntries.module(OPTIONAL, Map.of("useFirstPass", "true"))))
                .getAppConfigurationEntry("stack");
        assertEquals(
                List.of(SspiLoginModule.class.getName(), OtherModule.class.getName(), SspiLoginModule.class.getName()),
                Stream.of(stack).map(AppConfigurationEntry::getLoginModuleName).toList());
        assertEquals(List.of(REQUIRED, REQUIRED, OPTIONAL), Stream.of(stack).map(AppConfigurationEntry::getControlFlag).toList());
        assertEquals(Optional.of(1), first.modules("stack").map(List::size));
    }

    @Test
    void giveAwayNoArrayOfTheirs() throws Exception {
        var configuration = configuration(LoginEntries.of("client", Map.of()));
        configuration.getAppConfigurationEntry("client")[0] = null;
        assertEquals(REQUIRED, configuration.getAppConfigurationEntry("client")[0].getControlFlag());
    }

    @Test
    void refuseOptionsThatDoNotExist() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> LoginEntries.of("client", Map.of("KeyTab", "/k")));
        assertEquals("SspiLoginModule has no option KeyTab: did you mean keyTab?", refusal.getMessage());
    }

    static Stream<Configuration.Parameters> others() {
        return Stream.of(null, new URIParameter(URI.create("file:///etc/jaas.conf")));
    }

    @ParameterizedTest
    @MethodSource("others")
    void areTheOnlyParameter(Configuration.Parameters other) {
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> Configuration.getInstance(SspiJaasProvider.SSPI, other, provider));
        assertTrue(refusal.getMessage().contains("made from LoginEntries, not from "), refusal.getMessage());
    }

    @Test
    void haveOneTypeOnly() {
        assertThrows(
                NoSuchAlgorithmException.class,
                () -> Configuration.getInstance("JavaLoginConfig", LoginEntries.of("client", Map.of()), provider));
    }

    @Test
    void haveAProviderThatServiceLoaderFinds() {
        assertEquals(
                List.of(SspiJaasProvider.class),
                ServiceLoader.load(Provider.class).stream()
                        .map(ServiceLoader.Provider::type)
                        .filter(type -> type.getPackageName().equals("org.sspi4j.jaas"))
                        .toList());
    }

    private Configuration configuration(LoginEntries entries) throws NoSuchAlgorithmException {
        return Configuration.getInstance(SspiJaasProvider.SSPI, entries, provider);
    }
}
