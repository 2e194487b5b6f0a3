package org.sspi4j.kerberos.store;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sspi4j.kerberos.etype.EncryptionType;

/** Of which encryption types a keytab is to have a password's keys. */
public final class KeytabEtypes {
    private final List<EncryptionType> types;

    private KeytabEtypes(Set<EncryptionType> types) {
        this.types = List.copyOf(types);
    }

    /** Empty if one of the words means no type that there is here. */
    public static Optional<KeytabEtypes> named(List<String> words) {
        var types = new LinkedHashSet<EncryptionType>();
        for (var word : words) {
            var meant = EncryptionType.named(word);
            if (meant.isEmpty()) {
                return Optional.empty();
            }
            types.addAll(meant);
        }
        return Optional.of(new KeytabEtypes(types));
    }

    /** The names of all types that there are here. */
    public static List<String> all() {
        return List.of(EncryptionType.values()).stream().map(EncryptionType::toString).toList();
    }

    /** For people: the name of a type that there is here, the number of any other. */
    public static String name(int etype) {
        return EncryptionType.of(etype).map(EncryptionType::toString).orElse(Integer.toString(etype));
    }

    public Set<Integer> numbers() {
        return types.stream().map(EncryptionType::number).collect(toUnmodifiableSet());
    }

    /**
     * The password's keys, with the iterations that are usual for each type. Takes milliseconds for each.
     *
     * @param timestamp in seconds since 1970
     * @param utf8Password stays the caller's to wipe
     */
    public Keytab keys(StoredPrincipal principal, long timestamp, long kvno, byte[] utf8Password, byte[] salt) {
        var entries = new ArrayList<Keytab.Entry>();
        for (var type : types) {
            try (var key = type.stringToKey(utf8Password, salt)) {
                entries.add(new Keytab.Entry(principal, timestamp, kvno, new StoredKey(type.number(), key.copyOfValue())));
            }
        }
        return new Keytab(entries);
    }
}
