package org.sspi4j.kerberos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.config.KerberosConfig;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.message.EtypeInfo2;

/** Of the encryption types that a configuration names, those that there are here. */
final class EnctypeChoice {
    private EnctypeChoice() {}

    /** @param wanted numbers, the best first */
    static List<EncryptionType> of(List<Integer> wanted, List<Integer> permitted) {
        var types = new ArrayList<EncryptionType>(wanted.size());
        for (var number : wanted) {
            if (permitted.contains(number)) {
                EncryptionType.of(number).ifPresent(types::add);
            }
        }
        return List.copyOf(types);
    }

    /** Nobody is asked with an empty list: a KDC could only refuse it, in words that help nobody. */
    static void requireSome(List<EncryptionType> types, KerberosConfig config) throws SspiException {
        if (types.isEmpty()) {
            throw new SspiException(
                    SecurityStatus.SEC_E_ALGORITHM_MISMATCH,
                    config.origin() + " permits no encryption type that there is here; there are "
                            + List.of(EncryptionType.values()));
        }
    }

    /** For people: the name of a type that there is here, the number of any other. */
    static String name(int etype) {
        return EncryptionType.of(etype).map(EncryptionType::toString).orElse(Integer.toString(etype));
    }

    /** What to write so that a type can be used. */
    static String remedy(int etype) {
        return EncryptionType.of(etype)
                .map(type -> "write " + type + " into permitted_enctypes of krb5.conf, or name it in"
                        + " KerberosConfigBuilder.permittedEnctypes"
                        + (type.isWeak() ? "; better, give the account a key of AES" : ""))
                .orElse("there is no such type here; give the account a key of AES");
    }

    /** What a KDC or somebody in its place lists, weak types behind all others: they are taken if nothing else is there. */
    static List<EtypeInfo2.Entry> weakLast(List<EtypeInfo2.Entry> entries) {
        return entries.stream()
                .sorted(Comparator.comparing(
                        entry -> EncryptionType.of(entry.etype()).filter(EncryptionType::isWeak).isPresent()))
                .toList();
    }
}
