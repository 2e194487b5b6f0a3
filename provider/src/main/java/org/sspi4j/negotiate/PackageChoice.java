package org.sspi4j.negotiate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sspi4j.api.NegotiateCred;
import org.sspi4j.api.NegotiateCred.NtlmUse;
import org.sspi4j.api.OneLine;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;

/** Which packages may be chosen, in the order of preference. */
final class PackageChoice {
    static final String KERBEROS = "Kerberos";
    /** Only if it is named: it hands what a password is proven with to whoever answers, or passes on what strangers say. */
    static final String IAKERB = "IAKERB";
    static final String NTLM = "NTLM";

    /** The preferred one first. */
    static final List<String> ALL = List.of(KERBEROS, IAKERB, NTLM);

    /** What a list for Windows may leave out, and is never chosen here. */
    private static final Set<String> OF_WINDOWS =
            Set.of("cloudap", "credssp", "digest", "livessp", "negoextender", "pku2u", "schannel", "tsssp", "wdigest");

    private PackageChoice() {}

    /**
     * Empty if none is left.
     *
     * @throws SspiException SEC_E_SECPKG_NOT_FOUND if the list leaves out what is no package: whoever wrote it meant one that would stay in
     */
    static List<String> of(NegotiateCred cred) throws SspiException {
        var named = new HashSet<String>();
        var left = new HashSet<String>();
        for (var each : cred.packageList().split(",")) {
            var name = each.strip().toLowerCase(Locale.ROOT);
            if (name.startsWith("!")) {
                left.add(leftOut(name.substring(1).strip()));
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

    private static String leftOut(String name) throws SspiException {
        if (ALL.stream().noneMatch(name::equalsIgnoreCase) && !OF_WINDOWS.contains(name)) {
            throw new SspiException(
                    SecurityStatus.SEC_E_SECPKG_NOT_FOUND,
                    "The list of packages leaves out \"" + OneLine.of(name) + "\", which is none: write !" + KERBEROS + ", !" + IAKERB + " or !"
                            + NTLM + ", with commas between them");
        }
        return name;
    }

    private static boolean isUsed(String name, NtlmUse ntlmUse) {
        return name.equals(NTLM) ? ntlmUse != NtlmUse.NEVER : ntlmUse != NtlmUse.ONLY;
    }
}
