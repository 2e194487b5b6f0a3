package org.sspi4j.negotiate;

import java.util.List;
import java.util.Optional;
import org.sspi4j.wire.asn1.Oid;

/**
 * What can be chosen from, the preferred one first.
 *
 * @param mechTypes as they are offered
 */
record Mechanisms(List<Mechanism> all, MechTypeList mechTypes) {
    static Mechanisms of(List<Mechanism> all) {
        return new Mechanisms(List.copyOf(all), MechTypeList.of(all.stream().map(Mechanism::oid).toList()));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    Mechanism preferred() {
        return all.get(0);
    }

    /** Those that are left where the preferred one cannot be used. */
    Mechanisms others() {
        return of(all.subList(1, all.size()));
    }

    Optional<Mechanism> of(Oid mechType) {
        for (var mechanism : all) {
            if (mechanism.oids().contains(mechType)) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return mechTypes.toString();
    }
}
