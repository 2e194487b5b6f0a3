package org.sspi4j.tools.exchange;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sspi4j.api.ContextFlag;
import picocli.CommandLine.TypeConversionException;

/**
 * Context flags as they are typed: the names of {@link ContextFlag} in any case, with {@code -} for {@code _}, and short
 * forms.
 */
final class FlagNames {
    private static final Map<String, ContextFlag> SHORT = Map.of(
            "mutual", ContextFlag.MUTUAL_AUTH,
            "replay", ContextFlag.REPLAY_DETECT,
            "sequence", ContextFlag.SEQUENCE_DETECT,
            "conf", ContextFlag.CONFIDENTIALITY,
            "integ", ContextFlag.INTEGRITY,
            "dce", ContextFlag.USE_DCE_STYLE);

    private FlagNames() {}

    /** @param list separated by commas; {@code none} for none */
    static Set<ContextFlag> parse(String list) {
        var flags = EnumSet.noneOf(ContextFlag.class);
        if (!list.equals("none")) {
            for (var name : list.split(",", -1)) {
                flags.add(flag(name.strip()));
            }
        }
        return flags;
    }

    private static ContextFlag flag(String name) {
        var known = SHORT.get(name.toLowerCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        try {
            return ContextFlag.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("there is no flag \"" + name + "\"");
        }
    }
}
