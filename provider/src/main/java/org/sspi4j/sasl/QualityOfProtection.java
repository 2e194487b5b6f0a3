package org.sspi4j.sasl;

import static org.sspi4j.api.SecurityStatus.SEC_E_QOP_NOT_SUPPORTED;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import javax.security.sasl.Sasl;
import org.sspi4j.api.ContextFlag;
import org.sspi4j.api.SspiException;

/**
 * What a security layer does to messages.
 *
 * @spec RFC 4752 3.3 (bit-masks)
 */
enum QualityOfProtection {
    /** No security layer. */
    AUTH("auth", 1),
    AUTH_INT("auth-int", 2),
    AUTH_CONF("auth-conf", 4);

    private final String text;
    private final int bit;

    QualityOfProtection(String text, int bit) {
        this.text = text;
        this.bit = bit;
    }

    /** As {@link Sasl#QOP} writes it. */
    String text() {
        return text;
    }

    int bit() {
        return bit;
    }

    /** Whether a context with these flags can do it. */
    boolean isPossible(Set<ContextFlag> granted) {
        return switch (this) {
            case AUTH -> true;
            case AUTH_INT -> granted.contains(ContextFlag.INTEGRITY);
            case AUTH_CONF -> granted.contains(ContextFlag.CONFIDENTIALITY);
        };
    }

    /** What a context's flags stand for where no message says it. */
    static QualityOfProtection of(Set<ContextFlag> granted) {
        return AUTH_CONF.isPossible(granted) ? AUTH_CONF : AUTH_INT.isPossible(granted) ? AUTH_INT : AUTH;
    }

    /** Those whose bits are set; bits without a meaning are dropped. */
    static Set<QualityOfProtection> ofBits(int bits) {
        var set = EnumSet.noneOf(QualityOfProtection.class);
        for (var each : values()) {
            if ((bits & each.bit) != 0) {
                set.add(each);
            }
        }
        return set;
    }

    /**
     * The value of {@link Sasl#QOP}, in its order: what is preferred comes first. AUTH alone if it names none.
     *
     * @throws SspiException SEC_E_QOP_NOT_SUPPORTED for a word that is none of the three
     */
    static List<QualityOfProtection> parse(String list) throws SspiException {
        for (var each : values()) {
            if (each.text.equals(list)) {
                return List.of(each);
            }
        }
        var words = new StringTokenizer(list, ", \t\n\r\f\u000B");
        var named = new ArrayList<QualityOfProtection>();
        while (words.hasMoreTokens()) {
            named.add(named(words.nextToken()));
        }
        return named.isEmpty() ? List.of(AUTH) : List.copyOf(named);
    }

    private static QualityOfProtection named(String word) throws SspiException {
        var lower = word.toLowerCase(Locale.ROOT);
        for (var each : values()) {
            if (each.text.equals(lower)) {
                return each;
            }
        }
        throw new SspiException(
                SEC_E_QOP_NOT_SUPPORTED, "\"" + word + "\" in " + Sasl.QOP + " is none of auth, auth-int and auth-conf");
    }
}
