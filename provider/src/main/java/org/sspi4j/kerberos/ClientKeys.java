package org.sspi4j.kerberos;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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

    /** The key of this type, if there can be one. */
    Optional<ProtocolKey> key(EncryptionType type, Hint hint) throws SspiException;

    void wipe();

    /** A password: a key of any type, once the KDC has said how. The last key is kept, since deriving it takes milliseconds. */
    final class OfPassword implements ClientKeys {
        private final Principal client;
        private final Secret password;
        private Derived last;

        /** @param password owned from now on */
        OfPassword(Principal client, Secret password) {
            this.client = client;
            this.password = password;
        }

        private record Derived(EncryptionType type, String salt, String s2kparams, ProtocolKey key) {}

        @Override
        public Optional<ProtocolKey> ready(List<EncryptionType> types) {
            return Optional.empty();
        }

        @Override
        public synchronized Optional<ProtocolKey> key(EncryptionType type, Hint hint) throws SspiException {
            byte[] salt = hint.salt().orElseGet(() -> defaultSalt(client));
            byte[] s2kparams = hint.s2kparams().orElse(null);
            var saltText = new String(salt, StandardCharsets.ISO_8859_1);
            var paramsText = s2kparams == null ? "" : new String(s2kparams, StandardCharsets.ISO_8859_1);
            if (last == null
                    || last.type != type
                    || !last.salt.equals(saltText)
                    || !last.s2kparams.equals(paramsText)) {
                last = new Derived(type, saltText, paramsText, derive(type, salt, s2kparams));
            }
            return Optional.of(last.key);
        }

        private ProtocolKey derive(EncryptionType type, byte[] salt, byte[] s2kparams) throws SspiException {
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

        /**
         * The salt where the KDC names none.
         *
         * @spec RFC 4120 4
         */
        static byte[] defaultSalt(Principal client) {
            return (client.realm() + String.join("", client.name().nameString())).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public synchronized void wipe() {
            password.close();
            if (last != null) {
                last.key.close();
            }
        }
    }

    /** Keys of a keytab: the latest version of each type. They are {@link ServiceKeys}' to wipe. */
    record OfKeytab(Principal client, ServiceKeys keys) implements ClientKeys {
        @Override
        public Optional<ProtocolKey> ready(List<EncryptionType> types) {
            return types.stream().flatMap(type -> keys.latest(client, type).stream()).findFirst();
        }

        @Override
        public Optional<ProtocolKey> key(EncryptionType type, Hint hint) {
            return keys.latest(client, type);
        }

        @Override
        public void wipe() {
            keys.wipe();
        }
    }
}
