package org.sspi4j.http;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an administrator writes; see {@link HttpAuthenticator#of}.
 *
 * @param principal whose keys of the keytab; empty for all of them
 * @param keytab empty for the process's own
 * @param accounts empty for the process's user's own
 * @param targetNames empty for whatever a client wants to reach
 */
record HttpOptions(
        boolean allowKerberos,
        boolean allowNtlm,
        List<String> schemes,
        Optional<Path> keytab,
        Optional<String> principal,
        Optional<Path> accounts,
        List<String> targetNames,
        boolean allowNtlmWithoutMic,
        boolean allowNtlmWithoutTarget,
        boolean rawTokens,
        ChannelBindingPolicy channelBinding,
        boolean stripRealm) {
    static final String NEGOTIATE = "Negotiate";
    static final String NTLM = "NTLM";

    /** How Kerberos names a keytab that is a file. */
    private static final String FILE = "FILE:";
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");
    private static final Set<String> KNOWN = Set.of(
            "allowKerberos", "allowNtlm", "schemes", "keytab", "principal", "accounts", "targetNames", "allowNtlmWithoutMic",
            "allowNtlmWithoutTarget", "rawTokens", "channelBinding", "stripRealm");
    private static final List<String> OF_KERBEROS = List.of("keytab", "principal");
    private static final List<String> OF_NTLM = List.of("accounts", "targetNames", "allowNtlmWithoutMic", "allowNtlmWithoutTarget");

    /**
     * @param folder where relative paths begin
     * @throws IllegalArgumentException naming the option that is wrong and what to set
     */
    static HttpOptions of(Map<String, String> options, Path folder) {
        var read = new Reader(options, folder);
        read.refuseUnknown();
        boolean kerberos = read.flag("allowKerberos", true);
        boolean ntlm = read.flag("allowNtlm", false);
        if (!kerberos && !ntlm) {
            throw new IllegalArgumentException("Nobody could log on: set allowKerberos=true or allowNtlm=true");
        }
        read.refuse(kerberos, "allowKerberos", OF_KERBEROS);
        read.refuse(ntlm, "allowNtlm", OF_NTLM);
        if (read.text("principal").filter(name -> !name.equals("*")).isPresent() && read.text("keytab").isEmpty()) {
            throw new IllegalArgumentException("principal says something only beside keytab: set keytab too");
        }
        var targetNames = read.list("targetNames");
        if (targetNames.isEmpty() && read.flag("allowNtlmWithoutTarget", false)) {
            throw new IllegalArgumentException("allowNtlmWithoutTarget=true says something only beside targetNames: leave it out");
        }
        return new HttpOptions(
                kerberos,
                ntlm,
                read.schemes(ntlm),
                read.path("keytab"),
                read.text("principal").filter(name -> !name.equals("*")),
                read.path("accounts"),
                targetNames,
                read.flag("allowNtlmWithoutMic", false),
                read.flag("allowNtlmWithoutTarget", false),
                read.flag("rawTokens", true),
                read.channelBinding(),
                read.flag("stripRealm", false));
    }

    private record Reader(Map<String, String> options, Path folder) {
        void refuseUnknown() {
            for (var name : new TreeSet<>(options.keySet())) {
                if (!KNOWN.contains(name)) {
                    throw new IllegalArgumentException("There is no option " + name
                            + KNOWN.stream()
                                    .filter(name::equalsIgnoreCase)
                                    .findFirst()
                                    .map(meant -> ": did you mean " + meant + "?")
                                    .orElse("; there are " + new TreeSet<>(KNOWN)));
                }
            }
        }

        void refuse(boolean allowed, String flag, List<String> names) {
            for (var name : names) {
                if (!allowed && text(name).filter(value -> !value.equalsIgnoreCase("false")).isPresent()) {
                    throw new IllegalArgumentException(name + " is set and " + flag + " is not: set " + flag + "=true");
                }
            }
        }

        Optional<String> text(String name) {
            return Optional.ofNullable(options.get(name)).map(String::strip).filter(value -> !value.isEmpty());
        }

        List<String> list(String name) {
            return text(name).stream().flatMap(SEPARATOR::splitAsStream).filter(item -> !item.isEmpty()).distinct().toList();
        }

        boolean flag(String name, boolean otherwise) {
            var value = text(name).map(text -> text.toLowerCase(Locale.ROOT));
            if (value.isPresent() && !Set.of("true", "false").contains(value.get())) {
                throw new IllegalArgumentException(name + "=" + value.get() + " is neither true nor false");
            }
            return value.map(Boolean::valueOf).orElse(otherwise);
        }

        Optional<Path> path(String name) {
            var value = text(name);
            try {
                return value.map(path -> folder.resolve(path.startsWith(FILE) ? path.substring(FILE.length()) : path));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(name + "=" + value.get() + " is not a path: " + e.getMessage(), e);
            }
        }

        List<String> schemes(boolean ntlm) {
            var schemes = new ArrayList<String>();
            for (var name : list("schemes")) {
                if (name.equalsIgnoreCase(NEGOTIATE)) {
                    schemes.add(NEGOTIATE);
                } else if (name.equalsIgnoreCase(NTLM) && ntlm) {
                    schemes.add(NTLM);
                } else if (name.equalsIgnoreCase(NTLM)) {
                    throw new IllegalArgumentException("schemes has NTLM, and allowNtlm is not set: set allowNtlm=true");
                } else {
                    throw new IllegalArgumentException("schemes has " + name + ", which is neither Negotiate nor NTLM");
                }
            }
            return schemes.isEmpty() ? List.of(NEGOTIATE) : schemes.stream().distinct().toList();
        }

        ChannelBindingPolicy channelBinding() {
            var value = text("channelBinding").map(text -> text.toUpperCase(Locale.ROOT)).orElse(ChannelBindingPolicy.ALLOW.name());
            return Arrays.stream(ChannelBindingPolicy.values())
                    .filter(policy -> policy.name().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("channelBinding=" + value.toLowerCase(Locale.ROOT) + " is none of "
                            + Arrays.stream(ChannelBindingPolicy.values())
                                    .map(policy -> policy.name().toLowerCase(Locale.ROOT))
                                    .collect(Collectors.joining(", "))));
        }
    }
}
