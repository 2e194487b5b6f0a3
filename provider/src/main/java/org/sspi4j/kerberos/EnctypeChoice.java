package org.sspi4j.kerberos;

import java.util.List;
import org.sspi4j.kerberos.etype.EncryptionType;

/** Of the encryption types that a configuration names, those that there are here. */
final class EnctypeChoice {
    private EnctypeChoice() {}

    /** @param wanted numbers, the best first */
    static List<EncryptionType> of(List<Integer> wanted, List<Integer> permitted) {
        return wanted.stream()
                .filter(permitted::contains)
                .flatMap(number -> EncryptionType.of(number).stream())
                .toList();
    }
}
