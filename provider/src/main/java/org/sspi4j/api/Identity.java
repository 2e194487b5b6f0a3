package org.sspi4j.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.security.auth.Subject;

/**
 * pAuthData: whose credentials to acquire, and what they are proven with. Packages that do not know a kind of identity
 * answer SEC_E_UNKNOWN_CREDENTIALS.
 *
 * <p>No identity at all (null) means the one the caller already has: the current Subject's, else the default cache's; for
 * acceptors the default keytab's. For Schannel it means a client without a certificate.
 */
public sealed interface Identity
        permits Identity.Password,
                Identity.NtHash,
                NtlmCred,
                NegotiateCred,
                Identity.Keytab,
                Identity.Ccache,
                Identity.OfSubject,
                Identity.GetKey,
                SchannelCred,
                SchCredentials,
                CredSspCred {
    /**
     * A user and a password.
     *
     * @param user {@code alice}, {@code alice@EXAMPLE.COM} or {@code EXAMPLE\alice}
     * @param password copied when the credential is acquired, so that it may be closed afterwards
     */
    record Password(String user, Secret password) implements Identity {
        public Password {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
        }
    }

    /**
     * A user and MD4 of the password, which NTLM takes in its place: whoever has it can log on as the user.
     *
     * @param user as for {@link Password}
     * @param ntHash 16 bytes; copied when the credential is acquired, so that it may be closed afterwards
     * @spec MS-NLMP 3.3.1 (NTOWFv1)
     */
    record NtHash(String user, Secret ntHash) implements Identity {
        private static final int LENGTH = 16;

        /** @throws IllegalArgumentException for a hash of another length than 16 bytes */
        public NtHash {
            Objects.requireNonNull(user, "user");
            if (ntHash.length() != LENGTH) {
                throw new IllegalArgumentException("An NT hash has 16 bytes, and this one has " + ntHash.length());
            }
        }
    }

    /**
     * Keys in a keytab file.
     *
     * @param principal whose keys; empty means the file's first principal for an initiator and any for an acceptor
     */
    record Keytab(Optional<String> principal, Path file) implements Identity {
        public Keytab {
            Objects.requireNonNull(principal, "principal");
            Objects.requireNonNull(file, "file");
        }
    }

    /**
     * Tickets in a credential cache. What is fetched with them is put back into it.
     *
     * @param name as MIT krb5 writes it: {@code FILE:/tmp/krb5cc_0}, {@code DIR:/run/tickets}, {@code DIR::/run/tickets/tktwork},
     *     {@code KCM:}, {@code KCM:0}, or {@code MEMORY:mine}, which is of this process; without a type, a file's
     */
    record Ccache(String name) implements Identity {
        public Ccache {
            Objects.requireNonNull(name, "name");
        }
    }

    /** What a Subject holds: our credential handles, Kerberos tickets, keys, keytabs. */
    record OfSubject(Subject subject) implements Identity {
        public OfSubject {
            Objects.requireNonNull(subject, "subject");
        }

        /** Without the Subject's credentials. */
        @Override
        public String toString() {
            return "OfSubject" + List.copyOf(subject.getPrincipals());
        }
    }

    /** The keys that a function gives an acceptor, one by one, as contexts need them. */
    record GetKey(SecGetKeyFn function, Object argument) implements Identity {
        public GetKey {
            Objects.requireNonNull(function, "function");
        }

        /** Without the argument, whose text is somebody else's. */
        @Override
        public String toString() {
            return "GetKey";
        }
    }

    static Identity password(String user, Secret password) {
        return new Password(user, password);
    }

    /** A user of NTLM with MD4 of the password. */
    static Identity ntHash(String user, Secret ntHash) {
        return new NtHash(user, ntHash);
    }

    /** The keys of one principal, such as {@code HTTP/web.example.com@EXAMPLE.COM}. */
    static Identity keytab(String principal, Path file) {
        return new Keytab(Optional.of(principal), file);
    }

    static Identity keytab(Path file) {
        return new Keytab(Optional.empty(), file);
    }

    /** A credential cache file. */
    static Identity ccache(Path file) {
        return new Ccache("FILE:" + file);
    }

    /** A credential cache by its name, such as {@code KCM:}; see {@link Ccache}. */
    static Identity ccache(String name) {
        return new Ccache(name);
    }

    /** The keys that a function gives; its argument is null. */
    static Identity getKey(SecGetKeyFn function) {
        return new GetKey(function, null);
    }

    static Identity of(Subject subject) {
        return new OfSubject(subject);
    }
}
