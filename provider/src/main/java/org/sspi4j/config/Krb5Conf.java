package org.sspi4j.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a {@code krb5.conf} and the files that it includes say: relations in the order of the text, which sections are final, and
 * what in the text has no meaning.
 *
 * @spec MIT krb5 krb5.conf(5) "Structure"
 */
final class Krb5Conf {
    final List<Relation> relations = new ArrayList<>();
    final List<KerberosConfig.Ignored> ignored = new ArrayList<>();
    private final Set<List<String>> finals = new HashSet<>();

    /**
     * {@code foo = bar} in a section.
     *
     * @param within the section, and the tags of the braces around it
     */
    record Relation(String origin, int line, List<String> within, String tag, String value) {
        ConfigException refused(String problem) {
            return new ConfigException(origin, line, problem);
        }

        String section() {
            return within.get(0);
        }

        /** The tags of the braces around it, and its own. */
        List<String> tags() {
            return Stream.concat(within.stream().skip(1), Stream.of(tag)).toList();
        }

        /** Without the value, which may be anything. */
        String path() {
            return "[" + section() + "] " + String.join(" ", tags());
        }

        KerberosConfig.Ignored ignored(String why) {
            return new KerberosConfig.Ignored(origin, line, path(), why);
        }
    }

    /** Several files are one, the earlier ones first; what an earlier one calls final is not looked for in the later ones. */
    static Krb5Conf merged(List<Krb5Conf> files) {
        var merged = new Krb5Conf();
        for (Krb5Conf file : files) {
            for (Relation relation : file.relations) {
                if (merged.isFinal(relation.within)) {
                    merged.ignored.add(relation.ignored("an earlier file says that its section is final"));
                } else {
                    merged.relations.add(relation);
                }
            }
            merged.ignored.addAll(file.ignored);
            merged.finals.addAll(file.finals);
        }
        return merged;
    }

    /** @param path a section and the tags of braces in it */
    void makeFinal(List<String> path) {
        finals.add(List.copyOf(path));
    }

    private boolean isFinal(List<String> path) {
        for (int length = 1; !finals.isEmpty() && length <= path.size(); length++) {
            if (finals.contains(path.subList(0, length))) {
                return true;
            }
        }
        return false;
    }
}
