package org.sspi4j.negotiate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;

/** Which packages may be chosen, in the order of preference. */
final class PackageChoice {
    static final String KERBEROS = "Kerberos";
    /** Only if it is named: it hands what a password is proven with to whoever answers, or passes on what strangers say. */
    static final String IAKERB = "IAKERB";
    static final String NTLM = "NTLM";

    /** The preferred one first. */
    static final List<String> ALL = List.of(KERBEROS, IAKERB, NTLM);

    private PackageChoice() {}

    /** Empty if none is left. */
    static List<String> of(NegotiateCred cred) {
        var named = new HashSet<String>();
        var left = new HashSet<String>();
        for (var each : cred.packageList().split(",")) {
            var name = each.strip().toLowerCase(Locale.ROOT);
            if (name.startsWith("!")) {
                left.add(name.substring(1).strip());
            } else if (!name.isEmpty()) {
                named.add(name);
            }
        }
        var chosen = new ArrayList<String>();
        for (var name : ALL) {
            var lower = name.toLowerCase(Locale.ROOT);
            boolean isListed = !left.contains(lower) && (named.contains(lower) || named.isEmpty() && !name.equals(IAKERB));
            if (isListed && isUsed(name, cred.ntlmUse())) {
                chosen.add(name);
            }
        }
        return chosen;
    }

    private static boolean isUsed(String name, NtlmUse ntlmUse) {
        return name.equals(NTLM) ? ntlmUse != NtlmUse.NEVER : ntlmUse != NtlmUse.ONLY;
    }
}
