package org.sspi4j.jaas;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;

/**
 * A JAAS configuration written in code: the parameter of the configuration type {@value SspiJaasProvider#SSPI}. Immutable.
 *
 * <pre>{@code
 * var entries = LoginEntries.of("client", Map.of("useTicketCache", "true"))
 *         .and("web", Map.of("useKeyTab", "true", "principal", "*", "isInitiator", "false", "storeKey", "true"));
 * var configuration = Configuration.getInstance(SspiJaasProvider.SSPI, entries, new SspiJaasProvider());
 * new LoginContext("client", new Subject(), handler, configuration).login();
 * }</pre>
 */
public final class LoginEntries implements Configuration.Parameters {
    private final Map<String, List<AppConfigurationEntry>> entries;

    private LoginEntries(Map<String, List<AppConfigurationEntry>> entries) {
        this.entries = entries;
    }

    /**
     * One entry, whose only module is {@link SspiLoginModule} as REQUIRED.
     *
     * @param name the entry's name, which LoginContext is given; {@code other} is for all that have no entry
     * @param options see {@linkplain org.sspi4j.jaas the package}
     * @throws IllegalArgumentException for an option that does not exist
     */
    public static LoginEntries of(String name, Map<String, String> options) {
        return new LoginEntries(Map.of()).and(name, options);
    }

    /** The same with one entry more; a module more, if there is an entry of that name. */
    public LoginEntries and(String name, Map<String, String> options) {
        return and(name, module(LoginModuleControlFlag.REQUIRED, options));
    }

    /** The same with one module more, of anybody's, in an entry. */
    public LoginEntries and(String name, AppConfigurationEntry module) {
        var more = new LinkedHashMap<>(entries);
        more.merge(name, List.of(module), (before, added) -> {
            var stack = new ArrayList<>(before);
            stack.addAll(added);
            return List.copyOf(stack);
        });
        return new LoginEntries(more);
    }

    /**
     * Our module with another control flag than REQUIRED, for {@link #and(String, AppConfigurationEntry)}.
     *
     * @throws IllegalArgumentException for an option that does not exist
     */
    public static AppConfigurationEntry module(LoginModuleControlFlag flag, Map<String, String> options) {
        LoginOptions.unknown(options.keySet()).stream().findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(LoginOptions.absent(name));
        });
        return new AppConfigurationEntry(SspiLoginModule.class.getName(), flag, Map.copyOf(options));
    }

    /** The modules of one entry in their order. */
    Optional<List<AppConfigurationEntry>> modules(String name) {
        return Optional.ofNullable(entries.get(name));
    }
}
