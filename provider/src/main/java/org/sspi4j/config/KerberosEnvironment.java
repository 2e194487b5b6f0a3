package org.sspi4j.config;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What environment variables say about Kerberos: {@code KRB5_CONFIG}, {@code KRB5CCNAME}, {@code KRB5_KTNAME},
 * {@code KRB5_CLIENT_KTNAME}. They come before the configuration, which comes before MIT's defaults. The variables are passed
 * in: nothing global is read but by {@link #ofProcess()}.
 *
 * @spec MIT krb5 kerberos(7) "ENVIRONMENT VARIABLES", krb5.conf(5) "Parameter expansion"
 */
public final class KerberosEnvironment {
    private static final Path SYSTEM_CONFIG = Path.of("/etc/krb5.conf");
    private static final String DEFAULT_KEYTAB = "FILE:/etc/krb5.keytab";
    private static final String DEFAULT_CCACHE = "FILE:/tmp/krb5cc_%{uid}";
    private static final String CCACHE = "KRB5CCNAME";
    private static final Pattern PARAMETER = Pattern.compile("%\\{([^}]*)}");
    /** One letter before a colon is a drive of Windows. */
    private static final Pattern TYPED = Pattern.compile("([A-Za-z]{2,}):(.*)", Pattern.DOTALL);

    private final Map<String, String> variables;
    private final OptionalLong uid;

    private KerberosEnvironment(Map<String, String> variables, OptionalLong uid) {
        this.variables = Map.copyOf(variables);
        this.uid = uid;
    }

    /** @param uid the number of the user whose credential cache to use by default; empty when the system has no such numbers */
    public static KerberosEnvironment of(Map<String, String> variables, OptionalLong uid) {
        return new KerberosEnvironment(variables, uid);
    }

    /** The variables and the user of this process. */
    public static KerberosEnvironment ofProcess() {
        return of(System.getenv(), processUid());
    }

    /** See {@link KerberosConfig#system()}; {@code KRB5_CONFIG} may name several files, or folders of files,
     * of which those that exist count. */
    public KerberosConfig config() throws ConfigException {
        return config(SYSTEM_CONFIG);
    }

    KerberosConfig config(Path systemConfig) throws ConfigException {
        String named = variables.getOrDefault("KRB5_CONFIG", "");
        var existing = new ArrayList<Path>();
        for (String name : named.isEmpty() ? new String[] {systemConfig.toString()} : named.split(File.pathSeparator)) {
            Path path = path(name);
            if (!name.isEmpty() && Files.exists(path)) {
                existing.add(path);
            }
        }
        if (!existing.isEmpty()) {
            return KerberosConfig.load(existing);
        }
        return KerberosConfig.none(named.isEmpty()
                ? "nothing: there is no " + systemConfig + ", and KRB5_CONFIG is not set"
                : "nothing: KRB5_CONFIG names " + named + ", which does not exist");
    }

    /**
     * The name of the user's credential cache: {@code KRB5CCNAME}, default_ccache_name, or {@code FILE:/tmp/krb5cc_UID}. Whether
     * there are caches of its type shows when it is opened.
     */
    public String ccacheName(KerberosConfig config) throws ConfigException {
        String set = variables.getOrDefault(CCACHE, "");
        // "Parameter expansion" is for what configurations say, not for variables.
        return set.isEmpty() ? expanded(CCACHE, config.defaultCcache().orElse(DEFAULT_CCACHE)) : set;
    }

    /** The file of {@link #ccacheName}, for those who can read files only. */
    public Path ccache(KerberosConfig config) throws ConfigException {
        return path(residual(CCACHE, ccacheName(config)));
    }

    /** The services' keytab: {@code KRB5_KTNAME}, default_keytab_name, or {@code /etc/krb5.keytab}. */
    public Path keytab(KerberosConfig config) throws ConfigException {
        return file("KRB5_KTNAME", config.defaultKeytab().or(() -> Optional.of(DEFAULT_KEYTAB))).orElseThrow();
    }

    /** Which variable or setting {@link #ccache} goes by, for messages. */
    public String ccacheOrigin(KerberosConfig config) {
        return origin("KRB5CCNAME", config.defaultCcache().isPresent(), "default_ccache_name", config);
    }

    /** Which variable or setting {@link #keytab} goes by, for messages. */
    public String keytabOrigin(KerberosConfig config) {
        return origin("KRB5_KTNAME", config.defaultKeytab().isPresent(), "default_keytab_name", config);
    }

    private String origin(String variable, boolean configured, String setting, KerberosConfig config) {
        if (!variables.getOrDefault(variable, "").isEmpty()) {
            return variable;
        }
        return configured ? setting + " of " + config.origin() : "MIT's default, for neither " + variable + " nor " + setting + " is set";
    }

    /** A client's keytab: {@code KRB5_CLIENT_KTNAME} or default_client_keytab_name. Its default differs between systems: none. */
    public Optional<Path> clientKeytab(KerberosConfig config) throws ConfigException {
        return file("KRB5_CLIENT_KTNAME", config.defaultClientKeytab());
    }

    private Optional<Path> file(String variable, Optional<String> configured) throws ConfigException {
        String set = variables.getOrDefault(variable, "");
        if (!set.isEmpty()) {
            return Optional.of(path(residual(variable, set)));
        }
        // "Parameter expansion" is for what configurations say, not for variables.
        return configured.isEmpty() ? Optional.empty() : Optional.of(path(expanded(variable, residual(variable, configured.get()))));
    }

    private static String residual(String variable, String name) throws ConfigException {
        Matcher typed = TYPED.matcher(name);
        if (!typed.matches()) {
            return name;
        }
        if (!typed.group(1).equals("FILE") && !typed.group(1).equals("WRFILE")) {
            throw new ConfigException("\"" + name + "\": this is to be a file, set " + variable + "=FILE:/path");
        }
        return typed.group(2);
    }

    private String expanded(String variable, String name) throws ConfigException {
        var text = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(name);
        while (parameter.find()) {
            parameter.appendReplacement(text, Matcher.quoteReplacement(value(variable, parameter.group(1))));
        }
        return parameter.appendTail(text).toString();
    }

    private String value(String variable, String parameter) throws ConfigException {
        return switch (parameter) {
            case "uid", "euid", "USERID" -> String.valueOf(uid.orElseThrow(() ->
                    new ConfigException("the number of the user is not known here: set " + variable + "=FILE:/path")));
            case "TEMP" -> variables.getOrDefault("TMPDIR", "/tmp");
            case "null" -> "";
            default -> throw new ConfigException("%{" + parameter + "} is not known here: set " + variable + "=FILE:/path");
        };
    }

    static Path path(String name) throws ConfigException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new ConfigException("\"" + name + "\" is not a path: " + e.getReason(), e);
        }
    }

    /** The owner of this process' own entry, where there is one: neither a property nor a native call. */
    static OptionalLong processUid() {
        try {
            return OptionalLong.of(((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue());
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return OptionalLong.empty();
        }
    }
}
