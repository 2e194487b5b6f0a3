package org.sspi4j.jaas;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.security.auth.login.LoginException;
import org.sspi4j.account.AccountFile;
import org.sspi4j.api.CredentialUse;
import org.sspi4j.config.ConfigException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.config.KerberosEnvironment;

/**
 * What a JAAS configuration says about a login; spelt as for the JDK's Krb5LoginModule where it has the option, and with the
 * same contradictions refused.
 *
 * @param principal whose credential; empty for any, if {@code anyPrincipal}, else whoever is asked for
 * @param sources where to take the credential from, in this order; not empty
 * @param storeKey whether long-term keys go into the Subject
 * @param storePass whether a password that somebody was asked for is told to other modules
 * @param services whom to have tickets for when the login is over
 * @param proof what a KDC has to show; empty if whoever answers is believed
 * @param config empty for a package that has no use for it
 * @param ntlm of a login of NTLM alone
 * @param level where to log how the login went
 */
record LoginOptions(
        String packageName,
        CredentialUse use,
        Optional<String> principal,
        boolean anyPrincipal,
        List<CredentialSource> sources,
        boolean storeKey,
        boolean storePass,
        List<String> services,
        Optional<KdcProof> proof,
        Optional<KerberosConfig> config,
        Optional<NtlmLogin> ntlm,
        System.Logger.Level level) {
    private static final System.Logger LOG = System.getLogger(SspiLoginModule.class.getName());
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");
    /** What the JDK takes for a file's type in front of a keytab's path, without regard to case. */
    private static final Pattern KEYTAB_TYPE =
            Pattern.compile("(?:FILE|ANY:FILE|SRVTAB):(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Set<String> KNOWN = Set.of(
            "useKeyTab", "keyTab", "storeKey", "principal", "useTicketCache", "ticketCache", "renewTGT", "doNotPrompt",
            "isInitiator", "useFirstPass", "tryFirstPass", "storePass", "clearPass", "refreshKrb5Config", "debug", "package",
            "use", "krb5Conf", "realm", "kdc", "services", "useAccounts", "accounts", "useNtHash", "targetNames", "verifyKeyTab");
    /** What Kerberos has and NTLM has not: it is said, since a login without it would be another one than was meant. */
    private static final List<String> NOT_OF_NTLM = List.of(
            "useKeyTab", "keyTab", "storeKey", "useTicketCache", "ticketCache", "renewTGT", "krb5Conf", "realm", "kdc", "services",
            "verifyKeyTab");
    /** It reaches no KDC itself that could be asked for a ticket. */
    private static final List<String> NOT_OF_IAKERB = List.of("verifyKeyTab");
    private static final List<String> OF_NTLM = List.of("useAccounts", "accounts", "useNtHash", "targetNames");

    /** @throws LoginException naming the option that is wrong and what to set */
    static LoginOptions of(Map<String, ?> options) throws LoginException {
        unknown(options.keySet()).forEach(name -> LOG.log(System.Logger.Level.WARNING, absent(name)));
        var read = new Reader(options);
        var use = read.use();
        boolean any = read.text("principal").equals(Optional.of("*"));
        if (any && use.isOutbound()) {
            throw new LoginException("principal=\"*\" is for acceptors: set isInitiator=false, or name a principal");
        }
        var services = read.services(use);
        read.checkFlags();
        var packageName = read.text("package").orElse("Kerberos");
        boolean ntlm = packageName.equalsIgnoreCase(NtlmLogin.PACKAGE);
        read.refuse(ntlm ? NOT_OF_NTLM : OF_NTLM, packageName);
        read.refuse(packageName.equalsIgnoreCase("IAKERB") ? NOT_OF_IAKERB : List.of(), packageName);
        var config = ntlm ? Optional.<KerberosConfig>empty() : Optional.of(read.config());
        return new LoginOptions(
                packageName,
                use,
                read.text("principal").filter(name -> !any),
                any,
                ntlm ? read.ntlmSources(use, any) : read.sources(use, any, config.orElseThrow()),
                read.flag("storeKey"),
                read.flag("storePass"),
                services,
                read.proof(use),
                config,
                ntlm ? Optional.of(read.ntlm(use)) : Optional.empty(),
                read.flag("debug") ? System.Logger.Level.INFO : System.Logger.Level.DEBUG);
    }

    static Set<String> unknown(Set<String> names) {
        var unknown = new TreeSet<>(names);
        unknown.removeAll(KNOWN);
        return unknown;
    }

    /** What to tell whoever wrote an option that does not exist. */
    static String absent(String name) {
        return "SspiLoginModule has no option " + name
                + KNOWN.stream()
                        .filter(name::equalsIgnoreCase)
                        .findFirst()
                        .map(meant -> ": did you mean " + meant + "?")
                        .orElse("; it has " + new TreeSet<>(KNOWN));
    }

    boolean takesSharedPassword() {
        return sources.contains(new CredentialSource.SharedPassword());
    }

    boolean mayPrompt() {
        return sources.contains(new CredentialSource.Password());
    }

    private record Reader(Map<String, ?> options) {
        Optional<String> text(String name) {
            return Optional.ofNullable(options.get(name)).map(Object::toString).filter(value -> !value.isEmpty());
        }

        Optional<Boolean> stated(String name) throws LoginException {
            var value = text(name).map(text -> text.toLowerCase(Locale.ROOT));
            if (value.isPresent() && !Set.of("true", "false").contains(value.get())) {
                throw new LoginException(name + "=" + value.get() + " is neither true nor false");
            }
            return value.map(Boolean::valueOf);
        }

        boolean flag(String name) throws LoginException {
            return stated(name).orElse(false);
        }

        CredentialUse use() throws LoginException {
            var initiator = stated("isInitiator");
            var named = text("use");
            var use = named.isPresent() ? named(named.get()) : derived(initiator.orElse(true), flag("storeKey"));
            if (initiator.isPresent() && initiator.get() != use.isOutbound()) {
                throw new LoginException("isInitiator=" + initiator.get() + " and use=" + use + " contradict each other");
            }
            if (flag("storeKey") && !use.isInbound()) {
                throw new LoginException("storeKey=true and use=" + use + " contradict each other: set use=BOTH");
            }
            return use;
        }

        private static CredentialUse named(String use) throws LoginException {
            try {
                return CredentialUse.valueOf(use.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new LoginException("use=" + use + " is none of INBOUND, OUTBOUND, BOTH");
            }
        }

        private static CredentialUse derived(boolean initiator, boolean storeKey) {
            if (!initiator) {
                return CredentialUse.INBOUND;
            }
            return storeKey ? CredentialUse.BOTH : CredentialUse.OUTBOUND;
        }

        KerberosConfig config() throws LoginException {
            var realm = text("realm");
            var kdc = text("kdc");
            if (realm.isPresent() != kdc.isPresent()) {
                throw new LoginException("realm and kdc belong together: set both or neither");
            }
            if (realm.isPresent() && text("krb5Conf").isPresent()) {
                throw new LoginException("krb5Conf and realm with kdc contradict each other: set one of them");
            }
            try {
                if (realm.isPresent()) {
                    return inline(realm.get(), kdc.get());
                }
                var file = text("krb5Conf");
                return file.isPresent() ? KerberosConfig.load(path("krb5Conf", file.get())) : KerberosConfig.system();
            } catch (ConfigException e) {
                throw LoginFailure.because("The Kerberos configuration cannot be used: " + e.getMessage(), e);
            }
        }

        private static KerberosConfig inline(String realm, String kdcs) throws LoginException {
            try {
                return KerberosConfig.builder().defaultRealm(realm).kdc(realm, SEPARATOR.split(kdcs.trim())).build();
            } catch (IllegalArgumentException e) {
                throw LoginFailure.because("realm=" + realm + " kdc=\"" + kdcs + "\" cannot be used: " + e.getMessage(), e);
            }
        }

        List<String> services(CredentialUse use) throws LoginException {
            var services = text("services").stream()
                    .flatMap(text -> SEPARATOR.splitAsStream(text.trim()))
                    .filter(service -> !service.isEmpty())
                    .distinct()
                    .toList();
            if (!services.isEmpty() && !use.isOutbound()) {
                throw new LoginException(
                        "services are whom an initiator gets tickets for: leave them out, or isInitiator=false");
            }
            return services;
        }

        Optional<KdcProof> proof(CredentialUse use) throws LoginException {
            var keytab = text("verifyKeyTab");
            if (keytab.isPresent() && !use.isOutbound()) {
                throw new LoginException("verifyKeyTab is for those who ask a KDC: leave it out, or isInitiator=false");
            }
            // Whoever has it written and nothing in it believes that he is protected; so does who has it in other capitals.
            if (keytab.isEmpty() && options.keySet().stream().anyMatch("verifyKeyTab"::equalsIgnoreCase)) {
                throw new LoginException("verifyKeyTab is the path of a keytab, in these capitals: set it, or leave it out");
            }
            return keytab.isPresent() ? Optional.of(new KdcProof(keytabPath("verifyKeyTab", keytab.get()))) : Optional.empty();
        }

        /** Options that nothing else reads may be misspelt as well. */
        void checkFlags() throws LoginException {
            flag("refreshKrb5Config");
            flag("clearPass");
            if (flag("renewTGT") && !flag("useTicketCache")) {
                throw new LoginException("renewTGT is set and useTicketCache is not: set useTicketCache=true");
            }
        }

        void refuse(List<String> names, String packageName) throws LoginException {
            for (var name : names) {
                var value = text(name);
                if (value.isPresent() && !value.get().equalsIgnoreCase("false")) {
                    throw new LoginException(name + " is nothing for package=" + packageName + ": leave it out");
                }
            }
        }

        List<CredentialSource> ntlmSources(CredentialUse use, boolean any) throws LoginException {
            belongs("accounts", "useAccounts");
            boolean accounts = flag("useAccounts");
            if (any) {
                throw new LoginException("principal=\"*\" is nothing for package=NTLM: an acceptor is nobody in particular, leave it out");
            }
            if (use.isInbound() && !accounts) {
                throw new LoginException("An acceptor of NTLM needs to know its users: set useAccounts=true");
            }
            boolean tryFirst = flag("tryFirstPass");
            boolean shared = (flag("useFirstPass") || tryFirst) && use.isOutbound();
            boolean prompt = !flag("doNotPrompt") && use.isOutbound() && (tryFirst || !shared);
            var sources = new ArrayList<CredentialSource>();
            if (accounts) {
                sources.add(new CredentialSource.Accounts());
            }
            if (shared) {
                sources.add(new CredentialSource.SharedPassword());
            }
            if (prompt) {
                sources.add(new CredentialSource.Password());
            }
            if (sources.isEmpty()) {
                throw new LoginException("There is no way to a credential: set useAccounts=true, tryFirstPass=true or useFirstPass=true, or"
                        + " doNotPrompt=false");
            }
            return List.copyOf(sources);
        }

        NtlmLogin ntlm(CredentialUse use) throws LoginException {
            var targetNames = text("targetNames").stream()
                    .flatMap(text -> SEPARATOR.splitAsStream(text.trim()))
                    .filter(name -> !name.isEmpty())
                    .toList();
            if (!targetNames.isEmpty() && !use.isInbound()) {
                throw new LoginException("targetNames are what an acceptor answers to: leave them out, or set use=INBOUND or BOTH");
            }
            var accounts = flag("useAccounts") ? Optional.of(accounts()) : Optional.<AccountFile>empty();
            return new NtlmLogin(flag("useNtHash"), accounts, targetNames);
        }

        private AccountFile accounts() throws LoginException {
            var named = text("accounts");
            if (named.isEmpty()) {
                return AccountFile.ofUser();
            }
            try {
                return AccountFile.at(path("accounts", named.get()));
            } catch (IllegalArgumentException e) {
                throw LoginFailure.because("accounts=" + named.get() + ": " + e.getMessage(), e);
            }
        }

        List<CredentialSource> sources(CredentialUse use, boolean any, KerberosConfig config) throws LoginException {
            belongs("ticketCache", "useTicketCache");
            belongs("keyTab", "useKeyTab");
            boolean cache = flag("useTicketCache");
            boolean keytab = flag("useKeyTab");
            boolean tryFirst = flag("tryFirstPass");
            boolean shared = (flag("useFirstPass") || tryFirst) && !any;
            boolean prompt = !flag("doNotPrompt") && !any && (tryFirst || !shared);
            if (!prompt && !cache && !keytab && !shared) {
                throw new LoginException("There is no way to a credential: set useTicketCache=true or useKeyTab=true"
                        + (any ? "" : ", tryFirstPass=true or useFirstPass=true, or doNotPrompt=false"));
            }
            if (use.isInbound() && !keytab && !((prompt || shared) && flag("storeKey"))) {
                throw new LoginException("An acceptor needs keys: set useKeyTab=true, or storeKey=true with doNotPrompt=false, "
                        + "tryFirstPass=true or useFirstPass=true");
            }
            var sources = new ArrayList<CredentialSource>();
            if (cache && !use.isInbound()) {
                sources.add(new CredentialSource.TicketCache(cacheName(config), flag("renewTGT")));
            }
            if (keytab) {
                sources.add(new CredentialSource.KeytabFile(keytab(config)));
            }
            if (shared) {
                sources.add(new CredentialSource.SharedPassword());
            }
            if (prompt) {
                sources.add(new CredentialSource.Password());
            }
            return List.copyOf(sources);
        }

        private void belongs(String file, String flag) throws LoginException {
            if (text(file).isPresent() && !flag(flag)) {
                throw new LoginException(file + " is set and " + flag + " is not: set " + flag + "=true");
            }
        }

        private String cacheName(KerberosConfig config) throws LoginException {
            var named = text("ticketCache");
            if (named.isPresent()) {
                return named.get();
            }
            try {
                return KerberosEnvironment.ofProcess().ccacheName(config);
            } catch (ConfigException e) {
                throw LoginFailure.because("There is no default ticketCache: " + e.getMessage(), e);
            }
        }

        private Path keytab(KerberosConfig config) throws LoginException {
            var named = text("keyTab");
            if (named.isPresent()) {
                return keytabPath("keyTab", named.get());
            }
            try {
                return KerberosEnvironment.ofProcess().keytab(config);
            } catch (ConfigException e) {
                throw LoginFailure.because("There is no default keyTab: " + e.getMessage(), e);
            }
        }

        private static Path keytabPath(String option, String value) throws LoginException {
            var typed = KEYTAB_TYPE.matcher(value);
            return path(option, typed.matches() ? typed.group(1) : value);
        }

        private static Path path(String option, String value) throws LoginException {
            try {
                return Path.of(value.startsWith("FILE:") ? value.substring("FILE:".length()) : value);
            } catch (InvalidPathException e) {
                throw LoginFailure.because(option + "=" + value + " is not a path: " + e.getMessage(), e);
            }
        }
    }
}
