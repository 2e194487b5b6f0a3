package org.sspi4j.kerberos;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.sspi4j.api.Secret;
import org.sspi4j.api.SecurityStatus;
import org.sspi4j.api.SspiException;
import org.sspi4j.kerberos.etype.EncryptionType;
import org.sspi4j.kerberos.etype.ProtocolKey;
import org.sspi4j.kerberos.message.Principal;
import org.sspi4j.wire.DecodeException;

/** What a client proves itself with to a KDC. */
sealed interface ClientKeys {
    /** What a KDC says of how a password becomes a key. */
    record Hint(Optional<byte[]> salt, Optional<byte[]> s2kparams) {
        static final Hint NONE = new Hint(Optional.empty(), Optional.empty());
    }

    /** A key that needs no hint: the first of these types that there is one of. */
    Optional<ProtocolKey> ready(List<EncryptionType> types);

    /** These types in the order in which to name them to a KDC: those that there are keys of first. */
    default List<EncryptionType> preferred(List<EncryptionType> types) {
        return types;
    }

    /** The key of this type, if there can be one. */
    Optional<ProtocolKey> key(EncryptionType type, Hint hint) throws SspiException;

    /** An exchange begins that keys are taken for. */
    default void begun() {}

    /** The exchange has ended, whatever came of it. */
    default void settled() {}

    void wipe();

    /** A password: a key of any type, once the KDC has said how. Keys are kept, since deriving one takes milliseconds. */
    final class OfPassword implements ClientKeys {
        /** Whoever answers in the KDC's place can ask for another key each time. */
        private static final int MOST_KEYS = 16;

        private final Principal client;
        private final Secret password;
        private final Map<Recipe, ProtocolKey> derived = new LinkedHashMap<>();
        /** Keys that made room for others while an exchange may be using them. */
        private final List<ProtocolKey> superseded = new ArrayList<>();
        private int exchanges;

        /** @param password owned from now on */
        OfPassword(Principal client, Secret password) {
            this.client = client;
            this.password = password;
        }

        /** What a key is made of besides the password; the octets as text, to be compared. */
        private record Recipe(EncryptionType type, String salt, String s2kparams) {}

        @Override
        public Optional<ProtocolKey> ready(List<EncryptionType> types) {
            return Optional.empty();
        }

        @Override
        public synchronized Optional<ProtocolKey> key(EncryptionType type, Hint hint) throws SspiException {
            byte[] salt = hint.salt().orElseGet(client::defaultSalt);
            byte[] s2kparams = hint.s2kparams().orElse(new byte[0]);
            var recipe = new Recipe(
                    type, new String(salt, StandardCharsets.ISO_8859_1), new String(s2kparams, StandardCharsets.ISO_8859_1));
            var key = derived.get(recipe);
            if (key == null) {
                key = derive(type, salt, hint.s2kparams().orElse(null));
                makeRoom();
                derived.put(recipe, key);
            }
            return Optional.of(key);
        }

        /** The oldest key goes; it is wiped when no exchange is under way that may be using it. */
        private void makeRoom() {
            if (derived.size() == MOST_KEYS) {
                superseded.add(derived.remove(derived.keySet().iterator().next()));
            }
        }

        @Override
        public synchronized void begun() {
            exchanges++;
        }

        @Override
        public synchronized void settled() {
            exchanges--;
            if (exchanges == 0) {
                superseded.forEach(ProtocolKey::close);
                superseded.clear();
            }
        }

        private ProtocolKey derive(EncryptionType type, byte[] salt, byte[] s2kparams) throws SspiException {
            requireEnoughWork(type, s2kparams);
            return password.useUtf8(utf8 -> {
                try {
                    return s2kparams == null
                            ? type.stringToKey(utf8, salt)
                            : type.stringToKey(utf8, salt, s2kparams);
                } catch (DecodeException e) {
                    throw new SspiException(
                            SecurityStatus.SEC_E_UNSUPPORTED_PREAUTH, "The KDC's parameters for " + type + ": " + e.getMessage(), e);
                }
            });
        }

        /** Anybody can answer in the KDC's place that fewer iterations than the default will do, and then guess faster. */
        private static void requireEnoughWork(EncryptionType type, byte[] s2kparams) throws SspiException {
            byte[] usual = type.defaultS2kparams();
            if (s2kparams == null || s2kparams.length != Integer.BYTES || usual.length != Integer.BYTES) {
                return;
            }
            long iterations = Integer.toUnsignedLong(ByteBuffer.wrap(s2kparams).getInt());
            int least = ByteBuffer.wrap(usual).getInt();
            if (iterations > 0 && iterations < least) {
                throw new SspiException(
                        SecurityStatus.SEC_E_DOWNGRADE_DETECTED,
                        "The KDC asks for " + iterations + " iterations to make an " + type + " key of the password; fewer than "
                                + least + " let whoever sees the traffic guess it, or are asked for by such a one");
            }
        }

        @Override
        public synchronized void wipe() {
            password.close();
            derived.values().forEach(ProtocolKey::close);
            derived.clear();
            superseded.forEach(ProtocolKey::close);
            superseded.clear();
        }
    }

    /** Keys of a keytab: the latest version of each type. They are {@link ServiceKeys}' to wipe. */
    record OfKeytab(Principal client, Supplier<ServiceKeys> source) implements ClientKeys {
        OfKeytab(Principal client, ServiceKeys keys) {
            this(client, () -> keys);
        }

        private ServiceKeys keys() {
            return source.get();
        }

        @Override
        public Optional<ProtocolKey> ready(List<EncryptionType> types) {
            return types.stream().flatMap(type -> keys().latest(client, type).stream()).findFirst();
        }

        @Override
        public List<EncryptionType> preferred(List<EncryptionType> types) {
            var keys = keys();
            var preferred = new ArrayList<EncryptionType>(types.size());
            for (boolean there : new boolean[] {true, false}) {
                for (var type : types) {
                    if (keys.latest(client, type).isPresent() == there) {
                        preferred.add(type);
                    }
                }
            }
            return preferred;
        }

        @Override
        public Optional<ProtocolKey> key(EncryptionType type, Hint hint) {
            return keys().latest(client, type);
        }

        @Override
        public void wipe() {
            keys().wipe();
        }
    }
}
