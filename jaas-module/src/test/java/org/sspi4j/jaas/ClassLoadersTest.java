package org.sspi4j.jaas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.Provider;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sspi4j.Sspi;
import org.sspi4j.jaas.scripted.ScriptedPackage;

/**
 * As in an application server: our jars are a server's or an application's own, with a class loader that the JAAS configuration
 * knows nothing of. LoginContext looks for modules with the context class loader of the thread that makes it.
 */
class ClassLoadersTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private URLClassLoader server;

    @BeforeEach
    void openALoaderOfItsOwn() throws Exception {
        var places = List.of(
                Places.of(Sspi.class), Places.of(SspiLoginModule.class), Places.of(ScriptedPackage.class));
        var urls = new URL[places.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = url(places.get(i));
        }
        server = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    @AfterEach
    void closeIt() throws Exception {
        Thread.currentThread().setContextClassLoader(before);
        server.close();
    }

    @Test
    void aModuleIsLoadedByTheContextClassLoader() throws Exception {
        var subject = new Subject();
        var login = contextAs(server, subject, file("principal", "alice"));
        login.login();
        assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
        var handle = subject.getPrivateCredentials().stream()
                .filter(credential -> credential.getClass().getName().startsWith("org.sspi4j."))
                .findFirst()
                .orElseThrow();
        assertSame(server, handle.getClass().getClassLoader());
        login.logout();
        assertTrue(subject.getPrivateCredentials().isEmpty());
    }

    /** Tomcat's JAASRealm sets the context class loader for the making of a LoginContext only. */
    @Test
    void packagesAreFoundWithoutTheContextClassLoader() throws Exception {
        var subject = new Subject();
        var login = contextAs(server, subject, file("principal", "alice", "services", "HTTP/web"));
        Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        login.login();
        assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
        login.logout();
    }

    @Test
    void aConfigurationOfOneLoaderServesAnother() throws Exception {
        var provider = (Provider) server.loadClass(SspiJaasProvider.class.getName()).getConstructor().newInstance();
        var entries = server.loadClass(LoginEntries.class.getName())
                .getMethod("of", String.class, Map.class)
                .invoke(null, "any", Map.of("package", "Scripted", "principal", "alice"));
        var configuration =
                Configuration.getInstance(SspiJaasProvider.SSPI, (Configuration.Parameters) entries, provider);
        assertNotSame(LoginEntries.class, entries.getClass());
        var subject = new Subject();
        var login = new LoginContext("any", subject, Logins.says("", "secret"), configuration);
        login.login();
        assertEquals(Set.of(ScriptedPackage.principal("alice")), subject.getPrincipals());
        login.logout();
    }

    private static LoginContext contextAs(ClassLoader loader, Subject subject, Configuration configuration) throws Exception {
        Thread.currentThread().setContextClassLoader(loader);
        return new LoginContext("any", subject, Logins.says("", "secret"), configuration);
    }

    private static Configuration file(String... namesAndValues) {
        var entry = new AppConfigurationEntry(
                SspiLoginModule.class.getName(), LoginModuleControlFlag.REQUIRED, Logins.options(namesAndValues));
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {entry};
            }
        };
    }

    private static URL url(Path place) throws Exception {
        return place.toUri().toURL();
    }
}
